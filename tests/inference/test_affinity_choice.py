import math

import networkx as nx
import numpy as np
import pytest

import tribus as tb
from tests.studies.planted import plant_weighted_ties
from tribus.inference import affinity_choice
from tribus.inference.affinity_choice import choose_affinity, score_ties
from tribus.sampling.rewiring import rewire
from tribus.ties.affinity import AffinityTerms, name_affinities

CANDIDATES = name_affinities(AffinityTerms())


def plant(**options):
    common = {"degree": 10, "signal": 6, "seed": 0, "n_users": 300, "n_groups": 5}
    network, _ = plant_weighted_ties(**{**common, **options})
    return network


def test_scores_match_a_case_by_hand():
    # Three of four ties inside, (3 + ½) / (4 + 1) = .7; by activity .4 and .6 in two folds, .5.
    scores = score_ties([np.array([True, True]), np.array([True, False])], [0.4, 0.6])
    assert scores == pytest.approx([math.log(0.7 / 0.5)] * 3 + [math.log(0.3 / 0.5)])


def test_groups_with_no_more_ties_than_by_activity_explain_nothing():
    assert not score_ties([np.array([True, False])], [0.5]).any()
    assert not score_ties([np.array([True, True])], [1.0]).any()


@pytest.mark.parametrize(("has_strong_ties_inside", "expected"), [(False, "ties"), (True, "counts")])
def test_weights_count_where_they_tell_groups_apart_only(has_strong_ties_inside, expected):
    network = plant(has_strong_ties_inside=has_strong_ties_inside)
    assert network.terms.name == expected


def test_without_groups_the_choice_is_the_default():
    evidence = plant(has_strong_ties_inside=True).evidence
    for number in range(5):
        structure, counts = rewire(evidence, seed=(number,), joint_degrees=False)
        graph = nx.Graph()
        upper = structure.rows < structure.indices
        weight = (counts["reply"] + counts["reply"][structure.reverse])[upper]
        ends = zip(structure.rows[upper].tolist(), structure.indices[upper].tolist(), strict=True)
        graph.add_weighted_edges_from(
            (*pair, float(count)) for pair, count in zip(ends, weight, strict=True)
        )
        assert tb.from_networkx(graph).terms.name == "balanced"


def test_one_way_ties_to_popular_users_do_not_decide():
    # Everybody follows some of 15 popular users, who follow nobody.
    society = tb.datasets.make_society(seed=3).events
    assert tb.build_network(society).terms.name == "balanced"


def test_networks_with_few_or_very_many_ties_have_the_default(monkeypatch):
    network = plant(has_strong_ties_inside=False)
    for bound, value in (("MIN_TIES", network.n_ties + 1), ("MAX_TIES", network.n_ties - 1)):
        with monkeypatch.context() as patch:
            patch.setattr(affinity_choice, bound, value)
            assert choose_affinity(network.evidence, CANDIDATES) == "balanced"
    assert choose_affinity(network.evidence, CANDIDATES) == "ties"
