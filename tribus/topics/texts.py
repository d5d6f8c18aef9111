"""Texts: the distinct texts of each author, as an Arrow column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._engine.plans import to_arrow
from tribus.community.numbering import NO_TRIBE
from tribus.events.kinds import KINDS
from tribus.events.stored import local_tables

if TYPE_CHECKING:
    from tribus._core.arrays import Ints
    from tribus.events import Events
    from tribus.events.stored import StoredEvents

POSTS = ("own", "inside", "broadcast", "reposts")
MESSAGE_KINDS = [KINDS.index(kind) for kind in ("reply", "mention", "quote")]
REPOST_CODE = KINDS.index("repost")
NO_TARGET = -1  # target of a post that addresses nobody


@dataclass(frozen=True, eq=False, kw_only=True)
class Texts:
    """Distinct texts of each author, sorted by author, then by text.

    Attributes
    ----------
    author
        Author as an index into `Events.ids`, int32, shape `(n_texts,)`.
    text
        Texts as they were given, Arrow column of `n_texts` rows.
    """

    author: Ints
    text: pa.ChunkedArray

    def __len__(self) -> int:
        return len(self.author)


def load_texts(events: Events, labels: Ints, posts: str) -> Texts:
    """Return the distinct texts of each author.

    Parameters
    ----------
    events
        The events.
    labels
        Tribe of each user of the events, -1 for none.
    posts
        `"own"` for replies, mentions, quotes and posts to nobody; `"inside"` for those addressed to a
        user of the author's tribe; `"broadcast"` for all others; `"reposts"` for shared texts.
    """
    rows = load_rows(local_tables(events, "find_topics"), posts)
    if posts in ("inside", "broadcast"):
        rows = rows.filter(pa.array(_are_inside(rows, labels) == (posts == "inside")))
    rows = (
        rows.group_by(["source", "text"])
        .aggregate([])
        .sort_by([("source", "ascending"), ("text", "ascending")])
    )
    author = rows["source"].to_numpy().astype(np.int32)
    author.flags.writeable = False
    return Texts(author=author, text=rows["text"])


def load_rows(stored: StoredEvents, posts: str) -> pa.Table:
    """Return `source`, `target` and `text` of the events and posts with a text, each row once."""
    tables = [table for table in (_load_messages(stored, posts), _load_posts(stored, posts)) if table]
    schema = pa.schema([("source", pa.int32()), ("target", pa.int32()), ("text", pa.string())])
    return pa.concat_tables([table.cast(schema) for table in tables] or [schema.empty_table()])


def _load_messages(stored: StoredEvents, posts: str) -> pa.Table | None:
    rows = stored.lazy()
    if "text" not in rows.collect_schema().names():
        return None
    kinds = [REPOST_CODE] if posts == "reposts" else MESSAGE_KINDS
    rows = rows.filter(nw.col("kind").is_in(kinds), ~nw.col("text").is_null())
    return to_arrow(rows.select("source", "target", "text").unique())


def _load_posts(stored: StoredEvents, posts: str) -> pa.Table | None:
    if stored.activity is None or posts not in ("own", "broadcast"):
        return None
    users = stored.users.lazy().select(user=nw.col("id"), source=nw.col("number"))
    rows = stored.activity.lazy().filter(~nw.col("text").is_null()).join(users, on="user", how="inner")
    return to_arrow(
        rows.select("source", target=nw.lit(NO_TARGET, nw.Int32), text=nw.col("text")).unique()
    )


def _are_inside(rows: pa.Table, labels: Ints) -> Any:
    """Return whether author and target of each row are in the same tribe."""
    source, target = rows["source"].to_numpy(), rows["target"].to_numpy()
    of_target = np.where(target == NO_TARGET, NO_TRIBE, labels[target])
    return (of_target != NO_TRIBE) & (of_target == labels[source])


def take_text(texts: Texts, row: int) -> str:
    """Return one text, as it was given."""
    return str(pc.take(texts.text, pa.array([row]))[0].as_py())
