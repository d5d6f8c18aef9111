"""The way of one person through the windows of a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import CARD_ROWS, Card, HasCard, Swatch, display_name, format_rest, percent, plural
from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints
    from tribus.timeline.result import Timeline


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PersonalTimeline(HasCard):
    """The tribe of one user in each window since the user was first seen.

    Attributes
    ----------
    timeline
        The timeline.
    user
        The user.
    row
        Index of the user in `timeline.counts.ids`.
    """

    timeline: Timeline
    user: Any
    row: int

    @property
    def first(self) -> int:
        """Number of the window in which the user was first seen."""
        return int(self.timeline.first_window[self.row])

    @cached_property
    def tribe(self) -> Ints:
        """Tribe in each window since the first, int32, -1 for none."""
        found = [placed.row_of(self.row) for placed in self.timeline.placements]
        tribe = np.array(
            [
                NO_TRIBE if row is None else placed.tribe[row]
                for row, placed in zip(found, self.timeline.placements, strict=True)
            ],
            np.int32,
        )[self.first :]
        tribe.flags.writeable = False
        return tribe

    @cached_property
    def certainty(self) -> Floats:
        """Certainty in each window since the first, 0 to 1, NaN without a tribe."""
        found = [placed.row_of(self.row) for placed in self.timeline.placements]
        certainty = np.array(
            [
                np.nan if row is None else placed.certainty[row]
                for row, placed in zip(found, self.timeline.placements, strict=True)
            ]
        )[self.first :]
        certainty.flags.writeable = False
        return certainty

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each window since the user was first seen.

        Returns
        -------
        DataFrame
            `window`, its end in UTC; `tribe`, -1 for none (int32); `certainty`, 0 to 1, NaN without a
            tribe (float64).
        """
        import pandas as pd

        schedule = self.timeline.schedule
        ends = [schedule.end_of(number) for number in range(self.first, len(self.timeline))]
        frame = pd.DataFrame({"window": ends, "tribe": self.tribe, "certainty": self.certainty})
        frame["window"] = pd.to_datetime(frame["window"], unit="us", utc=True)
        return frame

    def __eq__(self, other: object) -> bool:
        """Return whether both are the same user with the same tribes in the same windows."""
        if not isinstance(other, PersonalTimeline):
            return NotImplemented
        return bool(self.user == other.user) and self.to_frame().equals(other.to_frame())

    def __hash__(self) -> int:
        return hash((self.user, self.tribe.tobytes()))

    def _card(self) -> Card:
        frame = self.to_frame()
        seen = [int(tribe) for tribe in dict.fromkeys(self.tribe.tolist()) if tribe != NO_TRIBE]
        names = ", ".join(map(str, seen[:8]))
        facts = [
            f"{plural(len(frame), 'window')} since {frame['window'].iloc[0]:%Y-%m-%d}",
            f"in {'tribe' if len(seen) == 1 else 'tribes'} {names}" if seen else "never in a tribe",
        ]
        recent = frame.tail(CARD_ROWS)
        columns = recent["window"], recent["tribe"].tolist(), recent["certainty"].tolist()
        rows = [
            (f"{end:%Y-%m-%d %H:%M}", Swatch(tribe), percent(certainty))
            for end, tribe, certainty in zip(*columns, strict=True)
        ]
        return Card(
            title=f"Timeline of {display_name(self.user)}",
            facts=facts,
            header=("window", "tribe", "certainty"),
            rows=rows,
            rest=format_rest(len(frame) - CARD_ROWS, "earlier windows"),
            made_by=str(self.timeline.made_by),
        )
