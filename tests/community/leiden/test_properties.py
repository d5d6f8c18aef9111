import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.community.leiden import leiden
from tribus.metrics import modularity

WEIGHTS = {
    "alike": st.sampled_from([1.0, 2.0, 5.0]),
    "any": st.floats(1e-3, 1e3),
    "over 24 decades": st.floats(-12, 12).map(lambda power: 10.0**power),
}


@st.composite
def weighted_graphs(draw, n_most=14):
    """Draw an adjacency with self-loops and users without ties; it has at least one tie."""
    n_users = draw(st.integers(2, n_most))
    weight = WEIGHTS[draw(st.sampled_from(sorted(WEIGHTS)))]
    user = st.integers(0, n_users - 1)
    ties = draw(st.dictionaries(st.tuples(user, user), weight, min_size=1, max_size=3 * n_users))
    table = np.zeros((n_users, n_users))
    for (i, j), value in ties.items():
        table[i, j] = table[j, i] = value
    return sp.csr_array(table)


def labels_for(adjacency):
    n_users = adjacency.shape[0]
    return st.lists(st.integers(0, n_users - 1), min_size=n_users, max_size=n_users)


resolutions = st.sampled_from([0.3, 1.0, 3.0])
seeds = st.integers(0, 99)
search_options = st.fixed_dictionaries(
    {"resolution": resolutions, "seed": seeds, "polish": st.booleans()}
)
searched = settings(max_examples=40, deadline=None)


@given(weighted_graphs(), resolutions, st.data())
@searched
def test_modularity_is_the_sum_over_all_pairs(slow_graph, adjacency, resolution, data):
    labels = data.draw(labels_for(adjacency))
    expected = slow_graph(adjacency, resolution).modularity(labels)
    found = modularity(adjacency, labels, resolution=resolution)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12 * (1 + resolution))


@given(weighted_graphs(), resolutions, seeds)
@searched
def test_after_polishing_no_single_move_gains(slow_graph, adjacency, resolution, seed):
    labels = leiden(adjacency, resolution=resolution, seed=seed, polish=True).tolist()
    assert slow_graph(adjacency, resolution).best_gain(labels) <= 1.001e-12  # the sums are rounded


@given(weighted_graphs(), search_options, st.data())
@searched
def test_modularity_is_at_least_that_of_the_initial_labels(slow_graph, adjacency, options, data):
    initial = data.draw(labels_for(adjacency))
    labels = leiden(adjacency, **options, initial=initial)
    slow = slow_graph(adjacency, options["resolution"])
    assert slow.modularity(labels.tolist()) >= slow.modularity(initial) - 1e-12


@given(weighted_graphs(), search_options, st.data())
@searched
def test_communities_are_connected_and_numbered_by_first_appearance(renumber, adjacency, options, data):
    initial = data.draw(st.none() | labels_for(adjacency))
    labels = leiden(adjacency, **options, initial=initial)
    assert labels.shape == adjacency.shape[:1]
    assert labels.dtype == np.int32
    assert labels.tolist() == renumber(labels.tolist())
    graph = nx.from_scipy_sparse_array(adjacency)
    for label in set(labels.tolist()):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(labels == label).tolist()))


@given(weighted_graphs(n_most=30), search_options)
@searched
def test_float32_and_float64_weights_give_the_same_labels(adjacency, options):
    single = adjacency.astype(np.float32)
    double = single.astype(np.float64)  # the same values
    assert leiden(single, **options).tobytes() == leiden(double, **options).tobytes()


@given(weighted_graphs(n_most=30), resolutions, resolutions, seeds)
@searched
def test_labels_of_one_resolution_can_start_another(adjacency, before, after, seed):
    start = leiden(adjacency, resolution=before, seed=seed)
    found = leiden(adjacency, resolution=after, seed=seed, initial=start)
    start_quality = modularity(adjacency, start, resolution=after)
    assert modularity(adjacency, found, resolution=after) >= start_quality - 1e-12


@given(weighted_graphs(), search_options, st.data())
@searched
def test_fixed_users_share_a_community_if_and_only_if_they_did_at_the_start(adjacency, options, data):
    n_users = adjacency.shape[0]
    initial = np.array(data.draw(labels_for(adjacency)))
    fixed = np.array(data.draw(st.lists(st.booleans(), min_size=n_users, max_size=n_users)))
    labels = leiden(adjacency, initial=initial, fixed=fixed, **options)
    before, after = initial[fixed], labels[fixed]
    assert np.array_equal(before[:, None] == before, after[:, None] == after)


@given(weighted_graphs(), search_options, st.data())
@searched
def test_if_all_users_are_fixed_the_initial_labels_are_the_answer(renumber, adjacency, options, data):
    initial = data.draw(labels_for(adjacency))
    labels = leiden(adjacency, initial=initial, fixed=[True] * len(initial), **options)
    assert labels.tolist() == renumber(initial)
