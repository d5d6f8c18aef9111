import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import build_network, find_tribes, from_networkx
from tribus.datasets import make_society
from tribus.inference.certainty import is_in_own_tribe, measure_certainty


def array(*labels):
    return np.array(labels, np.int32)


def measure(labels, resampled, **options):
    stays = [is_in_own_tribe(labels, groups) for groups in resampled]
    return measure_certainty(labels, stays, **options)


def test_a_user_is_in_the_own_tribe_if_its_counterpart_has_them():
    labels = array(0, 0, 0, 1, 1, -1)
    assert is_in_own_tribe(labels, array(1, 1, 0, 0, 0, 0)).tolist() == [True] * 2 + [False] + [
        True,
        True,
        False,
    ]


def test_who_has_no_group_in_a_resample_is_not_in_it():
    assert is_in_own_tribe(array(0, 0, 1), array(0, -1, -1)).tolist() == [True, False, False]


def test_few_users_have_a_uniform_prior():
    # in 3 of 4 resamples: (3 + 1) / (4 + 2); in all of them: (4 + 1) / (4 + 2)
    labels, moved = array(0, 0, 0, 1, 1, 1), array(0, 0, 1, 1, 1, 1)
    certainty = measure(labels, [labels, labels, labels, moved])
    assert certainty == pytest.approx([5 / 6, 5 / 6, 4 / 6, 5 / 6, 5 / 6, 5 / 6])


def test_log_odds_are_added_to_those_of_each_certainty():
    # odds of 5 to 1 and of 2 to 1, times e
    labels, moved = array(0, 0, 0, 1, 1, 1), array(0, 0, 1, 1, 1, 1)
    certainty = measure(labels, [labels, labels, labels, moved], log_odds=1.0)
    odds = certainty / (1 - certainty)
    assert odds == pytest.approx(np.exp(1) * np.array([5, 5, 2, 5, 5, 5]))


def test_nobody_is_certain_of_no_tribe():
    assert np.isnan(measure(array(-1, -1), [array(0, 0)])).all()
    assert np.isnan(measure(array(0, 0), [])).all()


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.floats(-5, 5))
def test_a_certainty_is_a_probability_whatever_the_order_of_users(seed, n_resamples, log_odds):
    generator = np.random.default_rng(seed)
    labels, *resampled = generator.integers(-1, 4, (n_resamples + 1, 40)).astype(np.int32)
    order = generator.permutation(40)
    certainty = measure(labels, resampled, log_odds=log_odds)
    assert np.array_equal(np.isnan(certainty), labels < 0)
    assert ((certainty[labels >= 0] >= 0) & (certainty[labels >= 0] <= 1)).all()
    n_inside = np.sum([is_in_own_tribe(labels, groups) for groups in resampled], axis=0)
    has_tribe = np.flatnonzero(labels >= 0)
    more, less = np.meshgrid(has_tribe, has_tribe)
    assert (certainty[more] >= certainty[less])[n_inside[more] > n_inside[less]].all()
    mixed = measure(labels[order], [groups[order] for groups in resampled], log_odds=log_odds)
    np.testing.assert_array_equal(mixed, certainty[order])


def test_clear_tribes_are_certain_unless_the_resolution_is_given():
    network = build_network(make_society(n_people=60, n_tribes=3, seed=1).events)
    tribes = find_tribes(network)
    certainty = tribes.to_frame().query("tribe >= 0")["certainty"]
    assert certainty.between(0.0, 1.0).all()
    assert certainty.median() > 0.9
    assert tribes.summary()["certainty"].gt(0.85).all()
    assert any(fact.startswith("9") and "% certain" in fact for fact in tribes._card().facts)
    assert any("% certain of tribe" in fact for fact in tribes.of(tribes[0].core[0])._card().facts)
    given = find_tribes(network, resolution=1.0)
    assert given.to_frame()["certainty"].isna().all()
    assert given.summary()["certainty"].isna().all()
    assert "certain" not in given._repr_html_()


def test_each_level_has_its_own_certainty():
    network = build_network(make_society(n_people=60, n_tribes=3, seed=1).events)
    tribes = find_tribes(network)
    for level in tribes.all_levels:
        assert np.array_equal(np.isnan(level.certainty), level.labels < 0)
        user = level.network.users[0]
        assert level.of(user).certainty == pytest.approx(level.certainty[0], nan_ok=True)


@pytest.mark.parametrize("seed", [0, 2])
def test_friendships_are_one_piece_of_evidence(seed):
    graph = nx.planted_partition_graph(6, 40, 0.12, 0.01, seed=seed)
    friendships = find_tribes(from_networkx(graph))
    follows = nx.DiGraph(graph)
    follows.add_edge(0, 240)  # so both directions are events of their own
    follows = find_tribes(from_networkx(follows))
    assert friendships.resolution == follows.resolution
    assert np.nanmean(friendships.certainty) < np.nanmean(follows.certainty) - 0.03
