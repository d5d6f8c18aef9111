import random
from itertools import pairwise

import igraph
import leidenalg
import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import leiden
from tribus.errors import OptionError
from tribus.metrics import modularity


def adjacency_of(graph):
    return nx.to_scipy_sparse_array(graph, format="csr", dtype=float)


def weigh(graph, seed, *, heavy=False):
    """Give a graph integer weights from 1 to 5, or heavy-tailed weights."""
    generator = np.random.default_rng(seed)
    for i, j in graph.edges:
        weight = generator.pareto(1.5) + 0.01 if heavy else generator.integers(1, 6)
        graph[i][j]["weight"] = float(weight)
    return graph


GRAPHS = {
    "ten clear groups": lambda: nx.planted_partition_graph(10, 20, 0.5, 0.02, seed=1),
    "twenty mixed groups": lambda: weigh(nx.planted_partition_graph(20, 10, 0.6, 0.05, seed=2), 0),
    "five weak groups": lambda: nx.planted_partition_graph(5, 60, 0.2, 0.06, seed=3),
    "heavy-tailed weights": lambda: weigh(
        nx.planted_partition_graph(12, 25, 0.4, 0.03, seed=4), 0, heavy=True
    ),
    "uneven groups": lambda: weigh(
        nx.random_partition_graph([5, 10, 20, 40, 80], 0.4, 0.02, seed=5), 3, heavy=True
    ),
    "ring of cliques": lambda: nx.ring_of_cliques(30, 6),
    "Barabasi-Albert": lambda: nx.barabasi_albert_graph(500, 3, seed=6),
    "Watts-Strogatz": lambda: nx.watts_strogatz_graph(500, 8, 0.1, seed=7),
    "karate club": nx.karate_club_graph,
    "Les Miserables": nx.les_miserables_graph,
}
SEEDS = range(20)
CLEAR = ("ten clear groups", "heavy-tailed weights", "karate club", "Les Miserables")

KARATE_CLUB = [0, 0, 0, 0, 1, 1, 1, 0, 2, 2, 1, 0, 0, 0, 2, 2, 1]
KARATE_CLUB += [0, 2, 0, 2, 0, 2, 3, 3, 3, 2, 3, 3, 2, 2, 3, 2, 2]


def mean_quality(adjacency, find, resolution):
    found = [modularity(adjacency, find(seed), resolution=resolution) for seed in SEEDS]
    return np.mean(found)


def as_igraph(graph):
    number = {node: index for index, node in enumerate(graph)}
    converted = igraph.Graph(len(number), [(number[i], number[j]) for i, j in graph.edges])
    converted.es["weight"] = [data.get("weight", 1.0) for *_, data in graph.edges(data=True)]
    return converted


@pytest.mark.peer
@pytest.mark.parametrize(
    ("name", "resolution"),
    [*((name, 1.0) for name in GRAPHS), *((name, gamma) for name in CLEAR for gamma in (0.5, 2.0))],
)
def test_modularity_is_no_worse_than_that_of_igraph_and_leidenalg(name, resolution):
    # Means over twenty seeds: on graphs with weak groups single runs of each package differ by .01.
    graph = GRAPHS[name]()
    adjacency, peer = adjacency_of(graph), as_igraph(graph)

    def by_igraph(seed):
        random.seed(seed)
        igraph.set_random_number_generator(random)
        options = {"objective_function": "modularity", "weights": "weight", "resolution": resolution}
        return peer.community_leiden(**options).membership

    def by_leidenalg(seed):
        method = leidenalg.RBConfigurationVertexPartition
        options = {"weights": "weight", "resolution_parameter": resolution}
        return leidenalg.find_partition(peer, method, seed=seed, **options).membership

    def ours(seed):
        return leiden(adjacency, resolution=resolution, seed=seed)

    best = max(mean_quality(adjacency, find, resolution) for find in (by_igraph, by_leidenalg))
    assert mean_quality(adjacency, ours, resolution) >= best - 0.001


def test_the_karate_club_has_the_four_known_communities():
    labels = leiden(adjacency_of(nx.karate_club_graph())).tolist()
    assert labels == KARATE_CLUB
    # Without weights the largest possible modularity is .4198 (Brandes et al. 2008).
    unweighted = sp.csr_array(adjacency_of(nx.karate_club_graph()) > 0, dtype=float)
    assert modularity(unweighted, leiden(unweighted)) == pytest.approx(0.4198, abs=5e-5)


def test_the_communities_of_a_ring_of_cliques_are_the_cliques():
    labels = leiden(adjacency_of(nx.ring_of_cliques(10, 5)))
    assert labels.tolist() == np.repeat(np.arange(10), 5).tolist()


def test_two_cliques_with_one_tie_are_two_communities():
    graph = nx.barbell_graph(6, 0)
    assert leiden(adjacency_of(graph)).tolist() == [0] * 6 + [1] * 6


def test_a_star_is_one_community():
    star = adjacency_of(nx.star_graph(10_000))
    assert leiden(star, polish=True).tolist() == [0] * 10_001


def test_with_self_loops_only_each_user_is_a_community():
    assert leiden(sp.csr_array(np.diag([1.0, 2.0, 3.0]))).tolist() == [0, 1, 2]


def test_a_self_loop_only_adds_to_strength():
    # A tie of weight 1 merges two users: w = 1, k k / 2m = 1/2. With loops of 9 on both, 2m = 20 and
    # k k / 2m = 10 x 10 / 20 = 5 > 1: they stay separate.
    tie = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert leiden(sp.csr_array(tie)).tolist() == [0, 0]
    assert leiden(sp.csr_array(tie + 9 * np.eye(2))).tolist() == [0, 1]


def test_users_without_ties_are_communities_of_one():
    graph = nx.complete_graph(3)
    graph.add_nodes_from([3, 4])
    assert leiden(adjacency_of(graph)).tolist() == [0, 0, 0, 1, 2]
    graph.add_edge(0, 4, weight=0.0)  # a stored zero is no tie
    assert leiden(adjacency_of(graph)).tolist() == [0, 0, 0, 1, 2]


@pytest.mark.parametrize("polish", [False, True])
@pytest.mark.parametrize("n_users", [0, 1, 5])
def test_an_empty_network_has_communities_of_one(n_users, polish):
    labels = leiden(sp.csr_array((n_users, n_users)), polish=polish)
    assert labels.tolist() == list(range(n_users))
    assert labels.dtype == np.int32


def test_the_search_ends_for_weights_of_very_different_size():
    graph = nx.gnp_random_graph(200, 0.1, seed=0)
    for number, (i, j) in enumerate(graph.edges):
        graph[i][j]["weight"] = 10.0 ** (number % 25 - 12)  # 1e-12 to 1e12
    adjacency = adjacency_of(graph)
    labels = leiden(adjacency, polish=True)
    assert modularity(adjacency, labels) > 0.5


@pytest.mark.parametrize("resolution", [1e-9, 1e9, 1e15])
def test_the_search_ends_at_extreme_resolutions(resolution):
    labels = leiden(adjacency_of(nx.karate_club_graph()), resolution=resolution, polish=True)
    assert len(set(labels.tolist())) == (1 if resolution < 1 else 34)


def test_larger_resolutions_give_more_communities():
    adjacency = adjacency_of(GRAPHS["Watts-Strogatz"]())
    numbers = [leiden(adjacency, resolution=gamma).max() for gamma in (0.1, 0.5, 1, 2, 4, 8)]
    assert all(coarse < fine for coarse, fine in pairwise(numbers))


@pytest.mark.parametrize("scale", [2.0**40, 2.0**-40, 3, 0.1, 1e-9, 1e9])
@pytest.mark.parametrize("name", GRAPHS)
def test_the_unit_of_the_weights_does_not_matter(name, scale):
    adjacency = adjacency_of(GRAPHS[name]())
    labels = leiden(adjacency, polish=True)
    assert leiden(adjacency * scale, polish=True).tolist() == labels.tolist()


def test_a_seed_determines_the_answer_and_seeds_differ():
    adjacency = adjacency_of(GRAPHS["five weak groups"]())
    answers = {leiden(adjacency, seed=seed).tobytes() for seed in range(5)}
    assert len(answers) > 1
    assert leiden(adjacency, seed=3).tobytes() == leiden(adjacency, seed=3).tobytes()
    assert leiden(adjacency, seed=np.int64(3)).tobytes() == leiden(adjacency, seed=3).tobytes()
    leiden(adjacency, seed=2**63 - 1)


def test_the_input_is_not_changed():
    adjacency = adjacency_of(nx.karate_club_graph())
    before = adjacency.copy()
    adjacency.data.flags.writeable = adjacency.indices.flags.writeable = False
    leiden(adjacency, polish=True)
    assert (adjacency != before).nnz == 0


@pytest.mark.parametrize("form", [sp.csr_array, sp.csc_array, sp.coo_array, sp.lil_array, sp.csr_matrix])
@pytest.mark.parametrize("number", [np.int64, np.float32, np.bool_])
def test_any_sparse_format_and_dtype_is_accepted(form, number):
    unweighted = adjacency_of(nx.ring_of_cliques(4, 4)) > 0
    assert leiden(form(unweighted, dtype=number)).tolist() == np.repeat(range(4), 4).tolist()


def test_starting_from_good_labels_never_lowers_modularity():
    adjacency = adjacency_of(GRAPHS["Watts-Strogatz"]())
    good = leiden(adjacency, polish=True)
    again = leiden(adjacency, initial=good, seed=5)
    assert modularity(adjacency, again) >= modularity(adjacency, good) - 1e-12
    assert leiden(adjacency, initial=(good + 100).tolist(), seed=5).tolist() == again.tolist()


def test_disconnected_initial_communities_are_split():
    adjacency = adjacency_of(nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4)))
    assert leiden(adjacency, initial=[0] * 8).tolist() == [0] * 4 + [1] * 4


SQUARE = sp.csr_array(np.ones((2, 2)) - np.eye(2))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resolution": -1.5}, "resolution must be a finite number of 0 or more, got -1.5"),
        ({"resolution": float("inf")}, "resolution must be a finite number of 0 or more, got inf"),
        ({"resolution": "auto"}, "resolution must be a finite number of 0 or more, got 'auto'"),
        (
            {"quality": "CPM"},
            "quality must be one of 'modularity', 'cpm'; got 'CPM' - did you mean 'cpm'",
        ),
        ({"seed": -1}, "seed must be a whole number of 0 or more, got -1"),
        ({"seed": 1.5}, "seed must be a whole number of 0 or more, got 1.5"),
        ({"seed": 2**63}, r"seed must be below 2\^63, got 9223372036854775808"),
        ({"initial": [0]}, r"initial must hold one label .* each of 2 users, got shape \(1,\)"),
        ({"initial": [0, -1]}, "initial must hold one label of at least 0"),
        ({"initial": [0.0, 1.0]}, "initial must hold .* of float64"),
    ],
)
def test_an_invalid_option_is_an_error_that_shows_it(options, message):
    with pytest.raises(OptionError, match=message):
        leiden(SQUARE, **options)


@pytest.mark.parametrize("scale", [5e-324, 1e308])
def test_weights_whose_sum_overflows_are_an_error(scale):
    message = r"resolution divided by the sum of weights must be .* got 1.0 and a sum of (1e-323|inf);"
    with pytest.raises(OptionError, match=message):
        leiden(SQUARE * scale)


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e200, 1e300])
def test_weights_whose_squares_no_number_can_hold_come_to_an_end(scale):
    adjacency = adjacency_of(nx.ring_of_cliques(4, 4)) * scale
    assert leiden(adjacency, polish=True).tolist() == np.repeat(range(4), 4).tolist()


@pytest.mark.parametrize("name", GRAPHS)
def test_polishing_never_lowers_modularity(name):
    adjacency = adjacency_of(GRAPHS[name]())
    plain, polished = (
        modularity(adjacency, leiden(adjacency, polish=polish)) for polish in (False, True)
    )
    assert polished >= plain - 1e-12
