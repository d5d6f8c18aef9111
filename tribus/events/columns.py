"""The columns of a table, and errors for columns that are missing or have no usable name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show, suggest
from tribus.errors import ColumnError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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


def unknown_kind(kind: Any, found: Sequence[str], known: Iterable[str]) -> ColumnError:
    """Return the error for a value of `kind` that is neither a column nor a kind."""
    return ColumnError(
        f"{show(kind)} for kind is neither a column nor a kind{suggest(kind, [*known, *found])}; "
        f"the table has {_listed(found)}. Name the column of kinds with kind=, or give one kind "
        f"for the whole table: {', '.join(known)}"
    )


def _listed(found: Iterable[str], *, at_most: int = 12) -> str:
    names = list(found)
    listed = ", ".join(show(name) for name in names[:at_most])
    return listed + (f" and {len(names) - at_most} more" if len(names) > at_most else "")
