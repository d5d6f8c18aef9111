"""Random graphs, and a slow reference implementation of the search."""

from collections import deque
from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np
import pytest
import scipy.sparse as sp


class SlowGraph:
    """A dense weighted graph with exact arithmetic."""

    def __init__(self, adjacency, resolution):
        weights = [[Fraction(weight) for weight in row] for row in adjacency.toarray().tolist()]
        self.users = range(len(weights))
        self.strength = [sum(row) for row in weights]
        self.total = sum(self.strength)
        row_of = list(pairwise(adjacency.indptr.tolist()))
        columns = [adjacency.indices[start:stop].tolist() for start, stop in row_of]
        self.neighbours = [[j for j in columns[i] if weights[i][j] and j != i] for i in self.users]
        # Weight of each pair above its expectation, w - γ k k / 2m, in units that make it an integer.
        gamma_over_2m = Fraction(resolution) / self.total
        surplus = [
            [weights[i][j] - gamma_over_2m * self.strength[i] * self.strength[j] for j in self.users]
            for i in self.users
        ]
        self.unit = lcm(*(value.denominator for row in surplus for value in row))
        self.surplus = [[int(value * self.unit) for value in row] for row in surplus]

    def sum_surplus(self, users, others):
        """Return the weight between two sets of users above its expectation, in units."""
        return sum(self.surplus[i][j] for i in users for j in others)

    def members(self, labels, label, *, without=None):
        return [user for user in self.users if labels[user] == label and user != without]

    def modularity(self, labels):
        """Return the sum over all pairs in the same community."""
        groups = [self.members(labels, label) for label in set(labels)]
        return float(
            Fraction(sum(self.sum_surplus(group, group) for group in groups), self.unit) / self.total
        )

    def gain(self, labels, user, target):
        """Return the gain of moving a user to another community, in units."""
        after = self.sum_surplus([user], self.members(labels, target, without=user))
        return after - self.sum_surplus([user], self.members(labels, labels[user], without=user))

    def best_gain(self, labels):
        """Return the largest gain of moving one user, as a share of that user's strength."""
        gains = [0.0]
        for user in self.users:
            targets = {labels[other] for other in self.neighbours[user]} | {max(labels) + 1}
            for target in targets if self.strength[user] else ():
                share = Fraction(self.gain(labels, user, target), self.unit) / self.strength[user]
                gains.append(float(share))
        return max(gains)

    def move(self, labels, fixed, order):
        """Move users with a queue, Traag et al. (2019), algorithm A.2, lines 14-27."""
        labels, queue = list(labels), deque(order)
        while queue:
            user = queue.popleft()
            if fixed[user]:
                continue
            targets = dict.fromkeys(labels[other] for other in self.neighbours[user])
            if self.members(labels, labels[user], without=user):
                targets[max(labels) + 1] = None  # a new community, the last choice
            best = max([labels[user], *targets], key=lambda to: self.gain(labels, user, to))
            if best != labels[user]:
                labels[user] = best
                again = (other for other in self.neighbours[user] if labels[other] != best)
                queue.extend(other for other in again if other not in queue)
        return labels

    def refine(self, labels, order):
        """Refine with θ → 0, Traag et al. (2019), algorithm A.2, lines 28-45."""
        parts = list(self.users)

        def is_well_connected(part):
            others = [user for user in self.members(labels, labels[part[0]]) if user not in part]
            return self.sum_surplus(part, others) >= 0

        for user in order:
            if parts.count(parts[user]) > 1 or not is_well_connected([user]):
                continue
            near = [other for other in self.neighbours[user] if labels[other] == labels[user]]
            joinable = dict.fromkeys(parts[other] for other in near)
            joinable = [part for part in joinable if is_well_connected(self.members(parts, part))]
            parts[user] = max([user, *joinable], key=lambda to: self.gain(parts, user, to))
        return parts


def number(labels):
    """Renumber labels by first appearance."""
    seen = {}
    return [seen.setdefault(label, len(seen)) for label in labels]


def make_adjacency(seed, n_users=14):
    """Return random ties of three weights, with self-loops and with users without ties."""
    generator = np.random.default_rng(seed)
    ties = np.triu(generator.random((n_users, n_users)) < generator.uniform(0.1, 0.6), 1)
    table = ties * generator.choice([1.0, 2.0, 3.0], ties.shape)
    table += table.T + np.diag(generator.choice([0.0, 0.0, 2.0], n_users))
    alone = generator.random(n_users) < 0.1
    table[alone], table[:, alone] = 0.0, 0.0
    return sp.csr_array(table)


@pytest.fixture(scope="session")
def slow_graph():
    return SlowGraph


@pytest.fixture(scope="session")
def renumber():
    return number


@pytest.fixture(params=range(12))
def random_adjacency(request):
    return make_adjacency(request.param)
