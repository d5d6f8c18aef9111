"""The report of a cleaning: how many rows were kept, and why others were left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from tribus._display import Card, HasCard, plural
from tribus._display.language import format_whole, translate, translate_count
from tribus._storage import WHOLE, stored

if TYPE_CHECKING:
    import pandas as pd


@stored(
    rows=WHOLE,
    kept=WHOLE,
    self_interactions=WHOLE,
    empty_ids=WHOLE,
    zero_counts=WHOLE,
    duplicates=WHOLE,
    undone=WHOLE,
    impossible_times=WHOLE,
    undated=WHOLE,
    not_selected=WHOLE,
)
@dataclass(frozen=True, kw_only=True, repr=False)
class Cleaning(HasCard):
    """Report of a cleaning: `rows` were read, `kept` events remain.

    Every row is kept or counted under one reason, so `rows` is the sum of all other fields except
    `impossible_times`, whose rows are kept.

    Attributes
    ----------
    rows
        Rows read.
    kept
        Events kept.
    self_interactions
        Rows where source and target are the same user; dropped, the user stays.
    empty_ids
        Rows without a source or a target; dropped, the other user stays.
    zero_counts
        Rows with count 0; dropped, both users stay.
    duplicates
        Rows that repeat an event: the same post; the same microsecond if there is no post; a follow
        that is already known. Counted once. Rows without post and time are never duplicates, and
        neither are rows of one time in a table whose times are all whole hours or days.
    undone
        Follows that were undone. They are in `Events.to_frame` with the time in `until`, and count in no
        other place.
    impossible_times
        Rows whose time cannot be read, or lies outside 1990 to 2100; kept without a time.
    undated
        Events without a time, left out by `Events.between`.
    not_selected
        Events left out by `Events.between`, `only`, `without` or `where`.
    """

    rows: int = 0
    kept: int = 0
    self_interactions: int = 0
    empty_ids: int = 0
    zero_counts: int = 0
    duplicates: int = 0
    undone: int = 0
    impossible_times: int = 0
    undated: int = 0
    not_selected: int = 0

    def __add__(self, other: Cleaning) -> Cleaning:
        sums = {name: value + getattr(other, name) for name, value in asdict(self).items()}
        return Cleaning(**sums)

    def with_undone(self, rows: int, *, kept: int) -> Cleaning:
        """Return the report with rows of undone follows; rows that were not kept are duplicates."""
        duplicates = self.duplicates + rows - kept
        return replace(self, rows=self.rows + rows, undone=self.undone + kept, duplicates=duplicates)

    def after_selection(self, kept: int, *, undone: int, undated: int) -> Cleaning:
        """Return the report after a selection, given the events and undone follows that it kept."""
        left_out = self.kept - kept - undated + self.undone - undone
        return replace(
            self,
            kept=kept,
            undone=undone,
            undated=self.undated + undated,
            not_selected=self.not_selected + left_out,
        )

    def left_out(self) -> str:
        """Return the rows left out, as in `3 self-interactions, 1 duplicate`; empty for none."""
        left = [(name, count) for name, count in self.items() if count and name not in ("rows", "kept")]
        return ", ".join(count_rows(name, count) for name, count in left)

    def items(self) -> list[tuple[str, int]]:
        """Return pairs of (outcome, rows)."""
        return list(asdict(self).items())

    def to_frame(self) -> pd.DataFrame:
        """Return one row per outcome: `what` (text), `rows` (int64)."""
        import pandas as pd

        return pd.DataFrame(self.items(), columns=["what", "rows"])

    def _card(self) -> Card:
        kept = translate(
            "{kept} of {rows} kept", kept=format_whole(self.kept), rows=plural(self.rows, "row")
        )
        rows = [(name, format_whole(count)) for name, count in self.items()]
        return Card(
            title="Cleaning",
            facts=[kept, self.left_out() or translate("nothing left out")],
            header=("what", "rows"),
            rows=rows,
        )


def count_rows(name: str, count: int) -> str:
    """Return the number of rows with one outcome, as in `3 duplicates`."""
    counts = {
        "self_interactions": plural(count, "self-interaction"),
        "empty_ids": translate_count("{n} row with an empty id", "{n} rows with an empty id", count),
        "zero_counts": translate_count("{n} row with count 0", "{n} rows with count 0", count),
        "duplicates": plural(count, "duplicate"),
        "undone": plural(count, "undone follow"),
        "impossible_times": plural(count, "impossible time"),
        "undated": translate_count("{n} event without a time", "{n} events without a time", count),
        "not_selected": translate_count("{n} event not selected", "{n} events not selected", count),
    }
    return counts[name]
