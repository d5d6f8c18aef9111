"""Ego-splitting against a slow reference that makes every neighbourhood a graph of networkx."""

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
from tribus.community.leiden.search import Step, run_pass
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


@pytest.fixture(params=GRAPHS.values(), ids=GRAPHS)
def network(request):
    return from_networkx(request.param)


def to_graph(network):
    """Users by their rows, with affinities."""
    return nx.from_scipy_sparse_array(network.to_scipy("affinity"))


def find_neighbourhood(graph, user):
    """The graph among the neighbours, as arrays, with their strengths in the whole network."""
    neighbours = sorted(graph[user])
    around = nx.to_scipy_sparse_array(graph.subgraph(neighbours), nodelist=neighbours, format="csr")
    around.sort_indices()
    strength = np.array([graph.degree(neighbour, weight="weight") for neighbour in neighbours])
    return neighbours, around, strength


def split_everybody(graph, seed):
    """Parts of each user, with those taken in who were left out at first; all ties are mutual."""
    first = [split_slowly(graph, user, seed) for user in range(len(graph))]
    return [take_in(graph, user, first) for user in range(len(graph))]


def take_in(graph, user, first):
    """Parts of a user with those left out who have more to one than a third of what chance gives."""

    def turned_to(other, near):
        """Weight that somebody has to their part that holds a user, or to everybody."""
        holding = [part for part in first[other] if near in part] or [graph[other]]
        return sum(graph[other][one]["weight"] for one in holding[0])

    def weigh(one, others):
        return sum(graph[one][other]["weight"] for other in others if other in graph[one])

    neighbours, parts = sorted(graph[user]), first[user]
    among = sum(weigh(one, neighbours) for one in neighbours)
    total = sum(turned_to(one, user) for one in neighbours)
    taken_in = [set(part) for part in parts]
    for one in neighbours if parts else []:
        if not any(one in part for part in parts):
            nearest = int(np.argmax([weigh(one, part) for part in parts]))
            of_part = sum(turned_to(other, user) for other in parts[nearest])
            chance = turned_to(one, user) * of_part * among / total**2
            if weigh(one, parts[nearest]) > chance / 3 * (1 + 1e-9):
                taken_in[nearest].add(one)
    return taken_in


def split_slowly(graph, user, seed):
    """Parts of the neighbourhood of a user, each a set of two neighbours or more, the first first."""
    neighbours, around, strength = find_neighbourhood(graph, user)
    if around.nnz == 0:
        return []
    indptr, indices = around.indptr.astype(np.uint64), around.indices.astype(np.uint32)
    of_user = (int(mix_bits(np.uint64(seed))) + user) % 2**64
    state = np.array([mix_bits(np.uint64(of_user))], np.uint64)
    step = Step(around.data.sum() / strength.sum() ** 2, state)
    alone = np.arange(len(neighbours), dtype=np.uint32)
    small = Graph(indptr, indices, around.data, strength)
    labels = run_pass(small, alone, np.zeros(len(neighbours), bool), step)
    labels = split_disconnected(indptr, indices, labels)
    parts = [{neighbours[n] for n in np.flatnonzero(labels == label)} for label in np.unique(labels)]
    return sorted((part for part in parts if len(part) > 1), key=min)


def read_parts(network, personas):
    """Parts of each user, as sets of neighbours."""
    structure = network.evidence.structure
    parts = [{} for _ in range(network.n_users)]
    for entry, persona in enumerate(personas.of_entry):
        if persona != NO_PERSONA:
            user = int(structure.rows[entry])
            assert personas.users[persona] == user
            parts[user].setdefault(int(persona), set()).add(int(structure.indices[entry]))
    return [list(own.values()) for own in parts]


@pytest.mark.parametrize("seed", [0, 5])
def test_personas_are_those_of_the_slow_reference(network, seed):
    graph = to_graph(network)
    found = read_parts(network, find_personas(network, seed=seed, progress=False))
    for parts, expected in zip(found, split_everybody(graph, seed), strict=True):
        assert {frozenset(part) for part in parts} == {frozenset(part) for part in expected}


def measure_quality(parts, around, strength):
    """Weight inside the parts above what chance gives, `Σ (w_jk - k_j k_k W / K²)`."""
    beyond = around.toarray() - np.outer(strength, strength) * around.sum() / strength.sum() ** 2
    return sum(beyond[np.ix_(part, part)].sum() for part in parts)


def list_partitions(n_nodes):
    """Every way to put nodes into parts."""
    if n_nodes == 0:
        yield []
        return
    for parts in list_partitions(n_nodes - 1):
        for place in range(len(parts)):
            yield [*parts[:place], [*parts[place], n_nodes - 1], *parts[place + 1 :]]
        yield [*parts, [n_nodes - 1]]


@pytest.mark.parametrize("name", ["karate", "les miserables", "windmill", "small world"])
def test_parts_of_small_neighbourhoods_are_the_best_there_are(name, monkeypatch):
    monkeypatch.setattr(personas_module, "take_in_left_out", lambda *_: None)
    network = from_networkx(GRAPHS[name])
    graph, n_compared, n_best = to_graph(network), 0, 0
    found = read_parts(network, find_personas(network, seed=0, progress=False))
    for user, parts in enumerate(found):
        neighbours, around, strength = find_neighbourhood(graph, user)
        if len(neighbours) > 7 or around.nnz == 0:
            continue
        numbered = [[neighbours.index(one) for one in part] for part in parts]
        alone = set(range(len(neighbours))) - {node for part in numbered for node in part}
        ours = measure_quality([*numbered, *([node] for node in alone)], around, strength)
        best = max(
            measure_quality(parts, around, strength) for parts in list_partitions(len(neighbours))
        )
        n_compared += 1
        n_best += ours > best - 1e-9 * around.sum()
    assert n_best >= 0.95 * n_compared > 0


def test_personas_are_joined_where_each_holds_the_other(network):
    structure, weights = network.evidence.structure, network.affinity_values
    personas = find_personas(network, seed=0, progress=False)
    expected = {}
    for entry, persona in enumerate(personas.of_entry):
        other = personas.of_entry[structure.reverse[entry]]
        if NO_PERSONA not in (persona, other):
            expected[int(persona), int(other)] = weights[entry]
    joined = personas.join(structure, weights).tocoo()
    found = dict(zip(zip(*map(np.ndarray.tolist, joined.coords), strict=True), joined.data, strict=True))
    assert found == expected
    assert all(found[other, one] == weight for (one, other), weight in found.items())


def test_personas_hold_the_weight_of_their_ties(network):
    personas = find_personas(network, seed=0, progress=False)
    for persona, held in enumerate(personas.held):
        of_persona = network.affinity_values[personas.of_entry == persona]
        assert len(of_persona) > 1
        assert held == pytest.approx(of_persona.sum())


def test_who_knows_none_of_the_others_is_in_no_persona():
    # A triangle of 0, 1, 2; 0 also knows three people who know nobody else.
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (0, 3), (0, 4), (0, 5)])
    personas = find_personas(from_networkx(graph), seed=0, progress=False)
    assert len(personas.users) == 3
    assert (personas.of_entry == NO_PERSONA).sum() == 6  # both directions of three ties


def test_who_is_in_two_cliques_is_in_the_part_of_everybody_they_know():
    graph = nx.compose(nx.complete_graph(6), nx.complete_graph(range(5, 12)))
    network = from_networkx(graph)
    parts = read_parts(network, find_personas(network, seed=0, progress=False))
    of = {user: parts[network.row_of(user)] for user in graph}
    assert sorted(map(len, of[5])) == [5, 6]
    assert all(len(of[user]) == 1 and len(of[user][0]) == len(graph[user]) for user in set(graph) - {5})


def test_who_never_answers_is_not_taken_in():
    # Two cliques of five; all of them mention a guru, who mentions nobody.
    cliques = [range(5), range(5, 10)]
    rows = [pair for clique in cliques for pair in permutations(clique, 2)]
    rows += [(user, 10) for clique in cliques for user in clique]
    answered = [*rows, *((10, user) for user in range(10))]
    taken_in = []
    for table in (rows, answered):
        events = Events.from_frame(pd.DataFrame(table, columns=["source", "target"]), kind="mention")
        network = build_network(events)
        parts = read_parts(network, find_personas(network, seed=0, progress=False))
        guru = network.row_of(10)
        taken_in.append(sum(guru in part for user in range(10) for part in parts[network.row_of(user)]))
    assert taken_in == [0, 10]


def test_without_triangles_there_are_no_personas():
    personas = find_personas(from_networkx(GRAPHS["tree"]), seed=0, progress=False)
    assert len(personas.users) == len(personas.held) == 0
    assert set(personas.of_entry.tolist()) == {NO_PERSONA}


def test_of_a_hub_only_the_busiest_are_looked_at_and_the_rest_join_their_part():
    # A hub knows two cliques, of six and of five, and two people of each look busier than the others.
    graph = nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(5))
    graph.add_edges_from(("hub", other) for other in range(11))
    for number, busy in enumerate((0, 1, 6, 7, 6, 7)):
        graph.add_edge(busy, f"far {number}")
    network = from_networkx(nx.relabel_nodes(graph, str))
    hub = network.row_of("hub")
    whole, capped = (
        read_parts(network, find_personas(network, most_neighbours=most, seed=0, progress=False))[hub]
        for most in (1000, 4)
    )
    cliques = [{network.row_of(str(one)) for one in group} for group in (range(6), range(6, 11))]
    for parts in (whole, capped):
        assert sorted(map(sorted, parts)) == sorted(map(sorted, cliques))


def test_who_knows_nobody_that_was_looked_at_joins_no_part_of_a_hub():
    # The hub knows a clique of four and a couple, who know nobody else and so are less busy.
    graph = nx.complete_graph(["hub", *"abcd"])
    graph.add_edges_from([("hub", "e"), ("hub", "f"), ("e", "f")])
    network = from_networkx(graph)
    hub = network.row_of("hub")
    whole, capped = (
        read_parts(network, find_personas(network, most_neighbours=most, seed=0, progress=False))[hub]
        for most in (6, 4)
    )
    assert sorted(map(len, whole)) == [2, 4]
    assert capped == [{network.row_of(user) for user in "abcd"}]


@pytest.mark.parametrize("blocks", [1, 3, 1000])
@pytest.mark.parametrize("fewest_entries", [0, 10**9])
def test_blocks_and_threads_change_nothing(network, blocks, fewest_entries, monkeypatch):
    usual = find_personas(network, seed=0, progress=False)
    monkeypatch.setattr(personas_module, "BLOCKS", blocks)
    monkeypatch.setattr(threads, "FEWEST_ENTRIES", fewest_entries)
    other = find_personas(network, seed=0, progress=False)
    for name, values in vars(usual).items():
        assert vars(other)[name].tobytes() == values.tobytes()


@pytest.mark.parametrize("blocks", [1, 2, 7, 64])
def test_blocks_cover_everybody_once(network, blocks, monkeypatch):
    monkeypatch.setattr(personas_module, "BLOCKS", blocks)
    bounds = personas_module._find_bounds(network.evidence.structure).tolist()
    assert bounds[0] == 0
    assert bounds[-1] == network.n_users
    assert all(first < last for first, last in pairwise(bounds))
