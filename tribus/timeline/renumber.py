"""Numbers of a timeline's tribes as in other tribes of the same users."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.timeline.identity import Memory
from tribus.tribes.rows import find_rows

if TYPE_CHECKING:
    from tribus._core.arrays import Ints
    from tribus.timeline.judging import Change
    from tribus.timeline.placements import Placements
    from tribus.timeline.result import Timeline
    from tribus.tribes import Tribes


class Renumbered(NamedTuple):
    """A timeline with the numbers of other tribes.

    Attributes
    ----------
    timeline
        The timeline. Tribes without a counterpart have numbers from `n_groups` on.
    n_groups
        Number of groups of the other tribes, audiences included.
    matched
        Numbers of the other tribes with a counterpart in the last window.
    """

    timeline: Timeline
    n_groups: int
    matched: frozenset[int]


def renumber_timeline(timeline: Timeline, tribes: Tribes) -> Renumbered:
    """Return the timeline with the numbers of the tribes that share most users with its last window.

    Parameters
    ----------
    timeline
        From `trace_tribes`.
    tribes
        Tribes of the same users.

    Raises
    ------
    OptionError
        If the two have no user in common.

    Notes
    -----
    The tribes count as one more window: the rule by which a tribe keeps its number from window to window
    (`tribus.timeline.identity`) finds the counterparts.
    """
    rows = find_rows(tribes, timeline.counts.ids)
    labels = np.where(rows < 0, NO_TRIBE, tribes.labels[rows]).astype(np.int32)
    counterpart = _find_counterparts(timeline.placements[-1], labels, timeline.n_groups)
    is_new = counterpart == NO_TRIBE
    numbers = np.where(is_new, tribes.n_groups + np.cumsum(is_new) - 1, counterpart).astype(np.int32)
    renumbered = replace(
        timeline,
        placements=tuple(_renumber(placed, numbers) for placed in timeline.placements),
        changes_found=tuple(
            tuple(_renumber_change(change, numbers) for change in changes)
            for changes in timeline.changes_found
        ),
    )
    return Renumbered(renumbered, tribes.n_groups, frozenset(counterpart[~is_new].tolist()))


def _find_counterparts(last: Placements, labels: Ints, n_tribes: int) -> Ints:
    """Return the group of `labels` that each tribe of the last window is, -1 for none, int32."""
    groups = np.unique(labels[labels != NO_TRIBE])
    memory = Memory(tuple(np.flatnonzero(labels == group) for group in groups), (0,) * len(groups))
    placed = last.tribe != NO_TRIBE
    found, order = np.unique(last.tribe[placed], return_inverse=True)
    number, _ = memory.identify(1, last.users[placed], order.astype(np.int32))
    counterpart = np.full(n_tribes, NO_TRIBE, np.int32)
    first = np.unique(order, return_index=True)[1]
    is_known = number[first] < len(groups)
    counterpart[found[is_known]] = groups[number[first][is_known]]
    return counterpart


def _renumber(placed: Placements, numbers: Ints) -> Placements:
    tribe = np.where(placed.tribe == NO_TRIBE, NO_TRIBE, numbers[placed.tribe]).astype(np.int32)
    return replace(placed, tribe=tribe, audiences=np.sort(numbers[placed.audiences]))


def _renumber_change(change: Change, numbers: Ints) -> Change:
    before, after = (tuple(numbers[list(side)].tolist()) for side in (change.before, change.after))
    return change._replace(before=before, after=after)
