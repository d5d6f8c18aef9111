"""Newcomers of a window: placed in a tribe, or refused with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints64
    from tribus.timeline.result import Timeline

NEWCOMER_COLUMNS = ("window", "user", "tribe", "certainty", "reason")
NO_TIE, NO_TRIBES = "no tie yet", "no tribes in the window"
NO_TRIBE_TIE, UNCLEAR = "no tie to a tribe", "in no clear tribe"


def find_newcomers(timeline: Timeline, number: int) -> dict[str, list[Any]]:
    """Return the columns of `Timeline.newcomers` for one window."""
    new = np.flatnonzero(timeline.first_window == number)
    placed = timeline.placements[number]
    tribe = timeline.tribes_at(number)
    certainty = placed.spread_certainty(timeline.counts.n_users)[new]
    reason = np.full(len(new), "", object)
    refused = tribe[new] == NO_TRIBE
    reason[refused] = UNCLEAR
    reason[refused & ~_has_tie_to_tribe(timeline, number, new)] = NO_TRIBE_TIE
    if not (tribe != NO_TRIBE).any():
        reason[refused] = NO_TRIBES
    reason[~np.isin(new, placed.users)] = NO_TIE
    return {
        "window": [timeline.schedule.end_of(number)] * len(new),
        "user": timeline.counts.ids.take(new).to_pylist(),
        "tribe": tribe[new].tolist(),
        "certainty": certainty.tolist(),
        "reason": reason.tolist(),
    }


def _has_tie_to_tribe(timeline: Timeline, number: int, users: Ints64) -> Bools:
    """Whether each user has an event in a window, in either direction, with a user of a tribe."""
    counts, tribe = timeline.counts, timeline.tribes_at(number)
    weights = timeline.schedule.weigh_bins(number, counts.n_bins, 0.0)
    active = counts.counts @ weights > 0
    source, target = counts.links.source[active], counts.links.target[active]
    is_tied = np.zeros(counts.n_users, np.bool_)
    is_tied[source[tribe[target] != NO_TRIBE]] = True
    is_tied[target[tribe[source] != NO_TRIBE]] = True
    return is_tied[users]
