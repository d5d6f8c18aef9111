"""Random graphs, and what the compiled search must agree with, written the slow and obvious way."""

from collections import deque
from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np
import pytest
import scipy.sparse as sp


class SlowGraph:
    """A weighted graph as a table; every sum is exact, every pair is looked at."""

    def __init__(self, adjacency, resolution):
        weights = [[Fraction(weight) for weight in row] for row in adjacency.toarray().tolist()]
        self.users = range(len(weights))
        self.strength = [sum(row) for row in weights]
        self.total = sum(self.strength)
        row_of = list(pairwise(adjacency.indptr.tolist()))
        ends = [adjacency.indices[begin:end].tolist() for begin, end in row_of]
        self.neighbours = [
            [other for other in ends[user] if weights[user][other] and other != user]
            for user in self.users
        ]
        # Weight of each pair above chance, w - γ k k / 2m, as whole numbers of one small unit.
        pull = Fraction(resolution) / self.total
        surplus = [
            [
                weights[one][other] - pull * self.strength[one] * self.strength[other]
                for other in self.users
            ]
            for one in self.users
        ]
        self.unit = lcm(*(value.denominator for row in surplus for value in row))
        self.surplus = [[int(value * self.unit) for value in row] for row in surplus]

    def add_surplus(self, some, others):
        """Weight between two sets of users above chance, in units."""
        return sum(self.surplus[one][other] for one in some for other in others)

    def members(self, labels, label, *, but=None):
        return [user for user in self.users if labels[user] == label and user != but]

    def modularity(self, labels):
        """Sum over all pairs in one community."""
        groups = [self.members(labels, label) for label in set(labels)]
        return float(
            Fraction(sum(self.add_surplus(group, group) for group in groups), self.unit) / self.total
        )

    def gain(self, labels, user, target):
        """What the move of a user to another community adds to the surplus inside, in units."""
        there = self.add_surplus([user], self.members(labels, target, but=user))
        return there - self.add_surplus([user], self.members(labels, labels[user], but=user))

    def best_gain(self, labels):
        """Gain of the best move of one user, as a share of that user's strength."""
        gains = [0.0]
        for user in self.users:
            targets = {labels[other] for other in self.neighbours[user]} | {max(labels) + 1}
            for target in targets if self.strength[user] else ():
                share = Fraction(self.gain(labels, user, target), self.unit) / self.strength[user]
                gains.append(float(share))
        return max(gains)

    def move(self, labels, fixed, order):
        """Local moving with a queue, Traag et al. (2019), algorithm A.2, lines 14-27."""
        labels, queue = list(labels), deque(order)
        while queue:
            user = queue.popleft()
            if fixed[user]:
                continue
            targets = dict.fromkeys(labels[other] for other in self.neighbours[user])
            if self.members(labels, labels[user], but=user):
                targets[max(labels) + 1] = None  # alone; the last choice
            best = max([labels[user], *targets], key=lambda to: self.gain(labels, user, to))
            if best != labels[user]:
                labels[user] = best
                again = (other for other in self.neighbours[user] if labels[other] != best)
                queue.extend(other for other in again if other not in queue)
        return labels

    def refine(self, labels, order):
        """Refinement with θ → 0, Traag et al. (2019), algorithm A.2, lines 28-45."""
        parts = list(self.users)

        def is_well_tied(some):
            others = [user for user in self.members(labels, labels[some[0]]) if user not in some]
            return self.add_surplus(some, others) >= 0

        for user in order:
            if parts.count(parts[user]) > 1 or not is_well_tied([user]):
                continue
            near = [other for other in self.neighbours[user] if labels[other] == labels[user]]
            joinable = dict.fromkeys(parts[other] for other in near)
            joinable = [part for part in joinable if is_well_tied(self.members(parts, part))]
            parts[user] = max([user, *joinable], key=lambda to: self.gain(parts, user, to))
        return parts


def number(labels):
    """Labels by first appearance."""
    seen = {}
    return [seen.setdefault(label, len(seen)) for label in labels]


def make_adjacency(seed, n_users=14):
    """Random ties of few different weights, with self-loops and with users without a tie."""
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
