"""Small and dense networks: circles in which there is nothing to divide."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, find_tribes, from_networkx


def clique(name, size, count=3):
    people = [f"{name}{number}" for number in range(size)]
    return [(one, other, count) for pair in combinations(people, 2) for one, other in (pair, pair[::-1])]


def tribes_of(rows, **options):
    frame = pd.DataFrame(rows, columns=["source", "target", "count"])
    events = Events.from_frame(frame, kind="reply", count="count")
    return find_tribes(build_network(events, progress=False), progress=False, **options)


def groups_of(tribes):
    frame = tribes.to_frame()
    return {frozenset(group["user"]) for number, group in frame.groupby("tribe") if number >= 0}


@pytest.mark.parametrize("significance", [0.02, None])
@pytest.mark.parametrize("size", [3, 5, 8, 12, 30])
def test_a_clique_of_any_size_is_one_tribe(size, significance):
    tribes = tribes_of(clique("p", size), significance=significance)
    assert len(tribes) == 1
    assert len(tribes[0].members) == size
    assert "1 circle of all with all: nothing to divide" in repr(tribes.verdict)
    assert "nothing to divide" in tribes._repr_html_()


@pytest.mark.parametrize("size", [5, 8, 12, 30])
def test_removing_a_tie_from_a_clique_moves_nobody(size):
    rows = [row for row in clique("p", size) if set(row[:2]) != {"p0", "p1"}]
    tribes = tribes_of(rows)
    assert groups_of(tribes) == {frozenset(f"p{number}" for number in range(size))}
    assert len(tribes[0].members) == size


@pytest.mark.parametrize("sizes", [(3, 3), (3, 10), (4, 5, 6), (3, 3, 3, 3), (10, 9, 8, 7, 6, 5)])
def test_a_one_sided_tie_between_cliques_moves_nobody(sizes):
    names = "abcdef"[: len(sizes)]
    rows = [row for name, size in zip(names, sizes, strict=True) for row in clique(name, size)]
    expected = {
        frozenset(f"{name}{number}" for number in range(size))
        for name, size in zip(names, sizes, strict=True)
    }
    assert groups_of(tribes_of(rows)) == expected
    for count in (1, 50):
        tribes = tribes_of([*rows, ("a0", "b0", count)])
        assert groups_of(tribes) == expected
        assert len(tribes) == len(sizes)


def test_people_who_only_turn_to_a_circle_are_grouped_with_it():
    tribes = tribes_of([*clique("p", 12), ("fan", "p3", 2)])
    assert len(tribes) == 1
    assert tribes[0].audience == ["fan"]


def test_min_size_is_the_smallest_tribe():
    rows = [*clique("p", 3), *clique("q", 4), *clique("pair", 2)]
    assert sorted(map(len, groups_of(tribes_of(rows)))) == [3, 4]
    assert sorted(map(len, groups_of(tribes_of(rows, min_size=4)))) == [4]
    pairs = tribes_of(rows, min_size=2)
    assert sorted(map(len, groups_of(pairs))) == [2, 3, 4]


def test_a_pair_has_no_tribe_but_each_other():
    tribes = tribes_of(clique("p", 2))
    assert len(tribes) == 0
    assert tribes.of("p0").friends == ["p1"]
    assert repr(tribes.of("p0")).startswith("<Tribe of p0: 1 friend and no tribe, 0 elsewhere")


@pytest.mark.parametrize("seed", range(3))
def test_without_a_verdict_everybody_with_ties_has_a_group(seed):
    graph = nx.gnm_random_graph(60, 120, seed=seed)
    tribes = find_tribes(from_networkx(graph, progress=False), significance=None, progress=False)
    labels = tribes.to_frame().set_index("user")["tribe"]
    for component in nx.connected_components(graph):
        has_group = labels[list(component)] >= 0
        assert has_group.all() if len(component) >= 3 else not has_group.any()


def test_tribes_are_ordered_by_members_and_audiences_come_last():
    fans = [(f"fan{number}", "guru", 1) for number in range(40)]
    tribes = tribes_of([*clique("a", 5), *clique("b", 8), *fans], significance=None)
    assert [len(tribe.members) for tribe in tribes] == [8, 5]
    assert len(tribes) == 2
    assert [len(audience) for audience in tribes.audiences] == [41]
    assert tribes.audiences[0].number == 2
    assert tribes.summary()["tribe"].tolist() == [0, 1]
    assert set(tribes.to_frame()["tribe"]) == {0, 1, 2}
    assert "13 users in 2 tribes, 41 users in 1 audience" in repr(tribes)


def test_labels_of_every_level_are_numbered_by_members():
    graph = nx.connected_caveman_graph(6, 8)
    tribes = find_tribes(from_networkx(graph, progress=False), progress=False)
    for number in range(len(tribes.levels)):
        sizes = [len(tribe.members) for tribe in tribes.at_level(number)]
        assert sizes == sorted(sizes, reverse=True)
        assert np.all(np.array(sizes) > 0)
