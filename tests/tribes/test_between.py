import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.studies.planted import plant_two_lives
from tribus import Events, build_network, find_tribes
from tribus.tribes.between import find_between


def make_tribes(rows, **options):
    events = Events.from_frame(pd.DataFrame(rows, columns=["source", "target"]), kind="reply")
    network = build_network(events, progress=False)
    return find_tribes(network, resolution=1.0, significance=None, progress=False, **options)


def clique(names):
    return [(one, other) for one in names for other in names if one != other]


def test_half_of_the_ties_in_each_of_two_tribes_is_between_both():
    both = [(one, other) for name in "abcdvwxyz" for one, other in ((name, "mia"), ("mia", name))]
    tribes = make_tribes([*clique("abcde"), *clique("vwxyz"), *both])
    own, second = tribes.of("z").number, tribes.of("a").number
    frame = tribes.between.set_index("user")
    assert frame.index.tolist() == ["mia"]
    mia = frame.loc["mia"]
    # Five of the nine ties lead to the own tribe, four to the other: all ties weigh log(1 + 2).
    assert (mia["tribe"], mia["second"]) == (own, second)
    assert (mia["share"], mia["second_share"]) == pytest.approx((5 / 9, 4 / 9))
    assert 0.1 < mia["low"] < 4 / 9 < mia["high"] < 0.8
    assert tribes.of("mia").is_between
    assert not tribes.of("a").is_between
    assert "between tribe" in tribes.of("mia")._repr_html_()
    assert "1 user between two tribes" in tribes._repr_html_()


def test_who_has_all_ties_in_one_tribe_is_not_between():
    tribes = make_tribes([*clique("abcde"), *clique("vwxyz"), ("a", "v")])
    assert tribes.between.empty
    assert tribes.between.dtypes[["tribe", "second"]].eq(np.int32).all()


def test_without_tribes_nobody_is_between():
    tribes = make_tribes([("ana", "ben"), ("ben", "ana")])
    assert tribes.between.empty
    assert not tribes.of("ana").is_between


def test_the_order_of_users_does_not_matter():
    graph = nx.planted_partition_graph(3, 15, 0.5, 0.12, seed=1)
    rows = [*graph.edges, *[(other, one) for one, other in graph.edges]]
    found = make_tribes(rows).between.round(12)
    renamed = make_tribes([(44 - one, 44 - other) for one, other in rows]).between.round(12)
    assert set(found["user"]) == {44 - user for user in renamed["user"]}


@pytest.mark.parametrize(("degree", "mixing"), [(10, 0.0), (15, 0.15), (30, 0.3)])
def test_planted_lives_in_two_groups_are_found(degree, mixing):
    network, lives = plant_two_lives(degree=degree, mixing=mixing, seed=7)
    tribes = find_tribes(network, resolution=1.0, significance=None, progress=False)
    found = find_between(network.evidence, tribes.labels)
    has_two = lives[:, 0] != lives[:, 1]
    n_right = int(has_two[found.rows].sum())
    assert n_right >= 0.7 * len(found.rows)
    assert n_right >= 0.7 * has_two.sum()
