import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.community.leiden import each, leiden, search, search_each
from tribus.community.leiden.graph import read_graph
from tribus.community.leiden.pairs import has_pairs_only


@st.composite
def matchings(draw):
    """Draw weighted pairs in random rows, users without ties, and self-loops."""
    n_pairs, n_single = draw(st.integers(1, 8)), draw(st.integers(0, 4))
    n_users = 2 * n_pairs + n_single
    order = draw(st.permutations(range(n_users)))
    weights = draw(st.lists(st.floats(1e-3, 1e3), min_size=n_pairs, max_size=n_pairs))
    loops = draw(st.lists(st.sampled_from([0.0, 0.0, 3.0]), min_size=n_users, max_size=n_users))
    table = np.diag(loops)
    for number, weight in enumerate(weights):
        i, j = order[2 * number], order[2 * number + 1]
        table[i, j] = table[j, i] = weight
    return sp.csr_array(table)


@given(matchings(), st.sampled_from([0.3, 1.0, 3.0, 10.0]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_pairs_have_the_labels_of_a_search(adjacency, resolution, polish):
    found = leiden(adjacency, resolution=resolution, polish=polish)
    searched = leiden(adjacency, resolution=resolution, polish=polish, initial=range(adjacency.shape[0]))
    assert found.dtype == searched.dtype
    assert found.tolist() == searched.tolist()


@pytest.mark.parametrize("max_nonzeros", [0, 500_000], ids=["descent", "restarts"])
@given(adjacency=matchings())
@settings(max_examples=30, deadline=None)
def test_pairs_have_the_labels_of_a_search_at_each_resolution(max_nonzeros, adjacency):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(each, "MAX_NONZEROS_FOR_RESTARTS", max_nonzeros)
        found = list(search_each(adjacency, (4.0, 1.0, 0.5)))
        patch.setattr(each, "has_pairs_only", lambda _: False)
        searched = list(search_each(adjacency, (4.0, 1.0, 0.5)))
    for (resolution, labels), (expected_resolution, expected) in zip(found, searched, strict=True):
        assert resolution == expected_resolution
        assert labels.tolist() == expected.tolist()


def test_a_path_of_three_is_not_a_graph_of_pairs():
    assert has_pairs_only(read_graph(sp.csr_array((3, 3))))
    assert not has_pairs_only(read_graph(sp.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0.0]])))


def test_isolated_pairs_are_not_searched(monkeypatch):
    monkeypatch.setattr(search, "run_pass", None)
    pairs = sp.csr_array(sp.block_diag([sp.csr_array([[0, 1.0], [1.0, 0]])] * 50))
    assert leiden(pairs).tolist() == np.repeat(range(50), 2).tolist()
