"""The report of a reading: which file was read as what, and what in it gave no event."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from tribus._display import Card, HasCard, plain, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, kw_only=True, repr=False)
class Reading(HasCard):
    """How one file was read: of `read` records `kept` gave events, the others are `skipped`.

    A record is what a file is made of: a row of a table, a post, a like, somebody on a list.

    Attributes
    ----------
    origin
        The file, or `"frame"`.
    format
        What it was read as.
    columns
        Which column of a table holds what; empty for exports, which say so themselves.
    read
        Records read, lines that could not be read among them.
    skipped
        Records that gave no event, by reason. What is left out of those that did is told by
        `events.cleaning`.
    ego
        Whose view the file is, if it is the export of one person's account.
    """

    origin: str
    format: str = "table"
    columns: str = ""
    read: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    ego: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "skipped", MappingProxyType(dict(sorted(self.skipped.items()))))

    @property
    def kept(self) -> int:
        """Records that gave events."""
        return self.read - sum(self.skipped.values())

    def __str__(self) -> str:
        """`tweets.jsonl: X API v2, 200 records read, 12 skipped (posts to nobody: 12)`."""
        told = [self.format, self.columns, f"{plural(self.read, 'record')} read", self._skipped()]
        return plain(f"{self.origin}: {', '.join(part for part in told if part)}")

    def to_frame(self) -> pd.DataFrame:
        """One row for each outcome: `what` (text: read, kept, or the reason), `records` (int64)."""
        import pandas as pd

        return pd.DataFrame(self._rows(), columns=["what", "records"])

    def _rows(self) -> list[tuple[str, int]]:
        return [("read", self.read), ("kept", self.kept), *self.skipped.items()]

    def _skipped(self) -> str:
        reasons = "; ".join(f"{reason}: {count:,}" for reason, count in self.skipped.items())
        return f"{sum(self.skipped.values()):,} skipped ({reasons})" if self.skipped else ""

    def _card(self) -> Card:
        return Card(
            title="Reading",
            facts=[self.origin, self.format, f"{self.kept:,} of {plural(self.read, 'record')} kept"],
            header=("what", "records"),
            rows=[(what, f"{count:,}") for what, count in self._rows()],
            made_by=str(self),
        )
