import networkx as nx
import numpy as np
import pytest

from tribus import find_tribes, from_networkx
from tribus.inference.group_significance import (
    MAX_GROUP_P_VALUE,
    accept_groups,
    compute_group_p_values,
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
    assert p_values == pytest.approx([1 / 4, 2 / 4, 4 / 4, 1 / 2])


def test_without_groups_of_similar_size_no_null_group_is_as_tight():
    far = Cohesion(np.array([1 / 64]), np.array([0.9]))
    groups = Cohesion(np.array([1 / 4]), np.array([0.3]))
    assert compute_group_p_values(groups, [far]) == [0.5]  # (1 + 0) / (1 + 1)
    assert compute_group_p_values(groups, [far] * 3) == [0.25]


def test_a_separate_component_is_compared_with_separate_components():
    # A ring of follow-backs cannot be rewired: it stays as tight in every null network.
    ring = Cohesion(np.array([1 / 4, 3 / 4]), np.array([1.0, 1.0]))
    groups = Cohesion(np.array([1 / 4, 1 / 4, 1 / 2]), np.array([0.6, 1.0, 0.7]))
    assert compute_group_p_values(groups, [ring] * 3).tolist() == pytest.approx([1 / 4, 1.0, 1 / 4])


def test_a_group_without_ties_inside_is_no_hypothesis():
    alone = Cohesion(np.array([1 / 16, 1 / 16]), np.array([0.0, 1.0]))
    p_values = compute_group_p_values(alone, [LOOSE])
    assert np.isnan(p_values).tolist() == [True, False]


def test_no_p_value_is_zero():
    p_values = compute_group_p_values(GROUPS, [LOOSE] * 3)
    assert (p_values > 0).all()


def test_groups_tighter_than_half_of_the_null_groups_are_accepted():
    # One group has 3 x 16 looser null groups of its size: p = 1 / 49. The other has none in 3 networks.
    sampler = FakeSampler()
    [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict())
    assert p_values == pytest.approx([1 / 49, 1 / 4])
    assert is_tribe.all()
    assert sampler.n_searched == 3


def test_one_tight_null_group_does_not_dissolve_clear_groups():
    # One null group per network, looser than both groups: p = 1 / (1 + 3).
    sampler = FakeSampler(Cohesion(np.ones(1), np.ones(1)))
    [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict())
    assert is_tribe.all()
    assert p_values == pytest.approx([1 / 4, 1 / 4])


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
    assert (p_values <= MAX_GROUP_P_VALUE).all()
