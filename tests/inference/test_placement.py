import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from tribus import find_tribes, from_networkx
from tribus.inference.placement import MAX_CHANCE_P_VALUE, compute_share_p_values, place_users
from tribus.ties.structure import TieStructure

N_USERS = 14
ties = st.dictionaries(
    st.tuples(st.integers(0, N_USERS - 1), st.integers(0, N_USERS - 1)).filter(
        lambda tie: tie[0] < tie[1]
    ),
    st.integers(1, 5),
    min_size=1,
)
tribes = st.lists(st.integers(-1, 2), min_size=N_USERS, max_size=N_USERS)


def build(drawn, n_users=N_USERS):
    """The structure of ties, and the affinity of each nonzero."""
    row, col = np.array(list(drawn), np.int32).T
    structure = TieStructure.from_pairs(n_users, row, col)
    ends = zip(structure.rows.tolist(), structure.indices.tolist(), strict=True)
    return structure, np.array([float(drawn[min(tie), max(tie)]) for tie in ends])


def place(drawn, labels, is_movable=None):
    labels = np.array(labels, np.int32)
    movable = np.ones(len(labels), np.bool_) if is_movable is None else is_movable
    return place_users(*build(drawn, len(labels)), labels, movable)


def two_cliques():
    """Two tribes of ten, users 0 to 9 and 10 to 19, and user 20 without a tribe."""
    cliques = [
        (i, j) for start in (0, 10) for i in range(start, start + 10) for j in range(i + 1, start + 10)
    ]
    return dict.fromkeys(cliques, 1), [0] * 10 + [1] * 10 + [-1]


def test_a_user_joins_the_tribe_with_most_of_their_affinity():
    drawn, labels = two_cliques()
    # n = 7, x = 6/7, v = 96/194 = .495: P(at least 6 of 7) = 7 v^6 (1-v) + v^7 = .059 > .05 v
    assert place(drawn | dict.fromkeys([(i, 20) for i in (0, 1, 2, 3, 4, 5, 10)], 1), labels)[20] == -1
    # n = 9, x = 1, v = 99/198 = 1/2: P = 1/512, p = 1/256
    assert place(drawn | dict.fromkeys([(i, 20) for i in range(9)], 1), labels)[20] == 0


def test_a_single_tie_is_no_more_than_chance():
    drawn, labels = two_cliques()
    assert place(drawn | {(3, 20): 5}, labels)[20] == -1


def test_the_probability_of_a_share_is_that_of_a_binomial_variable_over_the_volume():
    # 4 equal ties, 3 of them to a tribe with a tenth of all affinity: (4 .1^3 .9 + .1^4) / .1 = .037
    value = compute_share_p_values(np.array([0.75]), np.array([4.0]), np.array([0.1]))
    assert value == pytest.approx([0.037])
    assert value == pytest.approx(binom.sf(2, 4, 0.1) / 0.1)
    assert compute_share_p_values(np.array([1.0]), np.array([1.0]), np.array([0.1])) == pytest.approx(
        1.0
    )


@given(ties, tribes)
@settings(max_examples=60, deadline=None)
def test_nobody_with_a_tribe_moves_or_leaves(drawn, labels):
    placed = place(drawn, labels)
    stays = np.array(labels) >= 0
    assert np.array_equal(placed[stays], np.array(labels)[stays])
    assert set(placed.tolist()) <= {-1, *labels}


@given(ties, tribes)
@settings(max_examples=60, deadline=None)
def test_only_users_whose_shares_chance_explains_have_no_tribe(drawn, labels):
    placed = place(drawn, labels)
    structure, affinity = build(drawn)
    weights = structure.to_csr(affinity).toarray()
    strength = weights.sum(axis=1)
    for user in np.flatnonzero((np.array(labels) == -1) & (strength > 0)):
        shares = {
            t: weights[user, np.array(labels) == t].sum() / strength[user] for t in set(labels) - {-1}
        }
        best = max(shares, key=lambda t: (shares[t], -t), default=-1)
        if shares.get(best, 0.0) == 0.0:
            assert placed[user] == -1
            continue
        volume = strength[np.array(labels) == best].sum() / strength.sum()
        n_ties = strength[user] ** 2 / (weights[user] ** 2).sum()
        p_value = compute_share_p_values(
            np.array([shares[best]]), np.array([n_ties]), np.array([volume])
        )[0]
        assert placed[user] == (best if p_value <= MAX_CHANCE_P_VALUE else -1)


@given(ties, tribes, st.permutations(range(N_USERS)))
@settings(max_examples=40, deadline=None)
def test_other_rows_change_nothing(drawn, labels, order):
    renamed = {tuple(sorted((order[i], order[j]))): weight for (i, j), weight in drawn.items()}
    moved = np.empty(N_USERS, np.int32)
    moved[list(order)] = labels
    assert np.array_equal(place(renamed, moved)[list(order)], place(drawn, labels))


def test_users_who_may_not_move_stay_without_a_tribe():
    drawn, labels = two_cliques()
    tied = drawn | dict.fromkeys([(i, 20) for i in range(9)], 1)
    assert place(tied, labels, np.zeros(21, np.bool_))[20] == -1


@pytest.mark.parametrize("resolution", [1.0, 3.0])
def test_nobody_with_many_ties_is_left_alone_at_any_resolution(resolution):
    graph = nx.planted_partition_graph(5, 20, 0.6, 0.02, seed=1)
    tribes = find_tribes(from_networkx(graph), resolution=resolution)
    degree = np.diff(tribes.network.evidence.structure.indptr)
    assert not np.any((tribes.labels == -1) & (degree > np.median(degree)))
