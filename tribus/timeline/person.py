"""The way of one person through the windows of a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import (
    CARD_ROWS,
    Card,
    Drawing,
    HasCard,
    HasPlot,
    Swatch,
    display_name,
    format_rest,
    percent,
    plural,
)
from tribus._display.language import format_day, format_minute, translate
from tribus._display.terms import translate_term
from tribus.community.numbering import NO_TRIBE
from tribus.timeline.partners import Partners
from tribus.timeline.phase_frames import frame_of_personal_phases, frame_of_phase_mix
from tribus.timeline.settling import frame_of_settling

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._core.arrays import Floats, Ints
    from tribus.timeline.result import Timeline

MIN_BRIDGE_EVENT_SHARE = 1 / 3  # of a user's events, with one other tribe


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PersonalTimeline(HasCard, HasPlot):
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
        """Number of the user's first window."""
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

    @property
    def states(self) -> list[str]:
        """Activity of the user in each window since the first.

        *joined*: in this tribe for the first time; *returned*: in a tribe of an earlier window, but not
        of the last one; *stayed*: in the same tribe as in the window before; *bridged*: the same, with
        at least a third of the events with one other tribe; *left*: without a tribe, after a window with
        one; empty without a tribe otherwise.
        """
        states, earlier, before = [], set[int](), NO_TRIBE
        for tribe, second in zip(self.tribe.tolist(), self._second, strict=True):
            if tribe == NO_TRIBE:
                state = "left" if before != NO_TRIBE else ""
            elif tribe == before:
                state = "bridged" if second >= MIN_BRIDGE_EVENT_SHARE else "stayed"
            else:
                state = "returned" if tribe in earlier else "joined"
            states.append(state)
            before = tribe
            earlier.add(tribe)
        return states

    @cached_property
    def partners(self) -> Partners:
        """The events of the user with each partner, in each window (`Partners`)."""
        return Partners.of_user(self.timeline, self.row)

    @cached_property
    def _shares(self) -> list[dict[int, float]]:
        numbers = range(self.first, len(self.timeline))
        return [self.partners.share_by_tribe(self.timeline, number) for number in numbers]

    @property
    def _second(self) -> list[float]:
        """Largest share of the events with another tribe, in each window."""
        pairs = zip(self.tribe.tolist(), self._shares, strict=True)
        return [
            max((share for tribe, share in shares.items() if tribe != own), default=0.0)
            for own, shares in pairs
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each window since the user was first seen.

        Returns
        -------
        DataFrame
            `window`, its end in UTC; `tribe`, -1 for none (int32); `certainty`, 0 to 1, NaN without a
            tribe (float64); `state`, as in `states` (text); `belonging`, the share of the user's events,
            with earlier ones faded, that is with the own tribe, 0 to 1, NaN without a tribe or events
            (float64); `partners`, the number of users with an event with the user in the window (int64);
            `churn`, the share of partners of this window and the one before who are in only one of
            them, 0 to 1, NaN in the first window and without partners (float64). Follows are no events
            here.
        """
        import pandas as pd

        ends = self.timeline.schedule.ends(len(self.timeline))[self.first :]
        pairs = zip(self.tribe.tolist(), self._shares, strict=True)
        belonging = [
            shares.get(own, 0.0) if own != NO_TRIBE and shares else np.nan for own, shares in pairs
        ]
        churn = self.partners.churn()[self.first :]
        churn[0] = np.nan
        frame = pd.DataFrame(
            {
                "window": ends,
                "tribe": self.tribe,
                "certainty": self.certainty,
                "state": self.states,
                "belonging": belonging,
                "partners": self.partners.count()[self.first :],
                "churn": churn,
            }
        )
        frame["window"] = pd.to_datetime(frame["window"], unit="us", utc=True)
        return frame

    @property
    def phases(self) -> pd.DataFrame:
        """Phase of each tie of the user in each window, with the evidence.

        Returns
        -------
        DataFrame
            `window`, its end in UTC; `user`, the other user; `phase`, as in `Timeline.phases` (text);
            `given` and `received`, acts of the window to and from the other user; `all_given` and
            `all_received`, the same until its end (float64); `kept_up`, whether the tie was consolidated
            one window length before and not dormant since (bool); `circuits`, the number of third users
            with exchange with both, 0 unless the tie is consolidated and kept up (int64); `tribe`, the
            tribe of the other user (int32). Sorted by window and user.
        """
        return frame_of_personal_phases(self)

    def phase_mix(self) -> pd.DataFrame:
        """Return how many ties of the user are in each phase, in each window.

        Returns
        -------
        DataFrame
            `window`, its end in UTC; `phase`; `ties`, the number of ties of the user in this phase
            (int64), and `share`, their share of the ties that are not dormant, 0 to 1, NaN for dormant
            ones and without other ties (float64); `tribe_ties` and `tribe_share`, the same for users of
            the own tribe of the window. Four rows for each window since the first.
        """
        return frame_of_phase_mix(self)

    def settling(self) -> pd.DataFrame:
        """Return when the partners of the user stopped changing.

        Returns
        -------
        DataFrame
            One row: `settled`, the end of the last window (UTC) before changes of partners became
            rarer; `low` and `high`, the ends of the 90 % credible interval; `probability` that they
            became rarer at all, against a constant churn, 0 to 1; `churn_before` and `churn_after`, the
            share of partners who change; `tribe_before` and `tribe_after`, the same for all ties of the
            own tribe (float64). Only windows that do not overlap count; missing with less than three of
            them.

        See Also
        --------
        tribus.timeline.settling.find_fall : The method.
        """
        return frame_of_settling(self)

    def _drawing(self) -> Drawing:
        return Drawing("draw_journey", self)

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
            translate(
                "{windows} since {day}",
                windows=plural(len(frame), "window"),
                day=format_day(frame["window"].iloc[0]),
            ),
            _list_tribes(seen, names),
        ]
        recent = frame.tail(CARD_ROWS)
        columns = (
            recent["window"],
            *(recent[name].tolist() for name in ("tribe", "certainty", "state", "churn")),
        )
        rows = [
            (
                format_minute(end),
                Swatch(tribe),
                percent(certainty),
                translate_term(state),
                percent(churn),
            )
            for end, tribe, certainty, state, churn in zip(*columns, strict=True)
        ]
        return Card(
            title=translate("Timeline of {name}", name=display_name(self.user)),
            facts=facts,
            header=("window", "tribe", "certainty", "", "new or lost partners"),
            rows=rows,
            rest=format_rest(len(frame) - CARD_ROWS, "earlier windows"),
            made_by=str(self.timeline.made_by),
        )


def _list_tribes(seen: Sequence[int], names: str) -> str:
    """Return the tribes of a user as a fact."""
    if not seen:
        return translate("never in a tribe")
    if len(seen) == 1:
        return translate("in tribe {names}", names=names)
    return translate("in tribes {names}", names=names)
