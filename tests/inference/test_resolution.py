import networkx as nx
import numpy as np
import pandas as pd

from tribus import Events, build_network, find_tribes, from_networkx
from tribus.inference.resolution import RESOLUTION_GRID
from tribus.metrics import adjusted_mutual_information


def test_small_groups_of_a_large_network_are_found_on_an_extended_grid():
    # 100 groups of 10, a third of the ties anywhere: modularity at γ = 1 puts many of them together.
    generator = np.random.default_rng(0)
    one = generator.integers(0, 1000, 8_000)
    inside = generator.random(len(one)) < 0.67
    mate = one // 10 * 10 + generator.integers(0, 10, len(one))
    other = np.where(inside, mate, generator.integers(0, 1000, len(one)))
    frame = pd.DataFrame({"source": one, "target": other})
    network = build_network(Events.from_frame(frame, kind="reply"))
    tribes = find_tribes(network, progress=False)
    known = np.array(network.users) // 10
    assert tribes.resolution > max(RESOLUTION_GRID)
    assert adjusted_mutual_information(tribes.labels, known) > 0.95
    coarse = find_tribes(network, resolution=1.0)
    assert adjusted_mutual_information(coarse.labels, known) < 0.9


def test_planted_groups_are_found():
    graph = nx.planted_partition_graph(6, 20, 0.5, 0.01, seed=0)
    for one, other in graph.edges:
        graph[one][other]["weight"] = 4
    curve = find_tribes(from_networkx(graph), resamples=4).curve
    assert curve.resolutions.tolist() == list(RESOLUTION_GRID)
    assert curve.n_groups[curve.chosen] == 6
    assert curve.stability[curve.chosen] > 0.95


def test_a_triangle_is_one_group_at_resolution_one():
    tribes = find_tribes(from_networkx(nx.complete_graph(3)))
    assert tribes.resolution == 1.0
    assert [len(tribe) for tribe in tribes] == [3]


def make_nested(sizes, within, between, across, seed):
    """Network of groups within groups: pairs are tied with one of three probabilities."""
    generator = np.random.default_rng(seed)
    fine = np.repeat(np.arange(sizes[0] * sizes[1]), sizes[2])
    coarse = fine // sizes[1]
    probability = np.where(coarse[:, None] == coarse, between, across)
    probability = np.where(fine[:, None] == fine, within, probability)
    graph = nx.from_numpy_array(np.triu(generator.random(probability.shape) < probability, 1))
    return from_networkx(graph), fine, coarse


def test_nested_groups_are_two_levels():
    network, fine, coarse = make_nested((4, 4, 16), 0.7, 0.2, 0.02, seed=0)
    order = np.array(network.users)
    tribes = find_tribes(network)
    found = [level.labels for level in tribes.levels]
    for truth in (fine, coarse):
        best = max(adjusted_mutual_information(labels, truth[order]) for labels in found)
        assert best > 0.95
    assert tribes.levels.to_frame()["nested"].iloc[-1] > 0.95
