import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.community.leiden import leiden
from tribus.community.nested import join_whole, search_inside, search_nested
from tribus.community.repeats import search_repeatedly
from tribus.metrics import adjusted_mutual_information


def make_adjacency(seed, sizes=(3, 3, 12)):
    """A network of groups within groups, and the groups of both scales."""
    fine = np.repeat(np.arange(sizes[0] * sizes[1]), sizes[2])
    coarse = fine // sizes[1]
    chance = np.where(coarse[:, None] == coarse, 0.25, 0.02)
    chance = np.where(fine[:, None] == fine, 0.8, chance)
    drawn = np.triu(np.random.default_rng(seed).random(chance.shape) < chance, 1)
    graph = nx.from_numpy_array(drawn)
    return nx.to_scipy_sparse_array(graph, format="csr", dtype=float), fine, coarse


def lies_in(finer, coarser):
    """Return whether each finer community lies in one coarser community."""
    return len(np.unique(finer)) == len(np.unique(np.column_stack([finer, coarser]), axis=0))


@given(st.integers(0, 200), st.integers(0, 2))
@settings(max_examples=15, deadline=None)
def test_communities_are_nested_whatever_resolution_is_chosen(seed, chosen):
    adjacency, *_ = make_adjacency(seed, sizes=(2, 2, 6))
    found = search_nested(leiden, adjacency, [0.4, 1.0, 3.0], chosen=chosen, seed=seed)
    assert lies_in(found[1], found[0])
    assert lies_in(found[2], found[1])
    plain = search_repeatedly(leiden, adjacency, resolution=[0.4, 1.0, 3.0][chosen], seed=seed)
    assert np.array_equal(found[chosen], plain)


@pytest.mark.parametrize("seed", range(3))
def test_both_scales_are_found_from_either(seed):
    adjacency, fine, coarse = make_adjacency(seed)
    inside = search_inside(leiden, adjacency, coarse.astype(np.int32), resolution=2.5, seed=0)
    assert adjusted_mutual_information(inside, fine) > 0.95
    joined = join_whole(leiden, adjacency, fine.astype(np.int32), resolution=0.8, seed=0)
    assert adjusted_mutual_information(joined, coarse) == pytest.approx(1.0)


def test_groups_without_ties_inside_stay_as_they_are():
    star = nx.to_scipy_sparse_array(nx.star_graph(4), format="csr", dtype=float)
    alone = np.arange(5, dtype=np.int32)
    assert np.array_equal(search_inside(leiden, star, alone, resolution=1.0, seed=0), alone)
