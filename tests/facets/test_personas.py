"""Compare ego-splitting with a slow reference on graphs of networkx."""

from itertools import pairwise, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, from_networkx
from tribus._core import threads
from tribus._core.compiled import mix_bits
from tribus.community.leiden._aggregate import split_disconnected
from tribus.community.leiden.graph import Graph
from tribus.community.leiden.search import Search, run_pass
from tribus.facets import personas as personas_module
from tribus.facets.personas import NO_PERSONA, find_personas

GRAPHS = {
    "karate": nx.karate_club_graph(),
    "les miserables": nx.les_miserables_graph(),
    "windmill": nx.windmill_graph(4, 4),
    "ring of cliques": nx.ring_of_cliques(6, 5),
    "random": nx.gnp_random_graph(40, 0.25, seed=1),
    "small world": nx.watts_strogatz_graph(60, 8, 0.1, seed=2),
    "complete": nx.complete_graph(9),
    "tree": nx.balanced_tree(2, 4),
}


@pytest.fixture(scope="module", params=GRAPHS.values(), ids=GRAPHS)
def network(request):
    return from_networkx(request.param)


def to_graph(network):
    """Return the graph of affinities; nodes are rows."""
    return nx.from_scipy_sparse_array(network.to_scipy("affinity"))


def find_ego_network(graph, user):
    """Return the neighbours, the ties among them, and their strengths in the whole network."""
    neighbours = sorted(graph[user])
    ego = nx.to_scipy_sparse_array(graph.subgraph(neighbours), nodelist=neighbours, format="csr")
    ego.sort_indices()
    strength = np.array([graph.degree(neighbour, weight="weight") for neighbour in neighbours])
    return neighbours, ego, strength


def split_all(graph, seed):
    """Return the parts of each user after unplaced neighbours are assigned; all ties are mutual."""
    first = [split_slowly(graph, user, seed) for user in range(len(graph))]
    return [assign(graph, user, first) for user in range(len(graph))]


def assign(graph, user, first):
    """Add unplaced neighbours whose weight to a part exceeds a third of its expectation."""

    def facing(j, i):
        """Return the weight of j to its part with i, or to all its neighbours."""
        parts = [part for part in first[j] if i in part] or [graph[j]]
        return sum(graph[j][k]["weight"] for k in parts[0])

    def weigh(i, others):
        return sum(graph[i][j]["weight"] for j in others if j in graph[i])

    neighbours, parts = sorted(graph[user]), first[user]
    ego_weight = sum(weigh(i, neighbours) for i in neighbours)
    total = sum(facing(i, user) for i in neighbours)
    assigned = [set(part) for part in parts]
    for i in neighbours if parts else []:
        if not any(i in part for part in parts):
            nearest = int(np.argmax([weigh(i, part) for part in parts]))
            part_strength = sum(facing(j, user) for j in parts[nearest])
            expected = facing(i, user) * part_strength * ego_weight / total**2
            if weigh(i, parts[nearest]) > expected / 3 * (1 + 1e-9):
                assigned[nearest].add(i)
    return assigned


def split_slowly(graph, user, seed):
    """Return the parts of an ego network with at least two neighbours, sorted by first neighbour."""
    neighbours, ego, strength = find_ego_network(graph, user)
    if ego.nnz == 0:
        return []
    indptr, indices = ego.indptr.astype(np.uint64), ego.indices.astype(np.uint32)
    of_user = (int(mix_bits(np.uint64(seed))) + user) % 2**64
    state = np.array([mix_bits(np.uint64(of_user))], np.uint64)
    search = Search(ego.data.sum() / strength.sum() ** 2, state)
    alone = np.arange(len(neighbours), dtype=np.uint32)
    small = Graph(indptr, indices, ego.data, strength)
    labels = run_pass(small, alone, np.zeros(len(neighbours), bool), search)
    labels = split_disconnected(small, labels)
    parts = [{neighbours[n] for n in np.flatnonzero(labels == label)} for label in np.unique(labels)]
    return sorted((part for part in parts if len(part) > 1), key=min)


def read_parts(network, personas):
    """Return the parts of each user as sets of neighbours."""
    structure = network.evidence.structure
    parts = [{} for _ in range(network.n_users)]
    for index, persona in enumerate(personas.of_nonzero):
        if persona != NO_PERSONA:
            user = int(structure.rows[index])
            assert personas.users[persona] == user
            parts[user].setdefault(int(persona), set()).add(int(structure.indices[index]))
    return [list(own.values()) for own in parts]


@pytest.mark.parametrize("seed", [0, 5])
def test_personas_equal_the_slow_reference(network, seed):
    graph = to_graph(network)
    found = read_parts(network, find_personas(network, seed=seed, progress=False))
    for parts, expected in zip(found, split_all(graph, seed), strict=True):
        assert {frozenset(part) for part in parts} == {frozenset(part) for part in expected}


def measure_quality(parts, ego, strength):
    """Return the weight inside the parts above its expectation, `Σ (w_jk - k_j k_k W / K²)`."""
    excess = ego.toarray() - np.outer(strength, strength) * ego.sum() / strength.sum() ** 2
    return sum(excess[np.ix_(part, part)].sum() for part in parts)


def list_partitions(n_nodes):
    """Yield every partition of the nodes."""
    if n_nodes == 0:
        yield []
        return
    for parts in list_partitions(n_nodes - 1):
        for index, part in enumerate(parts):
            yield [*parts[:index], [*part, n_nodes - 1], *parts[index + 1 :]]
        yield [*parts, [n_nodes - 1]]


@pytest.mark.parametrize("name", ["karate", "les miserables", "windmill", "small world"])
def test_parts_of_small_ego_networks_are_optimal(name, monkeypatch):
    monkeypatch.setattr(personas_module, "assign_unplaced", lambda *_: None)
    network = from_networkx(GRAPHS[name])
    graph, n_compared, n_best = to_graph(network), 0, 0
    found = read_parts(network, find_personas(network, seed=0, progress=False))
    for user, parts in enumerate(found):
        neighbours, ego, strength = find_ego_network(graph, user)
        if len(neighbours) > 7 or ego.nnz == 0:
            continue
        numbered = [[neighbours.index(one) for one in part] for part in parts]
        alone = set(range(len(neighbours))) - {node for part in numbered for node in part}
        ours = measure_quality([*numbered, *([node] for node in alone)], ego, strength)
        best = max(measure_quality(parts, ego, strength) for parts in list_partitions(len(neighbours)))
        n_compared += 1
        n_best += ours > best - 1e-9 * ego.sum()
    assert n_best >= 0.95 * n_compared > 0


def test_personas_are_tied_if_each_has_the_user_of_the_other(network):
    structure, weights = network.evidence.structure, network.affinity_values
    personas = find_personas(network, seed=0, progress=False)
    expected = {}
    for index, persona in enumerate(personas.of_nonzero):
        other = personas.of_nonzero[structure.reverse[index]]
        if NO_PERSONA not in (persona, other):
            expected[int(persona), int(other)] = weights[index]
    joined = personas.to_graph(structure, weights).tocoo()
    found = dict(zip(zip(*map(np.ndarray.tolist, joined.coords), strict=True), joined.data, strict=True))
    assert found == expected
    assert all(found[other, one] == weight for (one, other), weight in found.items())


def test_the_strength_of_a_persona_is_the_weight_of_its_ties(network):
    personas = find_personas(network, seed=0, progress=False)
    for persona, strength in enumerate(personas.strength):
        of_persona = network.affinity_values[personas.of_nonzero == persona]
        assert len(of_persona) > 1
        assert strength == pytest.approx(of_persona.sum())


def test_a_neighbour_without_ties_to_other_neighbours_is_in_no_persona():
    # A triangle of 0, 1, 2; user 0 has three other neighbours without other ties.
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (0, 3), (0, 4), (0, 5)])
    personas = find_personas(from_networkx(graph), seed=0, progress=False)
    assert len(personas.users) == 3
    assert (personas.of_nonzero == NO_PERSONA).sum() == 6  # both directions of three ties


def test_a_user_in_two_cliques_is_in_a_part_of_each_neighbour():
    graph = nx.compose(nx.complete_graph(6), nx.complete_graph(range(5, 12)))
    network = from_networkx(graph)
    parts = read_parts(network, find_personas(network, seed=0, progress=False))
    of = {user: parts[network.row_of(user)] for user in graph}
    assert sorted(map(len, of[5])) == [5, 6]
    assert all(len(of[user]) == 1 and len(of[user][0]) == len(graph[user]) for user in set(graph) - {5})


def test_a_neighbour_without_mutual_ties_stays_unplaced():
    # Two cliques of five; all of them mention a guru. The guru mentions nobody, then everybody.
    cliques = [range(5), range(5, 10)]
    rows = [pair for clique in cliques for pair in permutations(clique, 2)]
    rows += [(user, 10) for clique in cliques for user in clique]
    mutual = [*rows, *((10, user) for user in range(10))]
    n_assigned = []
    for table in (rows, mutual):
        events = Events.from_frame(pd.DataFrame(table, columns=["source", "target"]), kind="mention")
        network = build_network(events)
        parts = read_parts(network, find_personas(network, seed=0, progress=False))
        guru = network.row_of(10)
        n_assigned.append(
            sum(guru in part for user in range(10) for part in parts[network.row_of(user)])
        )
    assert n_assigned == [0, 10]


def test_without_triangles_there_are_no_personas():
    personas = find_personas(from_networkx(GRAPHS["tree"]), seed=0, progress=False)
    assert len(personas.users) == len(personas.strength) == 0
    assert set(personas.of_nonzero.tolist()) == {NO_PERSONA}


def test_neighbours_of_a_hub_beyond_the_limit_join_the_nearest_part():
    # A hub has ties to cliques of six and of five; two members of each are more active than the rest.
    graph = nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(5))
    graph.add_edges_from(("hub", other) for other in range(11))
    for number, busy in enumerate((0, 1, 6, 7, 6, 7)):
        graph.add_edge(busy, f"far {number}")
    network = from_networkx(nx.relabel_nodes(graph, str))
    hub = network.row_of("hub")
    whole, capped = (
        read_parts(network, find_personas(network, max_neighbours=most, seed=0, progress=False))[hub]
        for most in (1000, 4)
    )
    cliques = [{network.row_of(str(one)) for one in group} for group in (range(6), range(6, 11))]
    for parts in (whole, capped):
        assert sorted(map(sorted, parts)) == sorted(map(sorted, cliques))


def test_neighbours_beyond_the_limit_without_ties_to_parts_join_none():
    # The hub has ties to a clique of four and to a couple, which is less active.
    graph = nx.complete_graph(["hub", *"abcd"])
    graph.add_edges_from([("hub", "e"), ("hub", "f"), ("e", "f")])
    network = from_networkx(graph)
    hub = network.row_of("hub")
    whole, capped = (
        read_parts(network, find_personas(network, max_neighbours=most, seed=0, progress=False))[hub]
        for most in (6, 4)
    )
    assert sorted(map(len, whole)) == [2, 4]
    assert capped == [{network.row_of(user) for user in "abcd"}]


@pytest.mark.parametrize("blocks", [1, 3, 1000])
@pytest.mark.parametrize("min_entries", [0, 10**9])
def test_blocks_and_threads_do_not_change_the_answer(network, blocks, min_entries, monkeypatch):
    usual = find_personas(network, seed=0, progress=False)
    monkeypatch.setattr(personas_module, "N_BLOCKS", blocks)
    monkeypatch.setattr(threads, "MIN_ENTRIES_FOR_THREADS", min_entries)
    other = find_personas(network, seed=0, progress=False)
    for name, values in vars(usual).items():
        assert vars(other)[name].tobytes() == values.tobytes()


@pytest.mark.parametrize("blocks", [1, 2, 7, 64])
def test_blocks_cover_each_user_once(network, blocks, monkeypatch):
    monkeypatch.setattr(personas_module, "N_BLOCKS", blocks)
    bounds = personas_module._find_bounds(network.evidence.structure).tolist()
    assert bounds[0] == 0
    assert bounds[-1] == network.n_users
    assert all(first < last for first, last in pairwise(bounds))
