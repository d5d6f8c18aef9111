import sys
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, find_tribes, from_networkx
from tribus._display.progress import progress_bar
from tribus.errors import OptionError
from tribus.facets import find_facets
from tribus.facets import personas as personas_module


def test_a_user_in_two_triangles_has_two_facets_of_one_half(two_triangles, facets_of):
    # Ana's ego network has the parts {ben, eva} and {dan, flo}: two personas. All six ties are equal, so
    # each persona has two of her four ties: (1 + 1) / (1 + 1 + 1 + 1) = 1/2. Each other user has one
    # persona with both ties: 1.
    facets = facets_of(two_triangles)
    assert {frozenset(facet) for facet in facets} == {
        frozenset({"ana", "ben", "eva"}),
        frozenset({"ana", "dan", "flo"}),
    }
    assert [own.degree for own in facets.of("ana")] == [0.5, 0.5]
    assert [[own.degree for own in facets.of(user)] for user in ("ben", "eva", "dan", "flo")] == [
        [1]
    ] * 4


@pytest.mark.parametrize("sizes", [(6, 6), (6, 7), (12, 12), (30, 8), (6, 9, 12)])
@pytest.mark.parametrize("shared", [1, 2, 3])
def test_users_shared_by_cliques_have_a_facet_in_each(sizes, shared, facets_of):
    several = [f"ana {number}" for number in range(shared)]
    cliques = [
        [*several, *(f"of clique {index} {number}" for number in range(size - shared))]
        for index, size in enumerate(sizes)
    ]
    facets = facets_of(nx.compose_all(map(nx.complete_graph, cliques)))
    assert {frozenset(facet) for facet in facets} == set(map(frozenset, cliques))


def test_a_guru_and_ghosts_do_not_hide_the_two_facets_of_a_user():
    circles = [["ana", *"bcdef"], ["ana", *"ghijkl"]]
    rows = [(*pair, "reply") for circle in circles for pair in permutations(circle, 2)]
    rows += [(user, "guru", "mention") for user in "abcdefghijkl".replace("a", "")]
    rows += [("ana", "guru", "mention"), ("guru", "b", "quote"), ("ghost", "guru", "follow")]
    rows += [("fan", "ana", "follow"), ("fan", "b", "follow")]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind"])
    tribes = find_tribes(build_network(Events.from_frame(frame)), facets=True, progress=False)
    assert [len(tribes.facets.of(user)) for user in ("ana", "guru", "ghost")] == [2, 1, 0]
    assert all(len(tribes.facets.of(user)) == 1 for circle in circles for user in circle[1:])


def test_a_user_with_many_weak_ties_to_a_group_has_a_facet_there(facets_of):
    # Eight friends have strong ties, and each has a weak tie to Ana, who has another group too.
    graph = nx.Graph()
    club, home = [f"club {n}" for n in range(8)], [f"home {n}" for n in range(12)]
    graph.add_weighted_edges_from((*pair, 9) for pair in combinations(club, 2))
    graph.add_weighted_edges_from((*pair, 3) for pair in combinations(home, 2))
    graph.add_weighted_edges_from(("ana", other, 2) for other in (*club, *home))
    facets = facets_of(graph)
    assert {frozenset(facet) for facet in facets} == {
        frozenset(["ana", *club]),
        frozenset(["ana", *home]),
    }


def test_a_tie_without_common_neighbours_is_in_no_facet(two_triangles, facets_of):
    # Gil has a tie to Ana only. Her degrees are about 2/5 each, and Gil has no facet.
    two_triangles.add_edge("ana", "gil")
    facets = facets_of(two_triangles)
    network = facets.network
    strength = sum(network.affinity("ana", other) for other in two_triangles["ana"])
    expected = sorted(
        (network.affinity("ana", first) + network.affinity("ana", second)) / strength
        for first, second in (("ben", "eva"), ("dan", "flo"))
    )
    assert sorted(own.degree for own in facets.of("ana")) == pytest.approx(expected)
    assert facets.without_facet == ["gil"]


def test_a_clique_is_one_facet(facets_of):
    facets = facets_of(nx.complete_graph(6))
    assert [len(facet) for facet in facets] == [6]
    assert set(facets[0].degrees.tolist()) == {1.0}


def test_planted_overlaps_are_found_better_than_by_a_partition(overlaps, facets_of):
    for seed in range(3):
        graph, groups = overlaps(seed=seed)
        facets = facets_of(graph)
        overlapping = [set(facet) for facet in facets]
        partition = nx.community.louvain_communities(graph, seed=seed)
        assert match_groups(overlapping, groups) > match_groups(partition, groups) + 0.03
        assert match_groups(overlapping, groups) > 0.75


def match_groups(found, groups):
    """Return the best-match F1, averaged over both sides; F1 = 2 |A ∩ B| / (|A| + |B|)."""
    score = np.array([[2 * len(a & b) / (len(a) + len(b)) for b in groups] for a in found])
    return (score.max(0).mean() + score.max(1).mean()) / 2


def test_members_of_two_planted_groups_have_more_facets(overlaps, facets_of):
    graph, groups = overlaps(seed=0)
    facets = facets_of(graph)
    n_planted = np.array([sum(user in group for group in groups) for user in range(len(graph))])
    n_found = np.array([len(facets.of(user)) for user in range(len(graph))])
    assert n_found[n_planted == 2].mean() > n_found[n_planted == 1].mean() + 0.3


def test_a_higher_resolution_gives_more_facets(facets_of):
    graph = nx.planted_partition_graph(8, 12, 0.6, 0.15, seed=0)
    assert len(facets_of(graph, resolution=4.0)) > len(facets_of(graph, resolution=0.3))


def test_a_network_without_triangles_has_no_facets(facets_of):
    facets = facets_of(nx.cycle_graph(8))
    assert list(facets) == []
    assert len(facets.without_facet) == 8


def test_a_user_without_ties_has_no_facet(two_triangles, facets_of):
    two_triangles.add_node("loner")
    facets = facets_of(two_triangles)
    assert "loner" not in facets
    assert len(facets.of("loner")) == 0


def test_a_hub_with_more_neighbours_than_the_limit_keeps_its_facets(monkeypatch, facets_of):
    graph = nx.windmill_graph(6, 7)  # six cliques of seven that share user 0
    full = facets_of(graph)
    monkeypatch.setattr(personas_module.find_personas, "__kwdefaults__", {"max_neighbours": 20})
    capped = facets_of(graph)
    assert len(full) == len(capped) == 6
    assert capped == full


def test_a_progress_bar_is_shown(two_triangles, monkeypatch):
    bars = []

    def record(**options):
        bars.append((options, progress_bar(**options)))
        return bars[-1][1]

    monkeypatch.setattr(personas_module, "progress_bar", record)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    find_facets(from_networkx(two_triangles), [0] * 5, progress=True)
    ((options, bar),) = bars
    assert options["shown"] is True
    assert bar.n == options["total"]


@pytest.mark.parametrize("seed", [0, np.int64(3), 2**63 - 1])
def test_made_by_is_enough_to_repeat_the_call(two_triangles, seed):
    network = from_networkx(two_triangles)
    facets = find_facets(network, [0] * 5, resolution=2, seed=seed)
    assert facets.made_by.function == "find_facets"
    made_by = facets.made_by
    again = find_facets(network, facets.labels, **made_by.parameters, seed=made_by.seed)
    assert again == facets
    assert again.made_by == made_by
    assert find_facets(network, [-1] * 5, resolution=2, seed=seed).made_by.digest != made_by.digest


BAD = {
    "another thing": ({"network": "ana"}, "takes a Network, got str; make one with build_network"),
    "short labels": ({"labels": [0, 0]}, r"for each of 5 users, got shape \(2,\) of int64"),
    "labels of text": ({"labels": ["a"] * 5}, r"got shape \(5,\) of <U1; use tribes.labels"),
    "labels of shares": ({"labels": [0.5] * 5}, r"one whole number for each .* of float64"),
    "labels below -1": ({"labels": [0, 0, 0, -2, 0]}, "from 0, or -1 for none, got -2"),
    "no resolution": ({"resolution": 0.0}, "resolution must be a finite number above 0, got 0.0"),
    "a word": ({"resolution": "auto"}, "resolution must be a finite number above 0, got 'auto'"),
    "negative seed": ({"seed": -1}, "seed must be a whole number of 0 or more, got -1"),
}


@pytest.mark.parametrize(("wrong", "message"), BAD.values(), ids=BAD)
def test_invalid_input_is_an_error_that_shows_it(two_triangles, wrong, message):
    options = {"network": from_networkx(two_triangles), "labels": [0] * 5} | wrong
    network, labels = options.pop("network"), options.pop("labels")
    with pytest.raises(OptionError, match=message):
        find_facets(network, labels, **options)
