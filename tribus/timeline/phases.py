"""Phases of ties: sowing, consolidation, return and dormant, in each window."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.ties.exchange import are_friends
from tribus.timeline.common import find_common
from tribus.timeline.ties import TieActs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Bools, Floats, Ints8, Ints64
    from tribus.timeline.result import Timeline

PHASES = ("sowing", "consolidation", "return", "dormant")
SOWING, CONSOLIDATION, RETURN, DORMANT = range(len(PHASES))
UNSEEN = -1  # before the first contact
MIN_ACTS_OF_EACH = 2  # until the end of the window, for a repeated answer
BEFORE_ALL = -(2**62)  # a bin


class PhaseEvidence(NamedTuple):
    """The evidence of all ties in one window, arrays of shape `(n_ties,)`.

    Attributes
    ----------
    forward, backward
        Acts in the window from the first user of the tie to the second, and back, float64.
    all_forward, all_backward
        The same, of the window and all time before it.
    kept_up
        Whether the tie was consolidated one window length before, and not dormant since, bool.
    circuits
        Number of other users with exchange in both directions with both, in the window; 0 unless the
        tie is `kept_up` and consolidated, int64.
    phase
        Index into `PHASES`, int8; -1 before the first contact.
    """

    forward: Floats
    backward: Floats
    all_forward: Floats
    all_backward: Floats
    kept_up: Bools
    circuits: Ints64
    phase: Ints8


@dataclass(frozen=True, eq=False)
class TiePhases:
    """The phase of every tie in each window.

    Attributes
    ----------
    ties
        The ties with their acts.
    phase
        Index into `PHASES`, int8, -1 before the first contact, shape `(n_windows, n_ties)`.
    """

    ties: TieActs
    phase: Ints8


def find_phases(timeline: Timeline) -> TiePhases:
    """Return the phase of every tie in each window.

    Notes
    -----
    An *act* is an event other than a follow, or the beginning of a follow. A tie has a phase from the
    window of its first act on. In a window the tie is

    - *dormant*, if neither user acts towards the other;
    - *consolidated*, if both act in the window, each has acted at least twice until its end, and the
      two are friends by all acts until its end (`tribus.ties.exchange.are_friends`: the weaker side
      gives at least a tenth of the stronger);
    - in *sowing* otherwise: contact that is one-way, not answered yet, or answered once.

    A consolidated tie is in *return* if it is kept up, that is, it was consolidated in the last window
    that ended before this one began, and not dormant since; and closed into a circuit of support: some
    third user has exchange in both directions with both of them in the window. Otherwise it is in
    *consolidation*. A later event changes no earlier phase.
    """
    ties = TieActs.of_timeline(timeline)
    phase = np.empty((len(timeline), len(ties.one)), np.int8)
    for number, evidence in enumerate(follow_evidence(timeline, ties)):
        phase[number] = evidence.phase
    phase.flags.writeable = False
    return TiePhases(ties, phase)


def follow_evidence(timeline: Timeline, ties: TieActs) -> Iterator[PhaseEvidence]:
    """Yield the evidence of all ties in each window; `find_phases` documents the definitions."""
    schedule, n_ties = timeline.schedule, len(ties.one)
    lag = -(-schedule.window // schedule.step)  # windows back to one that ended before this begins
    earlier: deque[Bools] = deque(maxlen=lag)
    last_dormant = np.full(n_ties, -1)
    all_forward, all_backward, counted = np.zeros(n_ties), np.zeros(n_ties), BEFORE_ALL
    for number in range(len(timeline)):
        forward, backward = ties.count_acts(*schedule.bins_of(number))
        new, counted = (counted, schedule.bins_of(number)[1]), schedule.bins_of(number)[1]
        all_forward, all_backward = (
            acts + more
            for acts, more in zip((all_forward, all_backward), ties.count_acts(*new), strict=True)
        )
        is_mutual = (forward > 0) & (backward > 0)
        is_repeated = np.minimum(all_forward, all_backward) >= MIN_ACTS_OF_EACH
        consolidated = is_mutual & is_repeated & are_friends(all_forward, all_backward)
        last_dormant[forward + backward == 0] = number
        has_earlier = len(earlier) == lag
        kept_up = earlier[0] & (last_dormant < number - lag) if has_earlier else np.zeros(n_ties, bool)
        earlier.append(consolidated)
        circuits = count_circuits(ties, is_mutual, consolidated & kept_up)
        phase = np.full(n_ties, SOWING, np.int8)
        phase[consolidated] = CONSOLIDATION
        phase[circuits > 0] = RETURN
        phase[forward + backward == 0] = DORMANT
        phase[all_forward + all_backward == 0] = UNSEEN
        yield PhaseEvidence(forward, backward, all_forward, all_backward, kept_up, circuits, phase)


def count_circuits(ties: TieActs, is_mutual: Bools, chosen: Bools) -> Ints64:
    """Return the number of users with a mutual tie to both users of each chosen tie, int64."""
    circuits = np.zeros(len(chosen), np.int64)
    rows = np.flatnonzero(chosen)
    mutual = np.flatnonzero(is_mutual)
    source = np.concatenate([ties.one[mutual], ties.other[mutual]])
    target = np.concatenate([ties.other[mutual], ties.one[mutual]])
    key = np.sort(source * ties.n_users + target)
    for common in find_common(key, ties.n_users, ties.one[rows], ties.other[rows]):
        own = rows[common.pairs]
        circuits[own] = np.bincount(common.pair, minlength=len(own))
    return circuits
