import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network, from_networkx
from tribus.facets import find_facets

N_USERS = 14

pairs = st.tuples(st.integers(0, N_USERS - 1), st.integers(0, N_USERS - 1))
tables = st.lists(st.tuples(pairs, st.integers(1, 9)), min_size=1, max_size=70)
integer_ids = st.lists(st.integers(-(2**62), 2**62), min_size=N_USERS, max_size=N_USERS, unique=True)


def build(rows, names=range(N_USERS)):
    """Network of rows of numbers under names; a tie between the first two is always there."""
    frame = pd.DataFrame(
        [(names[one], names[other], count) for (one, other), count in [((0, 1), 1), *rows]],
        columns=["source", "target", "count"],
    )
    return build_network(Events.from_frame(frame, kind="reply", count="count"))


def find(network, **options):
    return find_facets(network, np.zeros(network.n_users, np.int32), progress=False, **options)


@given(tables, st.sampled_from([0.3, 1.0, 4.0]))
@settings(max_examples=15, deadline=None)
def test_degrees_of_everybody_add_up_to_at_most_one(rows, resolution):
    facets = find(build(rows), resolution=resolution)
    found = facets.memberships
    assert (found.degrees > 0).all()
    sums = np.bincount(found.users, found.degrees, facets.network.n_users)
    assert (sums <= 1 + 1e-12).all()
    for facet in facets:
        assert len(facet) == len(set(facet)) >= 3
    assert sorted(set(facets.to_frame()["user"])) == sorted(facets.network.users)
    assert [len(facet) for facet in facets] == sorted(map(len, facets), reverse=True)


@given(tables, st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = find(build(rows)), find(build(shuffled))
    assert one == other
    assert one.made_by == other.made_by
    for name, values in vars(one.memberships).items():
        assert vars(other.memberships)[name].tobytes() == values.tobytes()


def tell_apart(rows):
    """Give every pair a count of its own, so that nobody with a tie is like anybody else."""
    met = dict.fromkeys(pair for pair, _ in rows if pair[0] != pair[1])
    return [(pair, 10 + 2 * number) for number, pair in enumerate(met)]  # build() adds one


@given(tables, integer_ids)
@settings(max_examples=10, deadline=None)
def test_new_names_change_nothing_where_everybody_can_be_told_apart(rows, names):
    table = tell_apart(rows)
    plain, renamed = find(build(table)), find(build(table, names))
    for name, values in vars(plain.memberships).items():
        assert vars(renamed.memberships)[name].tobytes() == values.tobytes()
    assert [set(facet) for facet in renamed] == [{names[user] for user in facet} for facet in plain]


@pytest.mark.parametrize("seed", range(3))
def test_new_names_keep_facets_that_are_plain_to_see(seed):
    graph = nx.windmill_graph(5, 4)
    order = np.random.default_rng(seed).permutation(len(graph))
    names = {node: f"{order[place]:03d}" for place, node in enumerate(graph)}
    plain, renamed = (find(from_networkx(each)) for each in (graph, nx.relabel_nodes(graph, names)))
    assert len(plain) == 5
    assert {frozenset(facet) for facet in renamed} == {
        frozenset(names[node] for node in facet) for facet in plain
    }


@given(st.integers(0, 999), st.integers(-30, 30))
@settings(max_examples=15, deadline=None)
def test_doubling_all_weights_changes_nothing(seed, power):
    network = from_networkx(nx.powerlaw_cluster_graph(60, 4, 0.8, seed=seed))
    scaled = network.affinity_values * 2.0**power
    one, other = find(network), find(with_affinity(network, scaled))
    for name, values in vars(one.memberships).items():
        assert vars(other.memberships)[name].tobytes() == values.tobytes()


def with_affinity(network, values):
    from dataclasses import replace

    return replace(network, affinity_values=values)


def test_ties_of_no_weight_are_no_ties():
    network = from_networkx(nx.complete_graph(4))
    nobody = with_affinity(network, np.zeros_like(network.affinity_values))
    assert len(find(network)) == 1
    assert len(find(nobody)) == 0
