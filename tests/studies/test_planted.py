import numpy as np
import pytest

from tests.studies.planted import (
    draw_network,
    plant_overlaps,
    plant_rates,
    plant_two_lives,
    plant_weighted_ties,
)


def test_rates_have_the_degree_and_the_mixing():
    groups, rates = plant_rates(degree=10, mixing=0.3, seed=0)
    assert rates.sum(axis=1).mean() == pytest.approx(10)
    between = rates[groups[:, None] != groups].sum() / rates.sum()
    assert between == pytest.approx(0.3, abs=0.02)


def _list_pairs(network):
    users = np.array(network.users)
    row, col = (users[ends] for ends in network.to_scipy("affinity").nonzero())
    return set(zip(row.tolist(), col.tolist(), strict=True))


def test_fresh_data_have_the_same_ties_only_if_these_are_fixed():
    for has_fixed_ties in (False, True):
        _, rates = plant_rates(degree=10, mixing=0.3, seed=0, has_fixed_ties=has_fixed_ties)
        one, other = (draw_network(rates, seed=seed) for seed in (1, 2))
        pairs = [_list_pairs(network) for network in (one, other)]
        shared = len(pairs[0] & pairs[1]) / len(pairs[0])
        assert (shared > 0.7) == has_fixed_ties


def test_the_same_links_as_follows_are_counted_once():
    _, rates = plant_rates(degree=10, mixing=0.3, seed=0)
    replies, follows = (draw_network(rates, seed=1, kind=kind) for kind in ("reply", "follow"))
    assert replies.n_ties == follows.n_ties
    assert follows.evidence.total(faded=False).max() == 1.0


@pytest.mark.parametrize("has_strong_ties_inside", [False, True])
def test_events_are_more_inside_groups_only_if_asked_for(has_strong_ties_inside):
    network, groups = plant_weighted_ties(
        degree=10,
        signal=3,
        has_strong_ties_inside=has_strong_ties_inside,
        seed=0,
        n_users=600,
        n_groups=5,
    )
    structure, total = network.evidence.structure, network.evidence.total(faded=False)
    is_inside = groups[structure.rows] == groups[structure.indices]
    ratio = total[is_inside].mean() / total[~is_inside].mean()
    assert ratio == pytest.approx(3.0 if has_strong_ties_inside else 1.0, rel=0.1)
    assert 2 * network.n_ties / network.n_users == pytest.approx(10, rel=0.1)


def test_some_users_have_two_lives():
    network, lives = plant_two_lives(degree=10, mixing=0.1, seed=0)
    assert len(lives) == network.n_users
    assert np.mean(lives[:, 0] != lives[:, 1]) == pytest.approx(0.15, abs=0.06)


@pytest.mark.parametrize(("is_divided", "factor"), [(False, 2), (True, 1)])
def test_users_in_two_groups_have_ties_to_each_or_divide_them(is_divided, factor):
    graph, groups = plant_overlaps(share=0.5, is_divided=is_divided, seed=0, outside=0)
    n_groups = np.array([sum(user in group for group in groups) for user in graph])
    degree = np.array([graph.degree[user] for user in graph])
    assert np.mean(n_groups == 2) == pytest.approx(0.5, abs=0.1)
    assert degree[n_groups == 1].mean() == pytest.approx(8, abs=1.0)
    assert degree[n_groups == 2].mean() == pytest.approx(8 * factor, abs=1.5)
