import tracemalloc

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network, find_tribes, from_networkx
from tribus.inference.group_significance import (
    MAX_REWIRED,
    accept_groups,
    adjust_p_values,
    compute_group_p_values,
    estimate_null_share,
    find_discoveries,
)
from tribus.inference.verdict import Verdict
from tribus.metrics import adjusted_mutual_information
from tribus.metrics.cohesion import Cohesion

GROUPS = Cohesion(np.array([1 / 16, 1 / 2]), np.array([1.0, 0.9]))
LOOSE = Cohesion(np.array([1 / 16] * 16), np.array([1 / 16] * 16))
TIGHT = Cohesion(np.array([1 / 16] * 16), np.array([0.92] * 16))  # homophily .915
TIGHT_AND_LARGE = Cohesion(np.array([*[1 / 16] * 8, 1 / 2]), np.array([*[0.92] * 8, 0.5]))


class FakeSampler:
    """Rewired networks whose groups are all loose."""

    n_rewired = 3

    def __init__(self, null=LOOSE, n_ties=100):
        self.null = null
        self.n_searched = 0
        self.affinity = np.ones(2 * n_ties)

    def search_null_cohesion(self, resolutions, numbers):
        if resolutions:
            self.n_searched = len(numbers)
        return [[self.null for _ in resolutions] for _ in numbers]


def make_verdict(p_value=0.01):
    return Verdict(p_value=p_value, significance=0.02, excess=0.1, n_rewired=3)


def test_a_p_value_is_a_rank_among_null_groups_of_similar_size():
    # Null groups of volume share v = 1/16 have homophilies (inside - v) / (1 - v) of 1/5, 1/3 and 3/5
    # (inside 1/4, 3/8, 5/8); the one of 1/2 has (0.9 - 0.5) / 0.5 = 0.8. With 3 null groups of similar
    # size p = (1 + k) / (1 + 3). The group of 1/2 is tighter than all four: p = (1 + 0) / (1 + 4).
    null = Cohesion(np.array([1 / 16, 1 / 16, 1 / 16, 1 / 2]), np.array([1 / 4, 3 / 8, 5 / 8, 0.9]))
    groups = Cohesion(np.array([1 / 16, 1 / 16, 1 / 16, 1 / 2]), np.array([1.0, 0.5, 0.1, 0.95]))
    p_values = compute_group_p_values(groups, [null])
    assert p_values == pytest.approx([1 / 4, 2 / 4, 4 / 4, 1 / 5])


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


def test_a_group_with_few_similar_null_groups_gets_more_networks():
    # One group has 3 x 16 looser null groups of its size. The other has none in 4 networks: p = 1 / 5.
    # Its homophily, .8, is below that of smaller null groups.
    sampler = FakeSampler(TIGHT)
    [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict())
    assert sampler.n_searched == MAX_REWIRED == 4
    assert p_values == pytest.approx([1 / (1 + 4 * 16), 1 / 5])
    assert is_tribe.all()


def test_a_group_tighter_than_all_smaller_null_groups_needs_no_more_networks():
    # The group of 1/2 has no null group of its size, and 3 x 16 smaller ones, all looser.
    sampler = FakeSampler()
    [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict())
    assert sampler.n_searched == 3
    assert p_values == pytest.approx([1 / 49, 1 / 49])
    assert is_tribe.all()


def test_a_group_tighter_than_most_smaller_null_groups_needs_no_more_networks():
    # The group of 1/2 has no null group of its size. One in 16 smaller ones is as tight: (1 + 3) / 49.
    mixed = Cohesion(np.full(16, 1 / 16), np.array([0.92, *[0.2] * 15]))
    sampler = FakeSampler(mixed, n_ties=10)
    [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict())
    assert sampler.n_searched == 3
    assert p_values == pytest.approx([1 / 49, 4 / 49])
    assert is_tribe.all()


def test_a_group_of_too_few_users_needs_no_more_networks():
    sampler = FakeSampler(TIGHT)
    accept_groups(sampler, [1.0], [GROUPS], make_verdict(), is_large=[np.array([True, False])])
    assert sampler.n_searched == 3


def test_a_group_beyond_the_bound_needs_no_more_networks():
    # v = 1/2, h = .8 and null groups of h = 0: 2/3 x 1/4 x .8 x sqrt(2025) = 6, at 2025 ties. The group
    # of 1/16 has 24 similar null groups.
    for n_ties, n_searched in ((2024, MAX_REWIRED), (2026, 3)):
        sampler = FakeSampler(TIGHT_AND_LARGE, n_ties=n_ties)
        [(_, is_tribe)] = accept_groups(sampler, [1.0], [GROUPS], make_verdict())
        assert is_tribe.all()
        assert sampler.n_searched == n_searched


def test_a_group_as_loose_as_two_null_groups_needs_no_more_networks():
    loose = Cohesion(np.array([1 / 2, 1 / 2]), np.array([0.6, 0.6]))  # homophily .2
    sampler = FakeSampler(Cohesion(np.array([1 / 2, 1 / 2]), np.array([0.7, 0.7])))
    [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [loose], make_verdict())
    assert sampler.n_searched == 3
    assert p_values.tolist() == [1.0, 1.0]
    assert not is_tribe.any()


def test_a_group_looser_than_most_null_groups_is_no_tribe_among_tight_ones():
    # 20 groups have p = 1/61. At p = 1 the other is within the rate too: (1 + 1) / (21 x 0.5) x 1 = .19.
    volume = np.append(np.full(20, 1 / 32), 1 / 2)
    groups = Cohesion(volume, np.append(np.full(20, 0.94), 0.6))
    null = Cohesion(np.append(volume, 1 / 2), np.append(np.full(20, 0.2), [0.7, 0.7]))
    [(p_values, is_tribe)] = accept_groups(FakeSampler(null), [1.0], [groups], make_verdict())
    assert p_values == pytest.approx([*[1 / 61] * 20, 1.0])
    assert find_discoveries(groups, p_values).all()
    assert is_tribe.tolist() == [True] * 20 + [False]


def test_a_group_that_is_a_tribe_at_any_p_value_needs_no_more_networks():
    # 16 groups tighter than 48 similar null groups, and one of 1/2 with none: even at p = 1 it is within
    # the rate, (1 + 1) / (17 x 0.5) x 1 = .24 > .2 with 16, and (1 + 1) / (21 x 0.5) x 1 = .19 with 20.
    for n_groups, n_searched in ((16, MAX_REWIRED), (20, 3)):
        volume = np.append(np.full(n_groups, 1 / 32), 1 / 2)
        groups = Cohesion(volume, np.append(np.full(n_groups, 0.94), 0.9))
        sampler = FakeSampler(TIGHT, n_ties=10)
        [(p_values, is_tribe)] = accept_groups(sampler, [1.0], [groups], make_verdict())
        assert is_tribe.all()
        assert sampler.n_searched == n_searched
        assert p_values[-1] == 1 / (1 + n_searched)


def test_adjusted_p_values_are_false_discovery_rates():
    # Sorted .01 .03 .04 .5: 4 p / i = .04, .06, .16 / 3, .5. The second is not above the third.
    adjusted = adjust_p_values(np.array([0.01, 0.04, 0.03, 0.5]))
    assert adjusted == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


@pytest.mark.parametrize(
    ("p_values", "share"),
    [
        pytest.param([0.1] * 8, 0.25, id="(1 + 0) / (8 / 2)"),
        pytest.param([0.1] * 6 + [0.6, 0.7], 0.75, id="(1 + 2) / (8 / 2)"),
        pytest.param([0.1], 1.0, id="at most 1"),
    ],
)
def test_the_null_share_counts_large_p_values(p_values, share):
    assert estimate_null_share(np.array(p_values)) == pytest.approx(share)


def test_groups_that_are_all_a_little_tight_are_all_tribes():
    # Eight groups of p = .4: the share of accidental groups is 1 / 4, and the rate .1.
    groups = Cohesion(np.full(8, 1 / 8), np.full(8, 0.5))
    assert find_discoveries(groups, np.full(8, 0.4)).all()


def test_one_tight_group_among_accidental_ones_is_alone():
    groups = Cohesion(np.full(8, 1 / 8), np.full(8, 0.5))
    p_values = np.array([0.01, 0.1, 0.3, 0.4, 0.6, 0.7, 0.8, 0.95])
    assert np.flatnonzero(find_discoveries(groups, p_values)).tolist() == [0]


@settings(deadline=None, max_examples=50)
@given(p_values=st.lists(st.floats(0.001, 1.0), min_size=1, max_size=30), data=st.data())
def test_a_smaller_p_value_never_dissolves_a_group(p_values, data):
    groups = Cohesion(np.full(len(p_values), 1 / len(p_values)), np.full(len(p_values), 0.5))
    smaller = np.array(p_values)
    smaller[data.draw(st.integers(0, len(p_values) - 1))] = 0.001
    before, after = (find_discoveries(groups, values) for values in (np.array(p_values), smaller))
    assert (before <= after).all()


@settings(deadline=None, max_examples=50)
@given(n_others=st.integers(0, 200))
def test_groups_of_another_size_dissolve_no_group(n_others):
    # Six clear groups, and any number of tiny or separate groups that are no clearer than chance.
    volume = np.concatenate([np.full(6, 1 / 8), np.full(n_others, 1 / 4 / max(n_others, 1))])
    inside = np.concatenate([np.full(6, 0.7), np.full(n_others, 1.0)])
    p_values = np.concatenate([np.full(6, 0.05), np.full(n_others, 1.0)])
    assert find_discoveries(Cohesion(volume, inside), p_values)[:6].all()


@pytest.mark.parametrize("n_ring", [10, 30])
def test_a_ring_of_follow_backs_dissolves_no_tribe(n_ring):
    graph = nx.planted_partition_graph(6, 20, 0.4, 0.02, seed=0)
    rows = [(one, other, "reply") for pair in graph.edges for one, other in (pair, pair[::-1])]
    ring = range(1000, 1000 + n_ring)
    rows += [(one, other, "follow") for one in ring for other in ring if one != other]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind"])
    tribes = find_tribes(build_network(Events.from_frame(frame)), resolution=1.0)
    labels = dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True))
    found = np.array([labels[user] for user in range(120)])
    assert adjusted_mutual_information(found, np.arange(120) // 20) > 0.95
    assert found.min() >= 0


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
    assert (p_values <= 0.1).all()


def test_networks_of_many_groups_need_memory_for_the_groups_only():
    # 5,000 groups against 3 x 20,000: a table of all pairs takes 2.4 GB
    generator = np.random.default_rng(0)

    def draw(n_groups):
        return Cohesion(2.0 ** -generator.uniform(8, 14, n_groups), generator.random(n_groups))

    observed, sampler = draw(5_000), FakeSampler(draw(20_000))
    tracemalloc.start()
    accept_groups(sampler, [1.0], [observed], make_verdict())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6
