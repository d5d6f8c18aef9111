import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import leiden
from tribus.community.leiden.graph import read_graph
from tribus.errors import OptionError

PAIR = np.ones((2, 2)) - np.eye(2)


def hand_made(**arrays):
    """Return two users and a tie, with some arrays of the CSR form replaced."""
    adjacency = sp.csr_array(PAIR)
    for name, values in arrays.items():
        setattr(adjacency, name, np.array(values) if isinstance(values, list) else values)
    return adjacency


def test_a_graph_in_csr_form_is_read_without_a_copy():
    adjacency = sp.csr_array(PAIR)
    adjacency.indptr = adjacency.indptr.astype(np.int64)
    graph = read_graph(adjacency)
    for name in ("indptr", "indices"):
        assert np.shares_memory(getattr(graph, name), getattr(adjacency, name))
    assert np.shares_memory(graph.weights, adjacency.data)


def test_float32_weights_stay_float32_and_others_become_float64():
    for given, read in {"f4": "f4", "f8": "f8", "i1": "f8", "u8": "f8", "?": "f8", ">f8": "f8"}.items():
        adjacency = hand_made(data=np.ones(2, given))
        assert read_graph(adjacency).weights.dtype == np.dtype(read)


def test_self_loops_and_zeros_are_dropped_but_loops_add_to_strength():
    table = np.array([[3.0, 1.0, 0.0], [1.0, 0.0, 2.0], [0.0, 2.0, 5.0]])
    adjacency = sp.csr_array(table)
    adjacency.data[adjacency.data == 2.0] = 0.0
    graph = read_graph(adjacency)
    assert graph.indptr.tolist() == [0, 1, 2, 2]
    assert graph.indices.tolist() == [1, 0]
    assert graph.weights.tolist() == [1.0, 1.0]
    assert graph.strength.tolist() == [4.0, 1.0, 5.0]


def shuffle_rows(adjacency):
    """Reverse the order of each row."""
    shuffled = adjacency.copy()
    for begin, end in zip(adjacency.indptr[:-1], adjacency.indptr[1:], strict=True):
        shuffled.indices[begin:end] = adjacency.indices[begin:end][::-1]
        shuffled.data[begin:end] = adjacency.data[begin:end][::-1]
    shuffled.has_sorted_indices = False
    return shuffled


def duplicate(adjacency):
    """Store each nonzero twice, with half the weight."""
    twice = adjacency.copy()
    twice.indptr = 2 * adjacency.indptr
    twice.indices, twice.data = np.repeat(adjacency.indices, 2), np.repeat(adjacency.data / 2, 2)
    twice.has_canonical_format = False
    return twice


def widen(adjacency):
    wide = adjacency.copy()
    wide.indptr, wide.indices = wide.indptr.astype(np.int64), wide.indices.astype(np.int64)
    return wide


def leave_slack(adjacency):
    """Add unused elements after the last row, as scipy does until `prune`."""
    slack = adjacency.copy()
    slack.indices, slack.data = np.append(slack.indices, [-7, 99]), np.append(slack.data, [np.nan, -1])
    return slack


def stride(adjacency):
    strided = adjacency.copy()
    strided.data = np.repeat(adjacency.data, 2)[::2]
    return strided


FORMS = {
    "unsorted": shuffle_rows,
    "twice": duplicate,
    "wide": widen,
    "slack": leave_slack,
    "strided": stride,
    "csc": sp.csc_array,
    "coo": sp.coo_array,
    "bsr": sp.bsr_array,
    "dok": sp.dok_array,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_format_of_the_array_does_not_matter(form):
    adjacency = nx.to_scipy_sparse_array(nx.ring_of_cliques(6, 5), format="csr", dtype=float)
    assert leiden(form(adjacency), polish=True).tolist() == np.repeat(range(6), 5).tolist()


@pytest.mark.parametrize("share", [1e-12, 1e-6])
def test_rows_and_columns_may_differ_by_rounding_only(share):
    nearly = sp.csr_array(np.array([[0.0, 1.0], [1.0 + share, 0.0]]))
    if share < 1e-9:
        assert leiden(nearly).tolist() == [0, 0]
    else:
        with pytest.raises(OptionError, match="adjacency must be symmetric"):
            leiden(nearly)


@pytest.mark.parametrize("n_users", [3, 4, 6, 1000])
def test_a_directed_cycle_is_not_symmetric_although_row_and_column_sums_agree(n_users):
    cycle = sp.csr_array(sp.eye_array(n_users).tocsr()[np.roll(np.arange(n_users), 1)])
    with pytest.raises(OptionError, match=r"adjacency must be symmetric.*add the transpose"):
        leiden(cycle)
    assert len(leiden(cycle + cycle.T)) == n_users


@pytest.mark.parametrize(
    ("adjacency", "message"),
    [
        (PAIR, "adjacency must be a sparse array of scipy, got ndarray"),
        (nx.path_graph(3), "adjacency must be a sparse array of scipy, got Graph"),
        (sp.csr_array((2, 3)), r"adjacency must be square, got shape \(2, 3\)"),
        (sp.coo_array(np.ones(3)), r"adjacency must be square, got shape \(3,\)"),
        (sp.coo_array(np.ones((2, 2, 2))), r"adjacency must be square, got shape \(2, 2, 2\)"),
        (sp.csr_array(PAIR * 1j), "weights must be real numbers, got complex128"),
        (sp.csr_array(-PAIR), "weights must be finite and at least 0, found -1.0"),
        (sp.csr_array(-PAIR, dtype=np.int8), "weights must be finite and at least 0, found -1;"),
        (hand_made(data=[1.0, np.inf]), "weights must be finite and at least 0, found inf"),
        (hand_made(data=[np.nan, 1.0]), "weights must be finite and at least 0, found nan"),
        (sp.csr_array(np.triu(np.ones((3, 3)), 1)), "adjacency must be symmetric.*add the transpose"),
        (hand_made(indices=[1, 5]), "adjacency has 2 columns, but a nonzero in column 5;"),
        (hand_made(indices=[-1, 0]), "adjacency has 2 columns, but a nonzero in column -1;"),
        (hand_made(indices=[1, 2**32]), "2 columns, but a nonzero in column 4294967296;"),
        (hand_made(indices=np.array([2**31 - 1, 0], np.int32)), "a nonzero in column 2147483647;"),
        (hand_made(indptr=[0, 1, 2000]), r"2 rows, but its indptr, .* look at indptr\[1\]"),
        (hand_made(indptr=[0, 2, 1]), r"2 rows, but its indptr, .* look at indptr\[1\]"),
        (hand_made(indptr=[0, -1, 2]), r"2 rows, but its indptr, .* look at indptr\[0\]"),
        (hand_made(indptr=[0, 2]), "2 rows, but its indptr, .* do not fit together"),
        (hand_made(data=[1.0]), r"2 rows, but its indptr, .* look at indptr\[1\]"),
    ],
)
def test_an_invalid_array_is_an_error_that_shows_the_flaw(adjacency, message):
    with pytest.raises(OptionError, match=message):
        leiden(adjacency)
