import numpy as np
import pytest

from tests.studies.null_networks import N_HUBS, ONE_GROUP, make_hubs, make_one_group, make_partition


@pytest.mark.parametrize("answered", [0.0, 0.05])
def test_hubs_answer_a_share_of_the_turns(answered):
    graph = make_hubs(0, answered=answered)
    to_hubs = [(source, target) for source, target in graph.edges if target < N_HUBS <= source]
    share = np.mean([graph.has_edge(target, source) for source, target in to_hubs])
    assert share == pytest.approx(answered, abs=0.02)


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
