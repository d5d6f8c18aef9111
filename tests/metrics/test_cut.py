import time

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.errors import OptionError
from tribus.metrics import minimum_cut, tribe_cuts

TRIANGLE = np.ones((3, 3)) - np.eye(3)
# Two triangles with a tie between the last user of the first and the first user of the second.
BRIDGED = sp.block_diag([sp.csr_array(TRIANGLE)] * 2).tolil()
BRIDGED[2, 3] = BRIDGED[3, 2] = 0.5
BRIDGED = sp.csr_array(BRIDGED)


@st.composite
def graphs(draw):
    """Draw small symmetric arrays; many are disconnected."""
    n_users = draw(st.integers(2, 12))
    n_pairs = n_users * (n_users - 1) // 2
    weights = st.sampled_from([0, 0, 1, 2, 2.5, 0.3])
    upper = np.zeros((n_users, n_users))
    upper[np.triu_indices(n_users, 1)] = draw(st.lists(weights, min_size=n_pairs, max_size=n_pairs))
    return upper + upper.T


def cut_by_stoer_and_wagner(array):
    graph = nx.from_numpy_array(array)
    return nx.stoer_wagner(graph)[0] if nx.is_connected(graph) else 0.0


def test_the_cut_of_two_triangles_is_the_bridge():
    value, side = minimum_cut(BRIDGED)
    assert value == 0.5
    assert side.tolist() == [False, False, False, True, True, True]


def test_the_example_of_stoer_and_wagner():
    # Figure 1 of their paper: the minimum cut has weight 4 and separates users 3, 4, 7 and 8.
    ties = "1-2:2 1-5:3 2-3:3 2-5:2 2-6:2 3-4:4 3-7:2 4-7:2 4-8:2 5-6:3 6-7:1 7-8:3"
    array = np.zeros((8, 8))
    for tie in ties.split():
        pair, weight = tie.split(":")
        i, j = (int(user) - 1 for user in pair.split("-"))
        array[i, j] = array[j, i] = float(weight)
    value, side = minimum_cut(sp.csr_array(array))
    assert value == 4
    assert np.flatnonzero(side).tolist() == [2, 3, 6, 7]


@pytest.mark.peer
@settings(max_examples=200, deadline=None)
@given(graphs())
def test_the_value_is_that_of_stoer_and_wagner(array):
    value, side = minimum_cut(sp.csr_array(array))
    assert value == pytest.approx(cut_by_stoer_and_wagner(array), abs=1e-12)
    assert array[side][:, ~side].sum() == pytest.approx(value, abs=1e-12)
    assert 0 < side.sum() <= len(side) / 2


@pytest.mark.peer
@pytest.mark.parametrize("seed", range(8))
def test_larger_weighted_graphs_have_the_value_of_stoer_and_wagner(seed):
    graph = nx.connected_watts_strogatz_graph(80, 6, 0.2, seed=seed)
    generator = np.random.default_rng(seed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = generator.lognormal()
    value, _ = minimum_cut(nx.to_scipy_sparse_array(graph))
    assert value == pytest.approx(nx.stoer_wagner(graph)[0])


@settings(max_examples=50, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_value_does_not_depend_on_the_order_of_users(array, random):
    order = list(range(len(array)))
    random.shuffle(order)
    shuffled, _ = minimum_cut(sp.csr_array(array[order][:, order]))
    assert shuffled == pytest.approx(minimum_cut(sp.csr_array(array))[0], abs=1e-12)


def test_a_disconnected_network_has_a_cut_of_0():
    value, side = minimum_cut(sp.csr_array(sp.block_diag([sp.csr_array(TRIANGLE)] * 3)))
    assert value == 0.0
    assert side.sum() == 3


def test_the_cut_of_a_pair_is_its_tie():
    value, side = minimum_cut(sp.csr_array([[0, 2.5], [2.5, 0]]))
    assert value == 2.5
    assert side.tolist() == [False, True]


@pytest.mark.parametrize("n_users", [0, 1])
def test_the_cut_of_a_single_user_is_infinite(n_users):
    value, side = minimum_cut(sp.csr_array((n_users, n_users)))
    assert value == np.inf
    assert not side.any()


def test_users_without_ties_have_a_cut_of_0():
    value, side = minimum_cut(sp.csr_array((4, 4)))
    assert value == 0.0
    assert 1 <= side.sum() <= 2


def test_the_diagonal_and_stored_zeros_do_not_count():
    array = BRIDGED.tolil()
    array.setdiag(7)
    stored = sp.csr_array(array)
    stored.data[stored.data == 0.5] = 0.0
    value, side = minimum_cut(stored)
    assert value == 0.0
    assert side.sum() == 3


def test_ties_that_leave_a_tribe_do_not_count():
    # Tribe 0 is the two triangles, with a tie of 9 to the pair of tribe 1. The last two users are in
    # tribe 2 and in none.
    array = sp.block_diag([BRIDGED, [[0, 3], [3, 0]], [[0]], [[0]]]).tolil()
    array[0, 6] = array[6, 0] = 9
    array[7, 9] = array[9, 7] = 1
    cuts = tribe_cuts(sp.csr_array(array), [0] * 6 + [1, 1] + [2, -1])
    assert cuts.value.tolist() == [0.5, 3.0, np.inf]
    assert cuts.smaller.tolist() == [3, 1, 0]
    # Each side of tribe 0 has strength 6.5, and the bridge has 0.5. A pair has only its tie.
    assert cuts.conductance == pytest.approx([0.5 / 6.5, 1.0, np.nan], nan_ok=True)
    assert np.flatnonzero(cuts.side).tolist() == [3, 4, 5, 7]


@settings(max_examples=50, deadline=None)
@given(graphs(), st.data())
def test_the_cut_of_a_tribe_is_that_of_its_subgraph(array, data):
    labels = data.draw(st.lists(st.integers(-1, 1), min_size=len(array), max_size=len(array)))
    cuts = tribe_cuts(sp.csr_array(array), np.array(labels))
    for tribe, value in enumerate(cuts.value):
        members = np.flatnonzero(np.array(labels) == tribe)
        expected, side = minimum_cut(sp.csr_array(array[members][:, members]))
        assert value == expected
        assert cuts.smaller[tribe] == side.sum()
        assert np.array_equal(cuts.side[members], side)


def test_without_tribes_there_are_no_cuts():
    cuts = tribe_cuts(BRIDGED, [-1] * 6)
    assert len(cuts.value) == len(cuts.smaller) == len(cuts.conductance) == 0
    assert not cuts.side.any()


def test_the_conductance_is_nan_if_a_side_has_no_ties():
    cuts = tribe_cuts(sp.csr_array((2, 2)), [0, 0])
    assert cuts.value.tolist() == [0.0]
    assert np.isnan(cuts.conductance[0])


def test_arrays_are_read_only_and_the_input_is_not_changed():
    before = BRIDGED.copy()
    cuts = tribe_cuts(BRIDGED, [0] * 6)
    assert not any(values.flags.writeable for values in vars(cuts).values())
    assert (before != BRIDGED).nnz == 0


def test_ten_thousand_users_take_well_under_a_second():
    graph = nx.barabasi_albert_graph(10_000, 20, seed=1)
    upper = sp.triu(nx.to_scipy_sparse_array(graph, dtype=float)).tocsr()
    upper.data = np.random.default_rng(0).lognormal(size=len(upper.data))
    minimum_cut(BRIDGED)  # compile
    start = time.process_time()
    minimum_cut(upper + upper.T)
    assert time.process_time() - start < 0.9


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.ones((2, 3)), r"adjacency must be square, got shape \(2, 3\)"),
        ([[0, 1], [2, 0]], r"adjacency must be symmetric; use \(adjacency \+ adjacency.T\) / 2"),
        ([[0, 1], [0, 0]], "adjacency must be symmetric"),
        ([[0, -1], [-1, 0]], "weights must be finite and at least 0, got -1.0"),
        ([[0, np.nan], [np.nan, 0]], "weights must be finite and at least 0, got nan"),
        ([[0, np.inf], [np.inf, 0]], "weights must be finite and at least 0, got inf"),
    ],
)
def test_an_invalid_adjacency_is_an_error_that_shows_it(array, message):
    with pytest.raises(OptionError, match=message):
        minimum_cut(sp.csr_array(np.array(array, float)))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1], r"labels must hold one whole number for each of 6 users, got shape \(2,\)"),
        ([0.5] * 6, "labels must hold one whole number for each of 6 users, got .* of float64"),
        ([-2] * 6, "labels must be tribes from 0 to 5, or -1 for none, got -2 to -2"),
        ([0, 0, 0, 0, 0, 99], "labels must be tribes from 0 to 5, or -1 for none, got 0 to 99"),
    ],
)
def test_invalid_labels_are_an_error_that_shows_them(labels, message):
    with pytest.raises(OptionError, match=message):
        tribe_cuts(BRIDGED, labels)
