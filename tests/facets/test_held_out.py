import networkx as nx
import numpy as np
import pytest

from tests.studies.planted import plant_overlaps
from tests.studies.scores import two_way_f1
from tribus import from_networkx
from tribus.facets import find_facets
from tribus.facets.held_out import explain_clearly_more, score_ties
from tribus.facets.memberships import Memberships
from tribus.sampling.held_out import hold_out


def make_groups(network, groups):
    users = np.array([network.row_of(user) for group in groups for user in group], np.int32)
    numbers = np.repeat(np.arange(len(groups), dtype=np.int32), [len(group) for group in groups])
    return Memberships.of_groups(users, numbers, np.ones(len(users)), network.n_users)


def test_the_score_of_a_tie_is_the_logarithm_of_its_expected_number():
    # A triangle a-b-c without the tie a-b, and c-d; one group {a, b, c}. Training ties in the group and
    # of the background: a 1, 0; b 1, 0; c 2, 1; d 0, 1. With d_i (n_ig + 1/2) / (d_i + m_i / 2) and two
    # groups for a, b, c: a turns (1 + .5) / 2 = .75 to the group, .25 to the background, as does b;
    # c turns 3 × 2.5 / 4 = 1.875 and 1.125; d, with the background only, 1.5 / 1.5 = 1.
    # The tie a-b: .75² / (.75 + .75 + 1.875) + .25² / (.25 + .25 + 1.125 + 1) = .1905.
    network = from_networkx(nx.Graph(["ab", "bc", "ca", "cd"]))
    structure = network.evidence.structure
    a, b = network.row_of("a"), network.row_of("b")
    tie = structure.index_of(min(a, b), max(a, b))
    fold = hold_out(network.evidence, np.array([tie]))
    groups = make_groups(network, ["abc"])
    expected = 0.75**2 / 3.375 + 0.25**2 / 2.625
    score = score_ties(network, groups, fold)
    assert score == pytest.approx([np.log(expected)])


def test_a_user_without_training_ties_has_no_score():
    network = from_networkx(nx.Graph(["ab"]))
    groups = make_groups(network, [])
    assert np.isnan(score_ties(network, groups, hold_out(network.evidence, np.array([0])))).all()


def test_known_groups_explain_clearly_more_than_none_or_other_groups():
    graph, planted = plant_overlaps(share=0.0, is_divided=False, seed=0, n_users=100, n_groups=5)
    network = from_networkx(graph)
    users = [user for group in planted for user in group]
    others = [users[number::5] for number in range(5)]  # a fifth of each planted group
    known, mixed, none = (make_groups(network, groups) for groups in (planted, others, []))
    for worse in (mixed, none):
        assert explain_clearly_more(network, lambda _: known, lambda _, of=worse: of, seed=0)
        assert not explain_clearly_more(network, lambda _, of=worse: of, lambda _: known, seed=0)
    assert not explain_clearly_more(network, lambda _: known, lambda _: known, seed=0)


@pytest.mark.parametrize(("share", "is_divided"), [(0.0, False), (0.4, True)])
def test_tribes_are_kept_where_they_explain_more(share, is_divided):
    graph, planted = plant_overlaps(share=share, is_divided=is_divided, seed=0)
    network = from_networkx(graph)
    labels = np.full(network.n_users, -1)
    for number, group in enumerate(planted):
        labels[[network.row_of(user) for user in group]] = number
    facets = find_facets(network, labels, progress=False)
    assert len(facets) == len(planted)
    assert two_way_f1([set(facet) for facet in facets], planted) > 0.8


def test_a_user_of_two_full_lives_has_both_though_tribes_are_known():
    graph = nx.compose(nx.complete_graph(range(12)), nx.complete_graph(range(11, 23)))
    network = from_networkx(graph)
    labels = np.array([int(user > 11) for user in network.users])
    assert len(find_facets(network, labels, progress=False).of(11)) == 2
