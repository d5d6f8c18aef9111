import networkx as nx
import numpy as np
import pytest

from tribus import find_tribes, from_networkx
from tribus.inference.group_significance import (
    MAX_FALSE_SHARE,
    accept_groups,
    compute_group_p_values,
    select_by_false_share,
)
from tribus.inference.verdict import Verdict
from tribus.metrics.cohesion import Cohesion

GROUPS = Cohesion(np.array([1 / 16, 1 / 2]), np.array([1.0, 0.9]))
LOOSE = Cohesion(np.array([1 / 16] * 16), np.array([1 / 16] * 16))


class FakeSampler:
    """Rewired networks whose groups are all loose."""

    n_rewired = 3

    def __init__(self, null=LOOSE):
        self.null = null
        self.n_searched = 0

    def search_null_cohesion(self, resolutions, numbers):
        self.n_searched = len(numbers)
        return [[self.null for _ in resolutions] for _ in numbers]


def make_verdict(p_value=0.01):
    return Verdict(p_value=p_value, significance=0.02, excess=0.1, n_rewired=3)


def test_a_p_value_is_a_rank_among_null_groups_of_similar_size():
    # Null groups of volume share v = 1/16 have homophilies (inside - v) / (1 - v) of 1/5, 1/3 and 3/5
    # (inside 1/4, 3/8, 5/8); the one of 1/2 has (0.9 - 0.5) / 0.5 = 0.8. With 3 and 1 null groups of
    # similar size p = (1 + k) / (1 + 3) and (1 + 0) / (1 + 1).
    null = Cohesion(np.array([1 / 16, 1 / 16, 1 / 16, 1 / 2]), np.array([1 / 4, 3 / 8, 5 / 8, 0.9]))
    groups = Cohesion(np.array([1 / 16, 1 / 16, 1 / 16, 1 / 2]), np.array([1.0, 0.5, 0.1, 0.95]))
    p_values = compute_group_p_values(groups, [null])
    assert p_values.values == pytest.approx([1 / 4, 2 / 4, 4 / 4, 1 / 2])
    assert p_values.smallest == pytest.approx([1 / 4, 1 / 4, 1 / 4, 1 / 2])


def test_without_groups_of_similar_size_the_nearest_ones_are_compared():
    far, farther = Cohesion(np.array([1 / 64]), np.array([1.0])), Cohesion(np.array([1.0]), np.ones(1))
    groups = Cohesion(np.array([1 / 4]), np.array([0.3]))
    assert compute_group_p_values(groups, [far]).values == [1.0]  # (1 + 1) / (1 + 1)
    assert compute_group_p_values(groups, [farther]).values == [0.5]  # the whole has homophily 0


def test_a_group_without_ties_inside_is_no_hypothesis():
    alone = Cohesion(np.array([1 / 16, 1 / 16]), np.array([0.0, 1.0]))
    p_values = compute_group_p_values(alone, [LOOSE]).values
    assert np.isnan(p_values).tolist() == [True, False]
    assert select_by_false_share(p_values, 0.1).tolist() == [False, True]


def test_no_p_value_is_zero():
    p_values = compute_group_p_values(GROUPS, [LOOSE] * 3).values
    assert (p_values > 0).all()


def test_the_step_up_procedure_by_hand():
    # Limits .05, .1, .15, .2 at q = .2: .04 and .12 pass at ranks 1 and 3, so the first three do.
    p_values = np.array([0.5, 0.12, 0.04, 0.11])
    assert select_by_false_share(p_values, 0.2).tolist() == [False, True, True, True]
    assert not select_by_false_share(np.array([0.3, 0.4]), 0.2).any()
    assert len(select_by_false_share(np.array([]), 0.2)) == 0


def test_clear_groups_are_accepted_after_few_rewired_networks():
    # Both groups are tighter than 3 x 16 null groups: p = 1 / 49 < 0.2.
    sampler = FakeSampler()
    [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict())
    assert p_values == pytest.approx([1 / 49, 1 / 49])
    assert is_tribe.all()
    assert sampler.n_searched == 3


def test_further_networks_are_rewired_while_p_values_cannot_be_small():
    # One null group per network: with n networks p = 1 / (1 + n), at most 0.2 from 4 on.
    sampler = FakeSampler(Cohesion(np.ones(1), np.ones(1)))
    [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict())
    assert is_tribe.all()
    assert sampler.n_searched == 4
    assert p_values == pytest.approx([1 / 5, 1 / 5])


def test_no_further_networks_are_rewired_if_too_many_are_needed():
    # One tight group among 50 loose ones needs p = 0.2 / 51, from 254 networks with one group each.
    groups = Cohesion(np.full(51, 1 / 51), np.array([1.0, *np.full(50, 1 / 60)]))
    sampler = FakeSampler(Cohesion(np.array([1 / 51]), np.array([1 / 50])))
    accept_groups(sampler, [1.0], [groups], make_verdict())
    assert sampler.n_searched == 3


def test_without_a_verdict_all_groups_are_accepted():
    [(p_values, is_tribe)] = accept_groups(FakeSampler(), [1.0], [GROUPS], make_verdict(np.nan))
    assert is_tribe.all()
    assert np.isnan(p_values).all()


def test_without_tribes_no_group_is_accepted():
    sampler = FakeSampler(Cohesion(np.ones(1), np.ones(1)))
    [(_, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict(0.2))
    assert not is_tribe.any()
    assert sampler.n_searched == 3


def test_p_values_of_tribes_come_with_the_levels():
    graph = nx.planted_partition_graph(6, 20, 0.5, 0.01, seed=0)
    tribes = find_tribes(from_networkx(graph), resolution=1.0)
    p_values = tribes.levels.taken.p_values
    assert len(p_values) == len(tribes) == 6
    assert (p_values > 0).all()
    assert (p_values <= MAX_FALSE_SHARE).all()
