import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.community.leiden import each, leaves, leiden, search, search_each
from tribus.community.leiden.graph import read_graph
from tribus.metrics import modularity

GAMMAS = [0.5, 1.0, 2.0, 5.0]


@pytest.fixture
def folded(monkeypatch):
    """Set leaves aside in graphs of any size."""
    monkeypatch.setattr(leaves, "MIN_LEAVES", 1)
    monkeypatch.setattr(leaves, "MIN_LEAF_SHARE", 0.0)


def make_star(n_leaves):
    """Return a star: user 0 has a tie of weight 1 to each other user."""
    table = np.zeros((n_leaves + 1, n_leaves + 1))
    table[0, 1:] = table[1:, 0] = 1.0
    return sp.csr_array(table)


def make_followers(seed, n_cliques=6, n_leaves=120):
    """Return cliques of five with weights, and leaves of random users."""
    random = np.random.default_rng(seed)
    n_users = 5 * n_cliques + n_leaves
    table = np.zeros((n_users, n_users))
    for start in range(0, 5 * n_cliques, 5):
        table[start : start + 5, start : start + 5] = random.uniform(1, 3)
        table[start, (start + 5) % (5 * n_cliques)] = 0.5
    host = np.minimum(random.geometric(0.2, n_leaves), 5 * n_cliques) - 1
    table[np.arange(5 * n_cliques, n_users), host] = random.uniform(0.5, 2, n_leaves)
    table = np.maximum(table, table.T)
    np.fill_diagonal(table, 0.0)
    order = random.permutation(n_users)
    return sp.csr_array(table[np.ix_(order, order)])


# With γ / 2m = γ / 2n and a hub of strength n, the leaf after j others gains 1 - γ (n + j) / 2n.
# At γ = 1.5 that is above 0 for j < n (2 / 1.5 - 1) = 6,666.7.
@pytest.mark.parametrize(("gamma", "n_joined"), [(0.5, 20_000), (1.0, 20_000), (1.5, 6_667), (2.0, 0)])
def test_leaves_join_their_hub_while_they_gain(gamma, n_joined):
    ends = np.zeros(20_000, int), np.arange(1, 20_001)
    star = sp.coo_array((np.ones(20_000), ends), shape=(20_001, 20_001))
    core = leaves.set_leaves_aside(read_graph(sp.csr_array(star + star.T)))
    assert core is not None
    graph, joins = core.at(gamma / 40_000)
    assert graph.strength.tolist() == [20_000 + joins.sum()]
    assert joins.sum() == n_joined


@pytest.mark.usefixtures("folded")
@pytest.mark.parametrize("gamma", GAMMAS)
def test_no_leaf_gains_by_leaving_or_joining_its_neighbour(gamma):
    adjacency = make_followers(3)
    labels = leiden(adjacency, resolution=gamma)
    table = adjacency.toarray()
    strength, total = table.sum(axis=0), table.sum()
    for leaf in np.flatnonzero((table > 0).sum(axis=0) == 1):
        host = table[leaf].argmax()
        others = (labels == labels[host]) & (np.arange(len(labels)) != leaf)
        gain = table[leaf, host] - gamma / total * strength[leaf] * strength[others].sum()
        is_inside = labels[leaf] == labels[host]
        assert is_inside or (labels == labels[leaf]).sum() == 1
        if not is_inside:
            assert gain <= 1e-9


@given(seed=st.integers(0, 10_000), gamma=st.sampled_from(GAMMAS), polish=st.booleans())
@settings(max_examples=40, deadline=None)
def test_modularity_without_a_search_of_the_leaves_is_as_high(seed, gamma, polish):
    adjacency = make_followers(seed)
    searched = leiden(adjacency, resolution=gamma, polish=polish)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaves, "MIN_LEAVES", 1)
        patch.setattr(leaves, "MIN_LEAF_SHARE", 0.0)
        found = leiden(adjacency, resolution=gamma, polish=polish)
    best = modularity(adjacency, searched, resolution=gamma)
    assert modularity(adjacency, found, resolution=gamma) >= best - 0.01


@pytest.mark.usefixtures("folded")
@pytest.mark.parametrize("max_nonzeros", [0, 500_000], ids=["descent", "restarts"])
def test_each_resolution_has_the_communities_of_the_cliques_with_their_leaves(monkeypatch, max_nonzeros):
    monkeypatch.setattr(each, "MAX_NONZEROS_FOR_RESTARTS", max_nonzeros)
    adjacency = make_followers(5)
    for gamma, labels in search_each(adjacency, GAMMAS):
        found = modularity(adjacency, labels, resolution=gamma)
        best = modularity(adjacency, leiden(adjacency, resolution=gamma), resolution=gamma)
        assert found >= best - 0.01


def test_followers_of_a_hub_are_not_searched(monkeypatch):
    n_searched = []
    run_pass = search.run_pass
    monkeypatch.setattr(
        search,
        "run_pass",
        lambda graph, *rest: n_searched.append(len(graph.strength)) or run_pass(graph, *rest),
    )
    clique = np.ones((5, 5)) - np.eye(5)
    blocks = sp.block_diag([sp.csr_array(clique)] * 10).tolil()
    adjacency = sp.lil_array((20_050, 20_050))
    adjacency[:50, :50] = blocks
    adjacency[0, 50:] = adjacency[50:, 0] = 1.0
    labels = leiden(sp.csr_array(adjacency))
    assert max(n_searched) == 50
    assert len(set(labels[5:50].tolist())) == 9


def test_followers_without_a_tie_in_a_resample_are_not_searched(monkeypatch):
    n_searched = []
    run_pass = each.run_pass
    monkeypatch.setattr(
        each,
        "run_pass",
        lambda graph, *rest, **options: (
            n_searched.append(len(graph.strength)) or run_pass(graph, *rest, **options)
        ),
    )
    adjacency = sp.lil_array((20_010, 20_010))
    clique = np.ones((5, 5)) - np.eye(5)
    adjacency[:10, :10] = sp.block_diag([clique, clique]).toarray()
    adjacency[0, 10:12_010] = adjacency[10:12_010, 0] = 1.0  # the other 8,000 have no tie
    [(_, labels)] = search_each(sp.csr_array(adjacency), [1.0])
    assert max(n_searched) == 10
    assert set(labels[10:12_010].tolist()) == {labels[0]}
    assert np.bincount(labels)[labels[12_010:]].tolist() == [1] * 8_000


def test_isolated_users_alone_are_set_aside():
    pair_and_one = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 0.0]])
    adjacency = sp.lil_array((10_003, 10_003))
    adjacency[-3:, -3:] = pair_and_one
    core = leaves.set_leaves_aside(read_graph(sp.csr_array(adjacency)))
    assert core is not None
    assert core.users.tolist() == [10_000, 10_001, 10_002]
    labels = leiden(sp.csr_array(adjacency))
    assert len(set(labels[-3:].tolist())) == 1
    assert len(set(labels.tolist())) == 10_001


def test_pairs_and_graphs_with_few_leaves_are_searched_whole():
    pairs = sp.csr_array(sp.block_diag([sp.csr_array([[0, 1.0], [1.0, 0]])] * 10_000))
    assert leaves.set_leaves_aside(read_graph(pairs)) is None
    assert leaves.set_leaves_aside(read_graph(make_star(100))) is None
