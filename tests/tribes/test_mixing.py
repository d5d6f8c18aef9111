from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network, find_tribes
from tribus.errors import OptionError
from tribus.inference.levels import Levels
from tribus.tribes.roles.assign import assign_roles
from tribus.tribes.roles.assignment import sum_by_role

# Two tribes of two, and eva, who has none. 16 events in all, 6 + 4 of them inside.
ROWS = [
    ("ana", "ben", "reply", 4),
    ("ben", "ana", "reply", 2),
    ("ana", "carla", "like", 2),
    ("carla", "dan", "reply", 3),
    ("dan", "carla", "reply", 1),
    ("dan", "eva", "like", 1),
    ("eva", "ana", "like", 3),
]
TRIBE = {"ana": 0, "ben": 0, "carla": 1, "dan": 1, "eva": -1}


def regroup(tribes, tribe, network=None):
    """Return the tribes with the given members in place of the found ones."""
    network = network or tribes.network
    labels = np.array([tribe[user] for user in network.users], np.int32)
    level = replace(tribes.levels.taken, labels=labels, p_values=np.zeros(labels.max() + 1))
    assignment = sum_by_role(
        network, labels, assign_roles(network.evidence, labels, network.bond_values)
    )
    return replace(tribes, network=network, levels=Levels((level,), 0), assignment=assignment)


@pytest.fixture
def find(make_network):
    return lambda rows: find_tribes(make_network(rows), resolution=1.0, significance=None)


@pytest.fixture
def small(find):
    return regroup(find(ROWS), TRIBE)


def test_mixing_matches_a_case_by_hand(small):
    # Given: 4 + 2 + 2 = 8, 3 + 1 + 1 = 5, and 3 by eva; received: 2 + 4 + 3 = 9, 2 + 1 + 3 = 6, and 1.
    assert small.mixing.to_frame().to_dict("list") == {
        "source": [0, 0, 1, 1, -1],
        "target": [0, 1, 1, -1, 0],
        "events": [6, 2, 4, 1, 3],
        "expected": [8 * 9 / 16, 8 * 6 / 16, 5 * 6 / 16, 5 * 1 / 16, 3 * 9 / 16],
        "ratio": [6 / 4.5, 2 / 3, 4 / 1.875, 1 / 0.3125, 3 / 1.6875],
        "returned": [2 + 2, 0, 1 + 1, 0, 0],
    }
    assert small.mixing.given.tolist() == [8, 5, 3]
    assert small.mixing.received.tolist() == [9, 6, 1]
    assert small.mixing.kept.tolist() == [6 / 8, 4 / 5]
    assert small.mixing.inside == 10 / 16
    assert small.mixing.inside_by_chance == (8 * 9 + 5 * 6) / 16**2


def test_in_the_assortativity_users_without_a_tribe_are_groups_of_one(small):
    # inside 160 / 256; expected (8 x 9 + 5 x 6 + 3 x 1) / 256, eva's events with herself the last
    assert small.mixing.assortativity == pytest.approx((160 - 105) / (256 - 105))


def test_mixing_of_one_kind_counts_its_events_only(small):
    likes = small.mixing_of("like")
    assert likes.to_frame()[["source", "target", "events"]].to_numpy().tolist() == [
        [0, 1, 2],
        [1, -1, 1],
        [-1, 0, 3],
    ]
    assert likes.inside == 0
    assert np.isnan(likes.ratio).sum() == 0
    assert repr(likes).startswith("<Mixing: 0% of 6 like events stay inside")


def test_a_kind_that_does_not_occur_is_an_error(small):
    with pytest.raises(OptionError, match="kind must be one of 'reply', 'like'; got 'likes'"):
        small.mixing_of("likes")


def test_the_repr_shows_the_share_inside_its_expectation_and_the_assortativity(small):
    line = "<Mixing: 62% of 16 events stay inside, expected 40%, assortativity 0.36>"
    assert repr(small.mixing) == line


def test_one_tribe_has_no_assortativity(find):
    mixing = regroup(find(ROWS), dict.fromkeys(TRIBE, 0)).mixing
    assert np.isnan(mixing.assortativity)
    assert mixing.ratio.tolist() == [1]
    assert repr(mixing) == "<Mixing: 100% of 16 events stay inside, expected 100%, one tribe>"


def test_without_tribes_all_events_are_between_users_without_a_tribe(find):
    mixing = regroup(find(ROWS), dict.fromkeys(TRIBE, -1)).mixing
    assert mixing.to_frame()[["source", "target", "events"]].to_numpy().tolist() == [[-1, -1, 16]]
    assert (mixing.inside, len(mixing.kept)) == (0, 0)
    assert mixing.assortativity < 0


def test_a_tribe_that_gives_nothing_keeps_no_share(find):
    mixing = regroup(find([("fan", "guru", "like", 2)]), {"fan": 0, "guru": 1}).mixing
    assert mixing.kept[0] == 0
    assert np.isnan(mixing.kept[1])


def test_mixing_is_cached_and_shows_the_call_that_found_the_tribes(small):
    assert small.mixing is small.mixing
    assert small.mixing.made_by == small.made_by
    assert "find_tribes" in small.mixing._repr_html_()


def test_the_first_users_of_a_tribe_are_its_strongest(small):
    assert small.mixing.n_tribes == 2
    assert small.mixing.first_of(1) == small.audiences[1].users
    assert small.mixing.first_of(1, at_most=1) == small.audiences[1].users[:1]


@pytest.mark.peer
def test_networkx_gives_the_same_matrix_and_assortativity(network):
    tribes = find_tribes(network, resolution=1.0, significance=None)
    mixing, group = tribes.mixing, {user: -1 - row for row, user in enumerate(network.users)}
    group |= {user: tribe.number for tribe in tribes for user in tribe}  # the others are alone
    graph = nx.MultiDiGraph()
    for kind in network.kinds:
        counts = network.to_scipy(kind).tocoo()
        for row, column, count in zip(counts.row, counts.col, counts.data, strict=True):
            ends = network.users_of_rows([row, column])
            graph.add_edges_from([ends] * int(count))
    nx.set_node_attributes(graph, group, "tribe")
    assert mixing.assortativity == pytest.approx(nx.attribute_assortativity_coefficient(graph, "tribe"))
    order = {number: number for number in range(len(tribes))}
    theirs = nx.attribute_mixing_matrix(graph, "tribe", mapping=order, normalized=False)
    ours = mixing.to_frame().pivot_table("events", "source", "target", fill_value=0).to_numpy()
    assert ours.tolist() == theirs.tolist()


people = st.integers(0, 9)
drawn = st.lists(
    st.tuples(people, people, st.sampled_from(["reply", "like"]), st.integers(1, 9)), max_size=40
)
groups = st.lists(st.integers(-1, 3), min_size=10, max_size=10)


@pytest.fixture(scope="module")
def any_tribes():
    frame = pd.DataFrame({"source": ["ana"], "target": ["ben"]})
    return find_tribes(build_network(Events.from_frame(frame, kind="reply")), resolution=1.0)


@settings(max_examples=10, deadline=None)
@given(rows=drawn, groups=groups, names=st.permutations(range(10)))
def test_all_events_are_counted_whatever_the_names(any_tribes, rows, groups, names):
    def mix(names):
        frame = pd.DataFrame([(0, 1, "reply", 1), *rows], columns=["source", "target", "kind", "count"])
        frame[["source", "target"]] = frame[["source", "target"]].map(lambda person: names[person])
        network = build_network(Events.from_frame(frame, count="count"))
        numbers = np.unique(np.append(groups, -1), return_inverse=True)[1][:-1] - 1
        tribe = {name: numbers[person] for person, name in enumerate(names)}
        return network, regroup(any_tribes, tribe, network).mixing

    network, mixing = mix(list(range(10)))
    assert mixing.events.sum() == mixing.n_events == sum(network.n_events.values())
    assert mixing.events.min() > 0
    assert (mixing.returned <= mixing.events).all()
    both_ways = mixing.to_frame().set_index(["source", "target"])["returned"]
    back = both_ways.reorder_levels([1, 0]).reindex(both_ways.index, fill_value=0)
    assert both_ways.tolist() == back.tolist()
    assert -1 <= np.nan_to_num(mixing.assortativity) <= 1
    pd.testing.assert_frame_equal(mix(names)[1].to_frame(), mixing.to_frame())
