"""The report of a reading: the format of a file, and the records that gave no event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import TYPE_CHECKING, Any

from tribus._core.frozen import FrozenMapping
from tribus._core.provenance import Provenance
from tribus._display import Card, HasCard, plain, plural
from tribus._display.language import format_whole, translate
from tribus._display.reasons import translate_reason
from tribus._storage import PLAIN, TEXT, WHOLE, MappingOf, TupleOf, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


@stored(
    origin=TEXT,
    format=TEXT,
    columns=TEXT,
    call=TEXT,
    read=WHOLE,
    skipped=MappingOf(WHOLE),
    ego=PLAIN,
    roles=TupleOf(TupleOf(TEXT)),
    unused=TupleOf(TEXT),
)
@dataclass(frozen=True, kw_only=True, repr=False)
class Reading(HasCard):
    """Report of the reading of one file: `kept` of `read` records gave events.

    A record is a unit of the file: a row of a table, a post, a like, an entry of a list.

    Attributes
    ----------
    origin
        The file, or `"frame"`.
    format
        Format of the file.
    columns
        For tables, the column of each part of an event; empty for exports of platforms.
    read
        Number of records, including lines that could not be read.
    skipped
        Number of records that gave no event, by reason. Rows that are left out later are in
        `Events.cleaning`.
    ego
        The user whose account the file is an export of, if any.
    roles
        For tables, each column with its part of an event and its first values.
    unused
        Columns of a table that were not read.
    call
        The Python call that repeats the reading; that of `read_events` reads all its files.
    """

    origin: str
    format: str = "table"
    columns: str = ""
    read: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    ego: str | None = None
    roles: tuple[tuple[str, str, str], ...] = field(default=(), compare=False)
    unused: tuple[str, ...] = ()
    call: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "skipped", FrozenMapping(dict(sorted(self.skipped.items()))))

    @property
    def kept(self) -> int:
        """Number of records that gave events."""
        return self.read - sum(self.skipped.values())

    def __str__(self) -> str:
        """Return one line, as in `tweets.jsonl: X API v2, 200 records read, 12 skipped (...)`."""
        parts = [
            self.format,
            self.columns,
            translate("{records} read", records=plural(self.read, "record")),
            self._skipped(),
        ]
        return plain(f"{self.origin}: {', '.join(part for part in parts if part)}")

    def to_frame(self) -> pd.DataFrame:
        """Return one row per outcome: `what` (read, kept, or the reason), `records` (int64)."""
        import pandas as pd

        return pd.DataFrame(self._rows(), columns=["what", "records"])

    def _rows(self) -> list[tuple[str, int]]:
        return [("read", self.read), ("kept", self.kept), *self.skipped.items()]

    def _skipped(self) -> str:
        reasons = "; ".join(
            f"{translate_reason(reason)}: {format_whole(count)}"
            for reason, count in self.skipped.items()
        )
        n_skipped = format_whole(sum(self.skipped.values()))
        return translate("{n} skipped ({reasons})", n=n_skipped, reasons=reasons) if self.skipped else ""

    def _card(self) -> Card:
        return Card(
            title="Reading",
            facts=[
                self.origin,
                self.format,
                translate(
                    "{kept} of {rows} kept",
                    kept=format_whole(self.kept),
                    rows=plural(self.read, "record"),
                ),
                *([self._skipped()] if self.roles and self.skipped else []),
            ],
            header=("column", "holds", "values") if self.roles else ("what", "records"),
            rows=list(self.roles) or [(what, f"{count:,}") for what, count in self._rows()],
            made_by=f"{self}; {self.call}" if self.call else str(self),
        )


def format_reading(function: Callable[..., Any], data: str, given: Mapping[str, Any]) -> str:
    """Return the Python call that repeats a reading.

    Parameters
    ----------
    function
        `read_events` or `Events.from_frame`.
    data
        Its first argument, as Python code.
    given
        Value of each of its options; those with the default are left out. A session is called `spark`.
    """
    options = {
        name: dict(given[name]) if isinstance(given[name], Mapping) else given[name]
        for name, option in signature(function).parameters.items()
        if option.kind is option.KEYWORD_ONLY
        and name not in ("engine", "progress")
        and given[name] != option.default
    }
    session = [] if given.get("engine") is None else ["engine=spark"]
    call = Provenance(function=f"tb.{function.__qualname__}", parameters=options)
    return call.format_call(data, *session)
