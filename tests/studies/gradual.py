"""Groups that merge and split edge by edge, as in the benchmark of Cazabet et al. (2020).

The edges of a group of n users are the first ``n (n - 1)^(1 - mixing) / 2`` of its pairs, in one random
order of all pairs. A share `mixing` of the edges of one group of everybody lies between groups. In each
window, a share `noise` of the edges is rewired. Merges and splits change a few edges in each window;
while one lasts, its users have no true group. Here a change lasts 20 windows, and at most two run at
once, so that 150 windows have several and most users have a true group.

References
----------
Cazabet, Boudebza & Rossetti (2020), doi:10.1093/comnet/cnaa027, section 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tests.studies.timelines import ABSENT, DAY, START, Planted
from tribus import Events

DELAY = 20  # windows between the end of a change and the next one of the same groups
DURATION = 20  # windows of a merge or split
MAX_RUNNING = 2  # merges and splits at once


@dataclass(eq=False)
class Operation:
    """A merge or a split in progress: its users, edges, and edges that are still to be changed."""

    users: np.ndarray
    parts: list
    edges: set
    to_change: list
    n_at_once: int


@dataclass
class Scenario:
    """Groups at one time, with the fixed order of all pairs."""

    n_users: int
    mixing: float
    generator: np.random.Generator
    group: np.ndarray
    ready: dict = field(default_factory=dict)
    running: list = field(default_factory=list)

    def __post_init__(self):
        row, col = np.triu_indices(self.n_users, 1)
        order = self.generator.permutation(len(row))
        self.row, self.col = row[order], col[order]
        self.next_group = int(self.group.max()) + 1

    def count_edges(self, n_users):
        """Return the number of edges of a group."""
        return math.ceil(n_users * (n_users - 1) ** (1 - self.mixing) / 2) if n_users > 1 else 0

    def edges_of(self, users):
        """Return the edges of a group, as positions in the order of pairs."""
        inside = np.zeros(self.n_users, bool)
        inside[users] = True
        pairs = np.flatnonzero(inside[self.row] & inside[self.col])
        return set(pairs[: self.count_edges(len(users))].tolist())

    def start(self, before, parts):
        """Start to turn the groups `before` into groups of these users."""
        users = np.flatnonzero(np.isin(self.group, before))
        edges = set().union(*(self.edges_of(np.flatnonzero(self.group == one)) for one in before))
        wanted = set().union(*(self.edges_of(members) for _, members in parts))
        to_change = self.generator.permutation(sorted(edges ^ wanted)).tolist()
        self.group[users] = ABSENT
        self.running.append(Operation(users, parts, edges, to_change, -(-len(to_change) // DURATION)))

    def advance(self):
        """Change some edges of each operation; return the groups that became ready."""
        ended = []
        for operation in list(self.running):
            operation.edges ^= set(operation.to_change[: operation.n_at_once])
            del operation.to_change[: operation.n_at_once]
            if not operation.to_change:
                self.running.remove(operation)
                for number, members in operation.parts:
                    self.group[members] = number
                    ended.append(number)
        return ended

    def draw(self, noise):
        """Return the edges of a window as two arrays of users."""
        of_user = self.group.copy()
        for number, operation in enumerate(self.running):
            of_user[operation.users] = -2 - number
        edges = set().union(*(operation.edges for operation in self.running))
        for one in np.unique(self.group[self.group != ABSENT]).tolist():
            edges |= self.edges_of(np.flatnonzero(self.group == one))
        outside = np.flatnonzero(of_user[self.row] != of_user[self.col])
        n_outside = math.ceil(self.mixing * self.count_edges(self.n_users))
        chosen = np.array(sorted(edges | set(outside[:n_outside].tolist())))
        rewired = self.generator.choice(len(chosen), int(noise * len(chosen)), replace=False)
        kept = np.delete(chosen, rewired)
        random = self.generator.integers(0, len(self.row), len(rewired))
        found = np.unique(np.concatenate([kept, random]))
        return self.row[found], self.col[found]


def plant_gradual_changes(seed, *, n_groups=10, sizes=(10, 30), mixing=0.2, noise=0.05, n_windows=150):
    """Return the planted groups, and the edges of each window."""
    generator = np.random.default_rng(seed)
    group = np.repeat(np.arange(n_groups), generator.integers(*sizes, n_groups))
    scenario = Scenario(len(group), mixing, generator, group)
    ready_since = dict.fromkeys(range(n_groups), 0)
    windows, edges = [], []
    for number in range(n_windows):
        for one in scenario.advance():
            ready_since[one] = number
        if len(scenario.running) < MAX_RUNNING:
            _start_operation(scenario, ready_since, number, sizes)
        windows.append(scenario.group.copy())
        edges.append(scenario.draw(noise))
    return Planted(np.array(windows), []), edges


def _start_operation(scenario, ready_since, number, sizes):
    """Start a merge or a split of groups that have been there for `DELAY` windows, within the sizes."""
    smallest, largest = sizes
    members = {
        one: np.flatnonzero(scenario.group == one)
        for one, since in sorted(ready_since.items())
        if number >= since + DELAY
    }
    merges = [
        (one, other)
        for one in members
        for other in members
        if len(members[one]) + len(members[other]) <= largest and len(members[one]) > len(members[other])
    ]
    splits = [one for one, users in members.items() if len(users) >= 2 * smallest]
    wants_merge = scenario.generator.random() < 0.5
    if merges and (wants_merge or not splits):
        one, other = merges[scenario.generator.integers(len(merges))]
        del ready_since[one], ready_since[other]
        scenario.start([one, other], [(one, np.union1d(members[one], members[other]))])
    elif splits:
        one = splits[scenario.generator.integers(len(splits))]
        del ready_since[one]
        mixed = scenario.generator.permutation(members[one])
        n_users = scenario.generator.integers(smallest, len(mixed) // 2 + 1)
        parts = [(one, np.sort(mixed[n_users:])), (scenario.next_group, np.sort(mixed[:n_users]))]
        scenario.start([one], parts)
        scenario.next_group += 1


def frame_edges(edges):
    """Return the edges of all windows as mutual replies, one day for each window."""
    tables = [
        pd.DataFrame(
            {
                "source": np.concatenate([row, col]),
                "target": np.concatenate([col, row]),
                "time": START + day * DAY,
            }
        )
        for day, (row, col) in enumerate(edges)
    ]
    return Events.from_frame(
        pd.concat(tables, ignore_index=True), kind="reply", time="time", progress=False
    )
