"""The columns of a table: recognition by usual names, and errors for missing ones."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show, suggest
from tribus.errors import ColumnError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


# Usual names of columns, in the order in which they are tried.
USUAL_NAMES = {
    "source": (
        "source", "from", "follower", "user", "user_id", "author", "author_id", "from_user", "from_id",
        "sender", "src", "actor", "who", "username", "screen_name", "source_id", "id_1",
        "node_1", "fromnodeid", "vertex 1",
    ),
    "target": (
        "target", "to", "followee", "followed", "following", "friend", "reply_to", "replied_to",
        "in_reply_to", "in_reply_to_user_id", "mentioned", "mention", "retweeted", "reposted", "to_user",
        "to_id", "recipient", "receiver", "dst", "whom", "target_id", "id_2",
        "node_2", "tonodeid", "vertex 2",
    ),
    "kind": ("kind", "type", "interaction", "event", "action", "relation", "relationship"),
    "time": (
        "time", "at", "timestamp", "created_at", "date", "datetime", "unixtime", "time_us", "ts",
        "relationship date (utc)",
    ),
    "count": ("count", "weight", "n", "times", "number", "edge weight"),
    "text": ("text", "full_text", "content", "body"),
    "post": ("post", "post_id", "tweet_id", "status_id", "imported id", "tweet"),
    "thread": ("thread", "thread_id", "conversation_id", "conversation"),
    "until": ("until",),
}  # fmt: skip

# Parts of the name of a column or a file, and the kind of its rows.
KIND_HINTS = (
    ("follow", "follow"), ("friend", "follow"), ("repl", "reply"), ("mention", "mention"),
    ("retweet", "repost"), ("repost", "repost"), ("boost", "repost"), ("quote", "quote"),
    ("like", "like"), ("fav", "like"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The name of the column for each part of an event; None where the table has none."""

    source: str
    target: str
    time: str | None = None
    count: str | None = None
    text: str | None = None
    post: str | None = None
    thread: str | None = None
    until: str | None = None

    def items(self) -> list[tuple[str, str]]:
        """Return pairs of (part of an event, name of its column), for the parts that the table has."""
        parts = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return [(part, name) for part, name in parts if name is not None]

    def describe(self, kind: str, found: Iterable[str]) -> str:
        """Return the columns as text, as in `source from 'from', target from 'to', all reply`."""
        parts = ", ".join(f"{part} from {show(name)}" for part, name in self.items())
        return f"{parts}, kind from {show(kind)}" if kind in found else f"{parts}, all {kind}"


def check_columns(columns: Columns, found: Sequence[str]) -> None:
    """Raise `ColumnError` if the table lacks a column."""
    for part, name in (("source", columns.source), ("target", columns.target), *columns.items()):
        if name not in found:
            raise missing_column(part, name, found)


def check_names(names: Iterable[Any]) -> None:
    """Raise `ColumnError` for names that are not text, are empty, or differ only in case."""
    seen: dict[str, str] = {}
    for name in names:
        if not isinstance(name, str) or not name:
            raise ColumnError(
                f"column {show(name)} has a name that is not text; rename it, for example to 'user'"
            )
        twin = seen.setdefault(name.lower(), name)
        if twin != name:
            raise ColumnError(
                f"columns {show(twin)} and {show(name)} differ only in case; rename one of them"
            )


def missing_column(part: str, name: str, found: Sequence[str]) -> ColumnError:
    """Return the error for a missing column, with the nearest names."""
    return ColumnError(
        f"no column {show(name)} for {part}{suggest(name, found)}; "
        f"the table has {_listed(found)}. Name the right one with {part}="
    )


def unknown_kind(kind: Any, found: Sequence[str], known: Iterable[str]) -> ColumnError:
    """Return the error for a value of `kind` that is neither a column nor a kind."""
    return ColumnError(
        f"{show(kind)} for kind is neither a column nor a kind{suggest(kind, [*known, *found])}; "
        f"the table has {_listed(found)}. Name the column of kinds with kind=, or give one kind "
        f"for the whole table: {', '.join(known)}"
    )


def guess_column(part: str, found: Sequence[str]) -> str | None:
    """Return the column with a usual name for a part of an event; None if there is none."""
    by_name = {name.strip().lower(): name for name in reversed(found)}
    return next((by_name[usual] for usual in USUAL_NAMES[part] if usual in by_name), None)


def need_column(part: str, found: Sequence[str]) -> str:
    """Return the column with a usual name for a required part, or raise `ColumnError`."""
    name = guess_column(part, found)
    if name is None:
        raise ColumnError(
            f"no column looks like the {part} of an event; the table has {_listed(found)}. "
            f"Name it with {part}="
        )
    return name


def guess_kind(target: str, path: str) -> str | None:
    """Return the kind that the name of the target column or of the file suggests; None if none does."""
    for name in (target.lower(), PurePath(path).name.lower()):
        for hint, kind in KIND_HINTS:
            if hint in name:
                return kind
    return None


def _listed(found: Iterable[str], *, at_most: int = 12) -> str:
    names = list(found)
    listed = ", ".join(show(name) for name in names[:at_most])
    return listed + (f" and {len(names) - at_most} more" if len(names) > at_most else "")
