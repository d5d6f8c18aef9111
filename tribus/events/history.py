"""Tables next to the events: undone follows, posts that address nobody, and profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.plans import count_rows, materialise, to_arrow
from tribus.events.kinds import FOLLOW_CODE
from tribus.events.users import ENDS

if TYPE_CHECKING:
    import pandas as pd

    from tribus._engine.protocol import StoredRows
    from tribus.events.stored import StoredEvents


def is_undone() -> nw.Expr:
    """Whether a row with the column `until` is a follow of another user, undone at a known time."""
    is_follow = (nw.col("kind") == FOLLOW_CODE) & (nw.col("source") != nw.col("target"))
    return (is_follow & (nw.col("until") > 0)).fill_null(value=False)


def store_undone(*frames: nw.LazyFrame[Any]) -> StoredRows | None:
    """Store follows that were undone, each once; None if there are none.

    Parameters
    ----------
    *frames
        Rows with `source` and `target` (ids) and `until`; `time` is added where it is missing.
    """
    if not frames:
        return None
    times = [_valid_time(frame).select(*ENDS, "time", "until") for frame in frames]
    rows = nw.concat(times, how="vertical")
    return _store_some(rows.group_by(*ENDS, "until").agg(time=nw.col("time").min()))


def store_activity(*frames: nw.LazyFrame[Any]) -> StoredRows | None:
    """Store posts that address nobody, each once; None if there are none.

    Two posts with the same id are one; so are two without an id that share user, time and text.

    Parameters
    ----------
    *frames
        Rows with `user` (id), `time`, `text` and `post`.
    """
    if not frames:
        return None
    posts = [_valid_time(frame).select("user", "time", "text", "post") for frame in frames]
    rows = nw.concat(posts, how="vertical").filter(~nw.col("user").is_null())
    has_no_id = nw.col("post").is_null()
    keys = {f"own_{name}": nw.when(has_no_id).then(nw.col(name)) for name in ("time", "text")}
    distinct = rows.with_columns(**keys).group_by("user", "post", *keys)
    return _store_some(distinct.agg(time=nw.col("time").min(), text=nw.col("text").min()).drop(*keys))


def store_profiles(users: nw.LazyFrame[Any], *frames: nw.LazyFrame[Any]) -> StoredRows | None:
    """Store the profile of each user, once; None if there are none.

    Parameters
    ----------
    users
        Users of the events, with a column `id`.
    *frames
        Rows with `user` (id), `name` and `bio`. Of two profiles the last name in the alphabet counts,
        and the last bio.
    """
    if not frames:
        return None
    rows = nw.concat([frame.select("user", "name", "bio") for frame in frames], how="vertical")
    rows = rows.join(users.select(user=nw.col("id")), on="user", how="semi")
    return _store_some(rows.group_by("user").agg(nw.col("name").max(), nw.col("bio").max()))


def profiles_to_frame(stored: StoredEvents) -> pd.DataFrame:
    """Return `user`, `name` and `bio` of users with a profile, sorted by user."""
    if stored.profiles is None:
        users = stored.users.lazy().select(user=nw.col("id")).head(0)
        nothing = nw.lit(None, nw.String)
        profiles = users.with_columns(name=nothing, bio=nothing)
    else:
        profiles = stored.profiles.lazy()
    frame: pd.DataFrame = to_arrow(profiles.select("user", "name", "bio").sort("user")).to_pandas()
    return frame


def activity_to_frame(stored: StoredEvents) -> pd.DataFrame:
    """Return the posts that address nobody: `user`, `time`, `kind` and `text`."""
    import pandas as pd

    order = ("user", "time", "text")
    if stored.activity is None:
        users = stored.users.lazy().select(user=nw.col("id")).head(0)
        posts = users.with_columns(time=nw.lit(None, nw.Int64), text=nw.lit(None, nw.String))
    else:
        posts = stored.activity.lazy()
    frame: pd.DataFrame = to_arrow(posts.select(*order).sort(*order)).to_pandas()
    frame["time"] = pd.to_datetime(frame["time"], unit="us", utc=True)
    frame.insert(2, "kind", "post")
    return frame


def _valid_time(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Replace times that cannot be read by null."""
    if "time" not in frame.collect_schema().names():
        return frame.with_columns(time=nw.lit(None, nw.Int64))
    return frame.with_columns(time=nw.when(nw.col("time") > 0).then(nw.col("time")))


def _store_some(frame: nw.LazyFrame[Any]) -> StoredRows | None:
    stored = materialise(frame)
    return stored if count_rows(stored.lazy()) else None
