"""Evidence of each window: the events in it, and the events before it, faded by age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.counts import sum_by
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.ties.evidence import Evidence

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.timeline.links import Links
    from tribus.timeline.schedule import Schedule
    from tribus.timeline.step_counts import StepCounts

MIN_EVIDENCE = 0.05  # events; a link with less is left out of a window


class WindowTotals(NamedTuple):
    """Numbers of one window, from the events in it and the follows that hold at its end.

    Attributes
    ----------
    events
        Number of events other than follows.
    links
        Number of ordered pairs with an event or a follow.
    mutual
        Number of these whose reverse pair has one too.
    returned
        Number of events that the same pair gave back, `Σ min(w_ij, w_ji)` over ordered pairs.
    """

    events: float
    links: int
    mutual: int
    returned: float

    @property
    def reciprocity(self) -> float:
        """Share of links that are mutual, 0 to 1; NaN without links."""
        return self.mutual / self.links if self.links else np.nan


@dataclass(frozen=True, eq=False)
class Windows:
    """Evidence of the windows of a schedule, combined from the counts of its bins.

    Attributes
    ----------
    schedule
        When each window starts and ends.
    counts
        Events of each link in each bin.
    """

    schedule: Schedule
    counts: StepCounts

    def evidence(
        self, number: int, *, half_life: float, new_since: int | None = None
    ) -> Evidence | None:
        """Return the evidence of a window; None if there is none.

        Parameters
        ----------
        number
            Number of the window.
        half_life
            Steps after which an earlier event counts half; 0 if earlier events do not count.
        new_since
            Number of an earlier window, whose events and follows are left out; None leaves none out.

        Returns
        -------
        Evidence or None
            Users with a tie, in the order of `order_by_structure`.
        """
        counts = self.counts
        weights = self.schedule.weigh_bins(number, counts.n_bins, half_life)
        is_held = self._held(number)
        if new_since is not None:
            weights[: self.schedule.bins_of(new_since)[1]] = 0.0
            is_held &= ~self._held(new_since)
        count: Floats = counts.counts @ weights
        parts = [(counts.links, count, count >= MIN_EVIDENCE)]
        parts += [(counts.follows, np.ones(len(counts.follows)), is_held)]
        return _collect_evidence(counts.ids, parts)

    def rows_of(self, evidence: Evidence) -> Ints64:
        """Return the index into `counts.ids` of each user of some evidence."""
        rows: Ints64 = pc.index_in(evidence.ids, self.counts.ids).to_numpy().astype(np.int64)
        return rows

    def counts_on(self, evidence: Evidence, number: int, *, half_life: float) -> dict[str, Floats]:
        """Return the counts of a window with another half-life, on the structure of its evidence.

        The half-life of the evidence must be longer, so that it has all links.
        """
        counts, row_of_user = self.counts, np.full(self.counts.n_users, -1, np.int32)
        rows = self.rows_of(evidence)
        row_of_user[rows] = np.arange(len(rows), dtype=np.int32)
        count = counts.counts @ self.schedule.weigh_bins(number, counts.n_bins, half_life)
        found = dict(evidence.counts)
        for kind in found:
            if kind == STATE_KIND:
                continue
            kept = (counts.links.kind == KINDS.index(kind)) & (count >= MIN_EVIDENCE)
            ends = row_of_user[counts.links.source[kept]], row_of_user[counts.links.target[kept]]
            found[kind] = evidence.structure.scatter(*ends, count[kept])
        return found

    def totals(self, number: int) -> WindowTotals:
        """Return the numbers of events and links of a window."""
        w_ij = self._count_events(number)
        is_linked = self._mark_linked(number, w_ij)
        linked = np.flatnonzero(is_linked)
        reverse = self.counts.ties[0].reverse[linked]
        return WindowTotals(
            events=float(w_ij.sum()),
            links=len(linked),
            mutual=int(np.count_nonzero(is_linked[reverse])),
            returned=float(np.minimum(w_ij[linked], w_ij[reverse]).sum()),
        )

    def delay(self, number: int, *, half_life: float) -> float:
        """Return the median age of the evidence of a window at its end, in microseconds.

        A change shows in the window when about half of its evidence comes after the change. Events are
        spread evenly over a bin, and follows do not count. NaN without events.
        """
        counts = self.counts
        weights = self.schedule.weigh_bins(number, counts.n_bins, half_life)
        evidence = np.append(0.0, np.cumsum(counts.events_by_bin * weights))
        if not evidence[-1]:
            return np.nan
        edges = self.schedule.edges_of_bins(counts.n_bins)
        has_events = np.append(True, np.diff(evidence) > 0)
        start_of_last = np.append(has_events[1:], False)
        points = has_events | start_of_last
        median = np.interp(evidence[-1] / 2, evidence[points], edges[points])
        return float(self.schedule.end_of(number) - median)

    def linked(self, number: int) -> Bools:
        """Return whether each ordered pair has an event in a window, or a follow, `(n_nonzeros,)`."""
        return self._mark_linked(number, self._count_events(number))

    def _count_events(self, number: int) -> Floats:
        """Return the number of events of each ordered pair in a window, `(n_nonzeros,)`."""
        counts, (structure, index_of_link) = self.counts, self.counts.ties
        events = counts.counts @ self.schedule.weigh_bins(number, counts.n_bins, 0.0)
        active = np.flatnonzero(events)
        return sum_by(index_of_link[active], events[active], len(structure.indices))

    def _mark_linked(self, number: int, w_ij: Floats) -> Bools:
        is_linked: Bools = w_ij > 0
        index_of_follow = self.counts.ties[1][len(self.counts.links) :]
        is_linked[index_of_follow[self._held(number)]] = True
        return is_linked

    def _held(self, number: int) -> Bools:
        """Whether each follow holds at the end of a window."""
        end = self.schedule.end_of(number)
        held: Bools = (self.counts.since < end) & (self.counts.until >= end)
        return held


def _collect_evidence(ids: pa.Array, parts: list[tuple[Links, Floats, Bools]]) -> Evidence | None:
    """Return the evidence of the links of a window among the users that have one."""
    source, target, kind, count = (
        np.concatenate(columns)
        for columns in zip(
            *(
                (links.source[kept], links.target[kept], links.kind[kept], count[kept])
                for links, count, kept in parts
            ),
            strict=True,
        )
    )
    if not len(source):
        return None
    users, ends = np.unique(np.concatenate([source, target]), return_inverse=True)
    ends = ends.astype(np.int32)
    pairs = pa.table(
        {
            "source": ends[: len(source)],
            "target": ends[len(source) :],
            "kind": kind,
            "count": count,
            "faded": count,
        }
    )
    return Evidence.from_pairs(pairs, ids.take(pa.array(users)))
