"""Timeline: the tribe of every user in each window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tribus._core.checks import MAX_NAMES_TO_MATCH, show, suggest
from tribus._core.numbered import NumberedResults
from tribus._display import Card, Drawing, HasCard, HasPlot, plural_in_english
from tribus._export.csv_results import HasCsv
from tribus._export.dynamic_gexf import write_dynamic_gexf
from tribus._storage import PROVENANCE, Saveable, TupleOf, form_of, require, stored
from tribus.community.numbering import NO_TRIBE
from tribus.errors import UserError
from tribus.timeline.card import card_of_timeline
from tribus.timeline.frames import (
    frame_for_cdlib,
    frame_of_changes,
    frame_of_newcomers,
    frame_of_timeline,
    frame_of_tribes,
    frame_of_windows,
    list_tribes,
)
from tribus.timeline.graph_tables import graph_of_timeline
from tribus.timeline.judging import Change
from tribus.timeline.links import NEVER
from tribus.timeline.person import PersonalTimeline
from tribus.timeline.phase_frames import frame_of_phases
from tribus.timeline.phases import find_phases
from tribus.timeline.placements import Placements
from tribus.timeline.schedule import Schedule
from tribus.timeline.step_counts import StepCounts
from tribus.timeline.window import TimelineWindow

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from tribus._core.arrays import Ints, Ints64
    from tribus._core.provenance import Provenance
    from tribus.events import Events
    from tribus.timeline.phases import TiePhases

MAX_TRIBES = 2**24  # of a saved file


@stored(
    schedule=form_of(Schedule),
    counts=form_of(StepCounts),
    placements=TupleOf(form_of(Placements)),
    changes_found=TupleOf(TupleOf(form_of(Change))),
    made_by=PROVENANCE,
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Timeline(HasCard, HasPlot, HasCsv, Saveable, NumberedResults[TimelineWindow]):
    """The tribe of every user in each window, with stable numbers.

    `len(timeline)` is the number of windows, `timeline[7]` is a window, `timeline.of("ana")` is the way
    of one user, and `"ana" in timeline` tests whether a user was ever seen. Make it with `trace_tribes`.

    Attributes
    ----------
    schedule
        When each window starts and ends.
    counts
        Events of every pair and kind in each step; windows are sums of steps.
    placements
        The tribe and the certainty of each user with evidence, one element for each window.
    changes_found
        The changes of tribes in each window (`changes` has them as a table).
    made_by
        The call that made it.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="180d", step="90d")
    >>> timeline[3].start.date().isoformat()
    '2024-10-01'
    """

    _items_name: ClassVar = "windows"
    _hint: ClassVar = "; timeline.of(user) follows one user"

    schedule: Schedule
    counts: StepCounts
    placements: tuple[Placements, ...]
    changes_found: tuple[tuple[Change, ...], ...]
    made_by: Provenance

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return a saved timeline; `DamageError` if its parts contradict each other."""
        timeline = cls(**saved)
        counts, placements = timeline.counts, timeline.placements
        n_windows = timeline.schedule.count_windows(counts.last_time)
        is_whole = 0 < n_windows == len(placements) == len(timeline.changes_found)
        require(is_whole, "the number of its windows is wrong")
        for placed in placements:
            is_inside = placed.users.max(initial=-1) < counts.n_users
            require(is_inside and placed.tribe.max(initial=0) < MAX_TRIBES, "there is no such user")
        return timeline

    def extend(self, events: Events, *, progress: bool = True) -> Timeline:
        """Return the timeline with later events added.

        Parameters
        ----------
        events
            The new events only, none before the last event of the timeline. The old ones are not
            needed: the timeline holds their sums for each step.
        progress
            Whether to show a progress bar during long work. Default True.

        Returns
        -------
        Timeline
            Equal to tracing all events at once with the options in `made_by`. A follow that was undone
            in the new events ends. Windows that were complete stay as they were, unless `smoothing` is
            above 1.

        Raises
        ------
        OptionError
            If `events` are not Events, or there are more than 10,000 windows.
        EventsError
            If an event is before the last event of the timeline, or if one has text ids and the other
            integers.

        Examples
        --------
        >>> import tribus as tb
        >>> events = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0).events
        >>> first = events.between("2024-01-01", "2024-10-01")
        >>> timeline = tb.trace_tribes(first, window="180d", step="90d")
        >>> longer = timeline.extend(events.only(kinds="reply").between("2024-10-01"))
        >>> len(timeline), len(longer)
        (3, 4)
        """
        from tribus.timeline.extend import extend_timeline  # it makes timelines

        return extend_timeline(self, events, progress=progress)

    def __len__(self) -> int:
        return len(self.placements)

    def _make_item(self, number: int) -> TimelineWindow:
        return TimelineWindow(timeline=self, number=number)

    def __contains__(self, user: object) -> bool:
        try:
            row = self._row_by_user.get(user)
        except TypeError:
            return False
        return row is not None and bool(self.first_window[row] < len(self))

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same windows, with the same tribes of the same users."""
        if not isinstance(other, Timeline):
            return NotImplemented
        return self.schedule == other.schedule and self.to_frame().equals(other.to_frame())

    def __hash__(self) -> int:
        return hash((self.schedule, len(self), self.n_groups))

    def of(self, user: Any) -> PersonalTimeline:
        """Return the way of one user through the windows.

        Parameters
        ----------
        user
            User of the events.

        Returns
        -------
        PersonalTimeline
            With the tribe and the certainty of the user in each window.

        Raises
        ------
        UserError
            If no event of the user has a known time; near matches are offered.
        """
        if user not in self:
            near = suggest(user, self._users[:MAX_NAMES_TO_MATCH])
            known = f"this timeline of {plural_in_english(self.n_users, 'user')}"
            raise UserError(f"no user {show(user)} in {known}{near}")
        row = self._row_by_user[user]
        return PersonalTimeline(timeline=self, user=self._users[row], row=row)

    @property
    def users(self) -> list[Any]:
        """Ids of all users with a dated event or a follow, as they were given, sorted."""
        return [self._users[row] for row in np.flatnonzero(self.first_window < len(self))]

    @property
    def n_users(self) -> int:
        """Number of `users`."""
        return int(np.count_nonzero(self.first_window < len(self)))

    @cached_property
    def n_tribes(self) -> int:
        """Number of all tribes so far."""
        return len(list_tribes(self))

    @cached_property
    def n_groups(self) -> int:
        """Number of all tribes and audiences so far."""
        return 1 + max(int(placed.tribe.max(initial=NO_TRIBE)) for placed in self.placements)

    @cached_property
    def first_window(self) -> Ints64:
        """First window of each user of `counts.ids`, int64; `len(timeline)` for users never seen."""
        ends = np.array([self.schedule.bins_of(number)[1] for number in range(len(self))])
        first = np.searchsorted(ends, self.counts.first_bin, side="right")
        first[self.counts.first_bin == NEVER] = len(self)
        dates = self.schedule.ends(len(self))
        of_follow = np.searchsorted(dates, self.counts.since, side="right")
        for end in (self.counts.follows.source, self.counts.follows.target):
            np.minimum.at(first, end, of_follow)
        first.flags.writeable = False
        return first

    def tribes_at(self, number: int) -> Ints:
        """Return the tribe of each user of `counts.ids` in a window, int32, -1 for none."""
        return self.placements[number].spread(self.counts.n_users)

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each window and user seen so far.

        Returns
        -------
        DataFrame
            `window`, its end in UTC; `user`, as given; `tribe`, the stable number of the tribe or
            audience, -1 for none (int32); `certainty`, the mean share of the user's companions who are
            in the same group in a bootstrap resample, 0 to 1, NaN without a group (float64). Sorted by
            window, then by user.
        """
        return frame_of_timeline(self)

    def newcomers(self) -> pd.DataFrame:
        """Return one row for each user who is first seen after the first window.

        Returns
        -------
        DataFrame
            `window`, the end in UTC of the user's first window; `user`, as given;
            `tribe`, -1 if the user is refused (int32); `certainty`, 0 to 1, NaN if refused (float64);
            `reason` of a refusal (text), empty for users with a tribe: *no tie yet*, *no tribes in the
            window*, *no tie to a tribe*, or *in no clear tribe*: tied to a tribe, but the group of the
            user is too small or no clearer than by chance. Sorted by window, then by user.
        """
        return frame_of_newcomers(self)

    def _drawing(self) -> Drawing:
        return Drawing("draw_flows", self)

    def to_gexf(self, path: str | PathLike[str]) -> None:
        """Write the timeline as dynamic GEXF 1.3, for the timeline of Gephi.

        A user is a node with spells, the times when the user is known. The attribute `tribe` has
        a value for each stretch of windows in the same tribe. The spells of an edge are the steps with
        events or a follow between two users; its weight is the number of events in all of them.

        Parameters
        ----------
        path
            File to write; a name that ends in `.gz` is compressed. The same timeline gives the same
            bytes.
        """
        write_dynamic_gexf(graph_of_timeline(self), path)

    def to_cdlib_frame(self) -> pd.DataFrame:
        """Return the communities of each window in the form of `cdlib.TemporalClustering`.

        Returns
        -------
        DataFrame
            `time`, the number of the window (int64); `community`, its name, `window_tribe` (text);
            `tribe`, the stable number (int32); `users`, a list of ids. Sorted by window and tribe. For
            cdlib, make one `NodeClustering` of the lists of each window, and pass it to
            `add_clustering` with its time.
        """
        return frame_for_cdlib(self)

    def summary(self) -> pd.DataFrame:
        """Return one row for each window.

        Returns
        -------
        DataFrame
            `start` and `window`, its start and end in UTC; `users` seen so far, users `placed` in a
            tribe or audience, `tribes`, and `audiences`, groups without members (int64); `events` in the
            window, other than follows (float64); `links`, ordered pairs with an event in the window or a
            follow (int64); `reciprocity`, the share of links that are mutual, 0 to 1; `kept`, the share
            of users placed in this window and the one before who have the same number, 0 to 1, NaN in
            the first window; `churn`, the share of links of this window and the one before that are in
            only one of them, 0 to 1; `certainty`, the mean over placed users; `half_life`, in days: 0 if
            earlier events do not count, infinite if they count fully (float64).
        """
        return frame_of_windows(self)

    @property
    def changes(self) -> pd.DataFrame:
        """Changes of tribes, one row for each.

        Returns
        -------
        DataFrame
            `window`, the end in UTC of the window in which the change is first seen; `event` (text:
            birth, death, merge, split, growth, shrinking or return); `tribes`, a tuple of the numbers
            before and a tuple of the numbers after, as `((0, 3), (0,))`; `share`, the share of bootstrap
            resamples in which it happens, 0.5 to 1 (float64); `delay`, the median age of the evidence of
            the window at its end (timedelta64, missing if there are only follows). The first window has
            none. Sorted by window, then by event.

        Notes
        -----
        *Merge*: two or more tribes each send at least half of their users to one tribe, and each makes
        at least a fifth of it. *Split*: the reverse. *Birth*: a tribe with a new number, if it is no
        part of a split; *return*: the same with an old number. *Death*: a tribe is gone, and did not
        merge. *Growth* and *shrinking*: a tribe is 1.25 times as large, or as small, as at its last
        reported change. A change is reported if it happens in at least half of the resamples, and more
        often than between two resamples of one window; at one scale, so that a finer scale is no split;
        and if the events that resamples leave out agree. A change that is not clear may be reported in
        one of the next two windows.

        *Delay*: a change shows in a window when about half of its evidence comes after the change, so
        at the earliest `delay` after it. It is half a window, or more if earlier events count.

        References
        ----------
        Palla, Barabási & Vicsek (2007), Quantifying social group evolution, doi:10.1038/nature05670.
        """
        return frame_of_changes(self)

    @property
    def phases(self) -> pd.DataFrame:
        """Phase of every tie in each window since its first contact.

        Returns
        -------
        DataFrame
            `window`, its end in UTC; `user` and `other`, as given; `phase` (text): *sowing*, contact
            that is one-way or answered at most once; *consolidation*, answered and repeated; *return*,
            kept up for a window length and closed into a circuit; or *dormant*, without an act in the
            window. Each tie has two rows in a window, one for each of its users. Sorted by window, user
            and other.

        See Also
        --------
        tribus.timeline.phases.find_phases : The definitions.
        """
        return frame_of_phases(self)

    @cached_property
    def tie_phases(self) -> TiePhases:
        """The phase of every tie in each window, as arrays (`TiePhases`)."""
        return find_phases(self)

    def tribes_to_frame(self) -> pd.DataFrame:
        """Return one row for each tribe or audience of any window.

        Returns
        -------
        DataFrame
            `tribe`, the number; `audience`, whether it is an audience in all its windows (bool);
            `first` and `last`, the ends in UTC of the windows in which it was first and last seen;
            `windows`, the number of windows with it; `largest`, its largest number of users (int64).
        """
        return frame_of_tribes(self)

    @cached_property
    def sizes(self) -> Ints64:
        """Number of users of each group in each window, int64, shape `(n_windows, n_groups)`."""
        sizes = np.array(
            [np.bincount(placed.tribe + 1, minlength=self.n_groups + 1) for placed in self.placements]
        )[:, 1:]
        sizes.flags.writeable = False
        return sizes

    @cached_property
    def _users(self) -> tuple[Any, ...]:
        return tuple(self.counts.ids.to_pylist())

    @cached_property
    def _row_by_user(self) -> dict[Any, int]:
        return {user: row for row, user in enumerate(self._users)}

    def _card(self) -> Card:
        return card_of_timeline(self)
