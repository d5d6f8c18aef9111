"""What facets promise: to show themselves, to stay as they are, to behave as containers."""

from dataclasses import FrozenInstanceError

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tribus import from_networkx
from tribus.errors import OptionError, UserError
from tribus.facets import find_facets

HOSTILE = {
    "plain": list("abcdefgh"),
    "integers": [7, -3, 2**62, 0, 10, 11, 12, 13],
    "markup": [f"<script>alert({number})</script><img src=x onerror='y'>" for number in range(8)],
    "very long": [f"{number}" + "x" * 999 for number in range(8)],
    "control": [f"{number}\n\t\x1b[31m\u202e\u2028" for number in range(8)],
}


def make_facets(ids):
    """Return facets of two cliques of four with a common user, distinct weights, and a loner."""
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    for index, clique in enumerate((ids[:4], ids[3:7])):
        ties = nx.complete_graph(clique).edges
        graph.add_weighted_edges_from((*tie, 3 + 5 * index + n) for n, tie in enumerate(ties))
    network = from_networkx(graph)
    labels = [0 if network.users[row] in ids[:4] else 1 for row in range(7)]
    return find_facets(network, [*labels, -1], seed=1)


@pytest.fixture(scope="module", params=HOSTILE)
def ids(request):
    return HOSTILE[request.param]


@pytest.fixture(scope="module")
def facets(ids):
    return make_facets(ids)


@pytest.fixture
def results(facets, ids):
    own = facets.of(ids[3])
    return [facets, facets[0], own, own[0], facets.of(ids[7])]


def test_the_repr_is_one_line_of_at_most_88_characters(results):
    for result in results:
        line = repr(result)
        assert len(line) <= 88
        assert line.isprintable()
        assert line[0] + line[-1] == "<>"


def test_the_repr_shows_the_main_facts():
    facets = make_facets(HOSTILE["plain"])
    assert repr(facets) == "<Facets: 7 users in 2 overlapping tribes, 1 in several, 1 in none>"
    assert repr(facets[0]).startswith("<Facet 0: 4 users, 1 with other facets, core ")
    assert repr(facets.of("d")).startswith("<Facets of d: 2 facets, main facet ")
    assert "of the ties, 3 companions, closest " in repr(facets.of("d")[0])
    assert repr(facets.of("h")) == "<Facets of h: 0 facets>"


def test_the_card_is_safe_and_shows_the_call(results):
    for result in results:
        html = result._repr_html_()
        assert "<script" not in html
        assert "<img" not in html
        assert "find_facets(resolution=1.0, tribe_resolution=1.0, seed=1)" in html
        assert result.made_by.function == "find_facets"


def test_a_card_of_many_facets_shows_the_largest():
    facets = find_facets(from_networkx(nx.disjoint_union_all([nx.complete_graph(4)] * 13)), [0] * 52)
    assert len(facets) == 13
    assert "and 3 smaller facets" in facets._repr_html_()


def test_nothing_can_be_assigned_and_arrays_are_read_only(results):
    for result in results:
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'facets'"):
            result.facets = None
    arrays = [results[0].labels, *vars(results[0].memberships).values(), results[3].rows]
    assert not any(array.flags.writeable for array in arrays)


def test_containers_behave(facets, ids):
    assert list(facets) == [facets[number] for number in range(len(facets))]
    assert ids[0] in facets
    assert ids[7] not in facets
    assert object() not in facets
    for facet in facets:
        assert len(facet) == len(list(facet)) == 4
        assert all(user in facet for user in facet)
        assert "nobody" not in facet
        assert ids[7] not in facet
    own = facets.of(ids[3])
    assert list(own) == [own[0], own[1]]
    assert all(companion in own[0] for companion in own[0])
    assert ids[3] not in own[0]
    assert len(own[0]) == len(own[0].companions) == 3


def test_equal_by_value(facets, ids):
    again = make_facets(ids)
    own, same = facets.of(ids[3]), again.of(ids[3])
    assert facets == again
    assert own == same
    assert own[0] == same[0]
    assert (hash(facets), hash(own), hash(own[0])) == (hash(again), hash(same), hash(same[0]))
    assert hash(facets[0]) == hash(again[0])
    others = make_facets([f"other {number}" for number in range(8)])
    assert facets != others
    assert facets[0] != others[0]
    assert own != facets.of(ids[0])
    assert own[0] != own[1]
    assert all(result != object() for result in (facets, facets[0], own, own[0]))


def test_the_closest_companions_come_first(facets, ids):
    network = facets.network
    for own in facets.of(ids[3]):
        bonds = [network.bond(ids[3], companion) for companion in own]
        assert bonds == sorted(bonds, reverse=True)
        assert own.to_frame()["bond"].tolist() == bonds


def test_the_main_facet_comes_first(facets, ids):
    degrees = [own.degree for own in facets.of(ids[3])]
    assert degrees == sorted(degrees, reverse=True)
    assert sum(degrees) == pytest.approx(1.0)


def test_the_tribe_of_a_facet_is_that_of_most_members(facets, ids):
    for facet in facets:
        assert facet.tribe == (0 if ids[0] in facet else 1)
    untribed = find_facets(facets.network, [-1] * 7 + [0])
    assert [facet.tribe for facet in untribed] == [-1, -1]


def test_frames_have_the_documented_columns(facets, ids):
    frame = facets.to_frame()
    expected = {"facet": "int32", "degree": "float64", "tribe": "int32"}
    assert frame.dtypes.iloc[1:].astype(str).to_dict() == expected
    assert list(dict.fromkeys(frame["user"])) == facets.network.users
    assert frame.loc[frame["user"] == ids[7], ["facet", "degree", "tribe"]].values.tolist() == [
        [-1, 0.0, -1]
    ]
    assert frame["user"].tolist().count(ids[3]) == 2
    facet_frame = facets[0].to_frame()
    assert facet_frame.dtypes.iloc[1:].astype(str).to_dict() == {
        "degree": "float64",
        "facets": "int64",
        "tribe": "int32",
    }
    assert facet_frame["user"].tolist() == facets[0].users


def test_frames_of_a_user_have_the_same_columns_with_and_without_facets(facets, ids):
    with_facets, without = (facets.of(user).to_frame() for user in (ids[3], ids[7]))
    assert list(with_facets) == list(without) == ["facet", "degree", "user", "bond", "affinity"]
    numbers = ["facet", "degree", "bond", "affinity"]
    assert with_facets[numbers].dtypes.equals(without[numbers].dtypes)
    assert len(with_facets) == 6
    assert len(without) == 0
    assert ids[3] not in with_facets["user"].tolist()


def test_frames_do_not_share_memory_with_the_result(facets):
    before, taken = facets.to_frame(), facets.to_frame()
    taken[["facet", "degree", "tribe"]] = 0
    pd.testing.assert_frame_equal(facets.to_frame(), before)


def test_an_unknown_user_is_an_error_that_suggests_names():
    facets = find_facets(from_networkx(nx.complete_graph(["ana", "ben", "eva"])), [0] * 3)
    with pytest.raises(UserError, match=r"no user 'anna' in this network of 3 users.* 'ana'"):
        facets.of("anna")


@pytest.mark.parametrize("number", [2, -3, "ana", None])
def test_an_unknown_number_is_an_error_that_shows_it(number):
    facets = make_facets(HOSTILE["plain"])
    with pytest.raises(OptionError, match=r"numbered from 0 to 1, got .*; facets.of\(user\) returns"):
        facets[number]


def test_without_facets_any_number_is_an_error():
    facets = find_facets(from_networkx(nx.path_graph(3)), np.zeros(3, int))
    with pytest.raises(OptionError, match=r"there are no facets, got 0; facets.of\(user\) returns"):
        facets[0]
    assert repr(facets) == "<Facets: 0 users in 0 overlapping tribes, 0 in several, 3 in none>"
