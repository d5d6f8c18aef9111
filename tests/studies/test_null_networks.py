import numpy as np
import pytest

from tests.studies.null_models import (
    EVENTS,
    NULL_MODELS,
    ONE_GROUP,
    build_null,
    make_hubs,
    make_one_group,
    make_partition,
)
from tests.studies.null_networks import binomial_bound


@pytest.mark.parametrize("answered", [0.0, 0.05])
def test_hubs_answer_a_share_of_the_turns(answered):
    links = {(one, other) for one, other in make_hubs(2000, np.random.default_rng(0), answered=answered)}
    to_hubs = [(source, target) for source, target in links if target < 20 <= source]
    share = np.mean([(target, source) in links for source, target in to_hubs])
    assert share == pytest.approx(answered, abs=0.02)


@pytest.mark.parametrize("model", NULL_MODELS)
def test_a_network_without_groups_is_the_same_for_a_seed(model):
    first, second, other = (build_null(model, 50, EVENTS[0], seed) for seed in (0, 0, 1))
    assert first.to_frame().equals(second.to_frame())
    assert not first.to_frame().equals(other.to_frame())


def test_two_fifths_of_the_accounts_are_bought():
    network = build_null("Erdős-Rényi", 60, "bought followers", 0)
    assert sum(user >= 60 for user in network.users) == pytest.approx(0.4 * len(network.users), abs=2)


def test_a_binomial_bound_allows_for_chance():
    # 100 networks at 2 %: P(X <= 6) = .9957 is the first cumulative probability of at least 99 %.
    assert binomial_bound(100, 0.02) == 6


def test_a_planted_partition_has_the_asked_signal():
    # c = 10 and q = 4: at twice the limit c_in - c_out = 2 x 4 x sqrt(10) = 25.3 ties per 400 people.
    graph = make_partition(0, 4, 2.0)
    group = np.arange(400) // 100
    inside = sum(group[one] == group[other] for one, other in graph.edges)
    outside = graph.number_of_edges() - inside
    c_in, c_out = (400 * n / pairs for n, pairs in ((inside, 4 * 4950), (outside, 6 * 10_000)))
    assert c_in - c_out == pytest.approx(25.3, rel=0.15)


def test_one_group_has_ties_that_the_others_lack():
    graph = make_one_group(0, 300)
    inside = graph.subgraph(range(ONE_GROUP)).number_of_edges()
    assert inside > 80  # half of 190 pairs; the others have 1200 ties in 44,850 pairs
