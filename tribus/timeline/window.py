"""One window of a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import show
from tribus._display import CARD_ROWS, Bar, Card, HasCard, Swatch, format_rest, percent, plural
from tribus._display.language import format_minute, format_whole, translate
from tribus.community.numbering import NO_TRIBE
from tribus.errors import NetworkError, OptionError
from tribus.timeline.detect import network_of
from tribus.timeline.windows import Windows

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from tribus._core.arrays import Ints64
    from tribus.network import Network
    from tribus.timeline.placements import Placements
    from tribus.timeline.result import Timeline
    from tribus.timeline.windows import WindowTotals


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class TimelineWindow(HasCard):
    """The tribes of one window of a timeline.

    Attributes
    ----------
    timeline
        The timeline.
    number
        Number of the window, from 0.
    """

    timeline: Timeline
    number: int

    @property
    def start(self) -> datetime:
        """Start of the window in UTC."""
        return self.timeline.schedule.dates_of(self.number)[0]

    @property
    def end(self) -> datetime:
        """End of the window in UTC, which is not in it."""
        return self.timeline.schedule.dates_of(self.number)[1]

    @property
    def tribes(self) -> list[int]:
        """Numbers of the tribes in this window, ascending."""
        tribes: list[int] = np.setdiff1d(np.flatnonzero(self._sizes), self._placed.audiences).tolist()
        return tribes

    @property
    def audiences(self) -> list[int]:
        """Numbers of the audiences in this window, groups without members, ascending."""
        audiences: list[int] = self._placed.audiences.tolist()
        return audiences

    def members(self, tribe: int) -> list[Any]:
        """Return the ids of the users of a tribe or audience in this window, sorted.

        Raises
        ------
        OptionError
            If the tribe is not in this window.
        """
        if tribe not in self.tribes and tribe not in self.audiences:
            numbers = ", ".join(map(str, self.tribes)) or "none"
            raise OptionError(
                f"no tribe {show(tribe)} in window {self.number}; its tribes are {numbers}"
            )
        placed = self._placed
        ids = self.timeline.counts.ids.take(placed.users[placed.tribe == tribe])
        return list(ids.to_pylist())

    @cached_property
    def totals(self) -> WindowTotals:
        """Numbers of events and links in the window (`WindowTotals`)."""
        return Windows(self.timeline.schedule, self.timeline.counts).totals(self.number)

    @property
    def network(self) -> Network:
        """The network of the window, with earlier events faded; built on each access.

        `find_tribes(timeline[7].network)` returns all that is known of the tribes of a window: roles,
        reasons and levels. Its numbers are valid for this window only.

        Raises
        ------
        NetworkError
            If the window has no evidence.
        """
        windows = Windows(self.timeline.schedule, self.timeline.counts)
        evidence = windows.evidence(self.number, half_life=self._placed.half_life)
        if evidence is None:
            raise NetworkError(f"window {self.number} has no events, and earlier ones have faded")
        return network_of(evidence)

    def to_frame(self) -> pd.DataFrame:
        """Return the rows of this window in `Timeline.to_frame`, with the same columns."""
        frame = self.timeline.to_frame()
        return frame[frame["window"] == self.end].reset_index(drop=True)

    def facts(self) -> dict[str, Any]:
        """Return the row of this window in `Timeline.summary`."""
        timeline, placed = self.timeline, self._placed
        has_tribe = placed.tribe != NO_TRIBE
        days_per_step = timeline.schedule.step / 86_400_000_000
        certainty = placed.certainty[np.isfinite(placed.certainty)]
        return {
            "start": self.start,
            "window": self.end,
            "users": int(np.count_nonzero(timeline.first_window <= self.number)),
            "placed": int(np.count_nonzero(has_tribe)),
            "tribes": len(self.tribes),
            "audiences": len(self.audiences),
            "events": self.totals.events,
            "links": self.totals.links,
            "reciprocity": self.totals.reciprocity,
            "kept": self._measure_kept(),
            "churn": self._measure_churn(),
            "certainty": float(certainty.mean()) if len(certainty) else np.nan,
            "half_life": float(placed.half_life * days_per_step),
        }

    def _measure_kept(self) -> float:
        """Return the share of users with a tribe in this window and the one before who kept it."""
        if not self.number:
            return np.nan
        before, now = (self.timeline.tribes_at(number) for number in (self.number - 1, self.number))
        both = (before != NO_TRIBE) & (now != NO_TRIBE)
        return float((before == now)[both].mean()) if both.any() else np.nan

    def _measure_churn(self) -> float:
        """Return the share of links of this window and the one before that are in only one."""
        if not self.number:
            return np.nan
        windows = Windows(self.timeline.schedule, self.timeline.counts)
        before, now = (windows.linked(number) for number in (self.number - 1, self.number))
        either = np.count_nonzero(before | now)
        return 1 - np.count_nonzero(before & now) / either if either else np.nan

    @property
    def _placed(self) -> Placements:
        return self.timeline.placements[self.number]

    @property
    def _sizes(self) -> Ints64:
        sizes: Ints64 = self.timeline.sizes[self.number]
        return sizes

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same time, with the same tribes of the same users."""
        if not isinstance(other, TimelineWindow):
            return NotImplemented
        return (self.start, self.end) == (other.start, other.end) and self.to_frame().equals(
            other.to_frame()
        )

    def __hash__(self) -> int:
        return hash((self.start, self.end, tuple(self._sizes.tolist())))

    def _card(self) -> Card:
        facts = self.facts()
        order = sorted(self.tribes, key=lambda tribe: (-self._sizes[tribe], tribe))
        most = max(int(self._sizes.max(initial=0)), 1)
        rows = [
            (Swatch(tribe), format_whole(self._sizes[tribe]), Bar.of(self._sizes[tribe] / most, tribe))
            for tribe in order[:CARD_ROWS]
        ]
        return Card(
            title="TimelineWindow",
            facts=[
                translate(
                    "{first} to {last}", first=format_minute(self.start), last=format_minute(self.end)
                ),
                translate(
                    "{users} in {groups}",
                    users=plural(int(self._sizes[order].sum()), "user"),
                    groups=plural(len(order), "tribe"),
                ),
                *self._list_audiences(),
                translate("{n} without tribe", n=format_whole(facts["users"] - facts["placed"])),
                *(
                    [translate("{share} kept theirs", share=percent(facts["kept"]))]
                    if self.number
                    else []
                ),
            ],
            header=("tribe", "users", ""),
            rows=rows,
            rest=format_rest(len(order) - CARD_ROWS, "smaller tribes"),
            made_by=str(self.timeline.made_by),
        )

    def _list_audiences(self) -> list[str]:
        """Return the users in audiences as a fact; none without an audience."""
        if not self.audiences:
            return []
        n_users = int(self._sizes[self.audiences].sum())
        groups = plural(len(self.audiences), "audience")
        return [translate("{users} in {groups}", users=plural(n_users, "user"), groups=groups)]
