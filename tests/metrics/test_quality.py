import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.errors import OptionError
from tribus.metrics import constant_potts_model, modularity

TRIANGLE = np.ones((3, 3)) - np.eye(3)
# Two triangles with one tie between them: 7 ties, 2m = 14.
BRIDGED = sp.block_diag([sp.csr_array(TRIANGLE)] * 2).tolil()
BRIDGED[2, 3] = BRIDGED[3, 2] = 1
BRIDGED = sp.csr_array(BRIDGED)


def test_two_bridged_triangles_have_modularity_5_14():
    # Each triangle has 6/14 of the weight and 7/14 of the strength: 2 (6/14 - (7/14)^2) = 5/14.
    assert modularity(BRIDGED, [0, 0, 0, 1, 1, 1]) == pytest.approx(5 / 14)


@pytest.mark.parametrize("resolution", [0.5, 2, 3.7])
def test_the_resolution_multiplies_the_expected_weight(resolution):
    # 12/14 - resolution x 2 x 1/4
    expected = 12 / 14 - resolution / 2
    assert modularity(BRIDGED, [0, 0, 0, 1, 1, 1], resolution=resolution) == pytest.approx(expected)


def test_one_group_has_modularity_0():
    assert modularity(BRIDGED, [4] * 6) == pytest.approx(0)


def test_each_user_with_label_minus_one_is_a_group_of_one():
    assert modularity(BRIDGED, [-1, 7, 7, -1, -1, 7]) == modularity(BRIDGED, [0, 1, 1, 2, 3, 1])


def test_an_entry_on_the_diagonal_is_twice_a_self_loop():
    # A tie of weight 1 and a self-loop of weight 1 (element 2): 2m = 4, Q = 2/4 - (3/4)^2 - (1/4)^2.
    loop = sp.csr_array([[2.0, 1.0], [1.0, 0.0]])
    graph = nx.Graph([(0, 1), (0, 0)])
    assert modularity(loop, [0, 1]) == pytest.approx(2 / 4 - 10 / 16)
    assert modularity(loop, [0, 1]) == pytest.approx(nx.community.modularity(graph, [{0}, {1}]))


@pytest.mark.parametrize("n_users", [0, 1, 3])
def test_without_weight_the_modularity_is_nan(n_users):
    assert np.isnan(modularity(sp.csr_array((n_users, n_users)), list(range(n_users))))


@pytest.mark.parametrize("form", [sp.csr_array, sp.csc_array, sp.coo_array, sp.csr_matrix, sp.lil_array])
def test_any_sparse_format_is_accepted(form):
    assert modularity(form(BRIDGED), np.array([0, 0, 0, 1, 1, 1], np.int32)) == pytest.approx(5 / 14)


@pytest.mark.parametrize(
    ("labels", "options", "message"),
    [
        ([0, 1], {}, "labels must hold one label for each of 6 users, got 2"),
        ([[0, 0, 0, 1, 1, 1]], {}, r"labels must be a list of integers.*got shape \(1, 6\)"),
        ([0.5, 0, 0, 1, 1, 1], {}, "labels must be a list of integers.*of float64"),
        (["a", "a", "a", "b", "b", "b"], {}, "labels must be a list of integers.*return_inverse"),
        ([0] * 6, {"resolution": 0}, "resolution must be a finite number above 0, got 0"),
        ([0] * 6, {"resolution": float("nan")}, "resolution must be a finite number above 0, got nan"),
        ([0] * 6, {"resolution": "auto"}, "resolution must be a finite number above 0, got 'auto'"),
    ],
)
def test_invalid_input_is_an_error_that_shows_it(labels, options, message):
    with pytest.raises(OptionError, match=message):
        modularity(BRIDGED, labels, **options)


@pytest.mark.peer
@given(
    st.integers(0, 10_000),
    st.integers(2, 25),
    st.integers(1, 6),
    st.sampled_from([0.25, 0.5, 1, 2, 7.5]),
)
@settings(max_examples=40, deadline=None)
def test_modularity_matches_networkx(seed, n_users, n_groups, resolution):
    generator = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(n_users, 0.4, seed=seed)
    graph.add_edge(0, 1)
    for i, j in graph.edges:
        graph[i][j]["weight"] = float(generator.pareto(1.5) + 0.01)
    labels = generator.integers(0, n_groups, n_users)
    groups = [set(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)]
    expected = nx.community.modularity(graph, groups, resolution=resolution)
    adjacency = nx.to_scipy_sparse_array(graph, format="csr")
    assert modularity(adjacency, labels, resolution=resolution) == pytest.approx(expected, abs=1e-9)


def test_the_constant_potts_model_is_internal_weight_minus_gamma_for_each_pair():
    # Each triangle has 3 ties and 3 pairs; all six users have 7 ties and 15 pairs.
    assert constant_potts_model(BRIDGED, [0, 0, 0, 1, 1, 1], resolution=0.5) == 2 * (3 - 0.5 * 3)
    assert constant_potts_model(BRIDGED, [7] * 6, resolution=0.25) == 7 - 0.25 * 15
    assert constant_potts_model(BRIDGED, [-1] * 6) == 0
    assert constant_potts_model(BRIDGED, range(6), resolution=0) == 0


def test_the_diagonal_does_not_count_in_the_constant_potts_model():
    loop = sp.csr_array([[2.0, 1.0], [1.0, 0.0]])
    assert constant_potts_model(loop, [0, 0], resolution=0.4) == pytest.approx(0.6)


@pytest.mark.parametrize("resolution", [-1, float("nan"), "auto"])
def test_the_constant_potts_model_rejects_a_resolution_below_0(resolution):
    with pytest.raises(OptionError, match="resolution must be a finite number of 0 or more, got"):
        constant_potts_model(BRIDGED, [0] * 6, resolution=resolution)


def test_the_constant_potts_model_rejects_labels_that_do_not_fit():
    with pytest.raises(OptionError, match="one label for each of 6 users, got 2"):
        constant_potts_model(BRIDGED, [0, 1])
