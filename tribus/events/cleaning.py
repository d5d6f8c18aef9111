"""The report of a cleaning: what became of the rows of a table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tribus._display import Card, HasCard, plural

if TYPE_CHECKING:
    import pandas as pd

_NOUNS = {
    "self_interactions": ("self-interaction", "self-interactions"),
    "empty_ids": ("row with an empty id", "rows with an empty id"),
    "zero_counts": ("row that counts nothing", "rows that count nothing"),
    "duplicates": ("duplicate", "duplicates"),
    "impossible_times": ("impossible time", "impossible times"),
}


@dataclass(frozen=True, kw_only=True, repr=False)
class Cleaning(HasCard):
    """What became of the rows of a table: `rows` came in, `kept` events came out.

    Attributes
    ----------
    rows
        Rows read.
    kept
        Events kept.
    self_interactions
        Rows in which somebody deals with themselves; dropped, the user stays.
    empty_ids
        Rows without source or target; dropped, the other user stays.
    zero_counts
        Rows that count nothing; dropped, both users stay.
    duplicates
        Rows that repeat an event: the same post, the same microsecond where no post is named, or a
        follow already known; counted once. Replies without post and time are never duplicates, nor are
        those at one time in a table of which all times are whole hours or days.
    impossible_times
        Rows whose time cannot be read or lies outside 1990 to 2100; kept, without a time.
    """

    rows: int = 0
    kept: int = 0
    self_interactions: int = 0
    empty_ids: int = 0
    zero_counts: int = 0
    duplicates: int = 0
    impossible_times: int = 0

    def __add__(self, other: Cleaning) -> Cleaning:
        sums = {name: value + getattr(other, name) for name, value in asdict(self).items()}
        return Cleaning(**sums)

    def left_out(self) -> str:
        """`3 self-interactions, 1 duplicate`; empty where nothing was left out."""
        left = [(name, count) for name, count in self.items() if count and name not in ("rows", "kept")]
        return ", ".join(f"{count:,} {_NOUNS[name][count != 1]}" for name, count in left)

    def items(self) -> list[tuple[str, int]]:
        """Pairs of (outcome, rows)."""
        return list(asdict(self).items())

    def to_frame(self) -> pd.DataFrame:
        """One row for each outcome: `what` (text), `rows` (int64)."""
        import pandas as pd

        return pd.DataFrame(self.items(), columns=["what", "rows"])

    def _card(self) -> Card:
        kept = f"{self.kept:,} of {plural(self.rows, 'row')} kept"
        rows = [(name, f"{count:,}") for name, count in self.items()]
        return Card(
            title="Cleaning",
            facts=[kept, self.left_out() or "nothing left out"],
            header=("what", "rows"),
            rows=rows,
        )
