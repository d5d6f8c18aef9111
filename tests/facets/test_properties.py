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
    """Build the network of rows with these user names; the first two users always have a tie."""
    frame = pd.DataFrame(
        [(names[i], names[j], count) for (i, j), count in [((0, 1), 1), *rows]],
        columns=["source", "target", "count"],
    )
    return build_network(Events.from_frame(frame, kind="reply", count="count"))


def find(network, *, n_tribes=1, **options):
    return find_facets(network, np.arange(network.n_users) % n_tribes, progress=False, **options)


@given(tables, st.sampled_from([0.3, 1.0, 4.0]))
@settings(max_examples=8, deadline=None)
def test_degrees_of_a_user_sum_to_at_most_one(rows, resolution):
    facets = find(build(rows), resolution=resolution)
    memberships = facets.memberships
    assert (memberships.degrees > 0).all()
    sums = np.bincount(memberships.users, memberships.degrees, facets.network.n_users)
    assert (sums <= 1 + 1e-12).all()
    for facet in facets:
        assert len(facet) == len(set(facet)) >= 3
    assert sorted(set(facets.to_frame()["user"])) == sorted(facets.network.users)
    assert [len(facet) for facet in facets] == sorted(map(len, facets), reverse=True)


@given(tables, st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (find(build(table), n_tribes=2) for table in (rows, shuffled))
    assert first == second
    assert first.made_by == second.made_by
    for name, values in vars(first.memberships).items():
        assert vars(second.memberships)[name].tobytes() == values.tobytes()


def make_distinct(rows):
    """Give each pair a different count, so that no two users have equal ties."""
    pairs = dict.fromkeys(pair for pair, _ in rows if pair[0] != pair[1])
    return [(pair, 10 + 2 * number) for number, pair in enumerate(pairs)]  # build() adds one


@given(tables, integer_ids)
@settings(max_examples=6, deadline=None)
def test_names_do_not_matter_if_all_users_are_distinct(rows, names):
    table = make_distinct(rows)
    plain, renamed = find(build(table)), find(build(table, names))
    for name, values in vars(plain.memberships).items():
        assert vars(renamed.memberships)[name].tobytes() == values.tobytes()
    assert [set(facet) for facet in renamed] == [{names[user] for user in facet} for facet in plain]


@pytest.mark.parametrize("seed", range(3))
def test_names_do_not_change_clear_facets(seed):
    graph = nx.windmill_graph(5, 6)
    order = np.random.default_rng(seed).permutation(len(graph))
    names = {node: f"{order[index]:03d}" for index, node in enumerate(graph)}
    plain, renamed = (find(from_networkx(each)) for each in (graph, nx.relabel_nodes(graph, names)))
    assert len(plain) == 5
    assert {frozenset(facet) for facet in renamed} == {
        frozenset(names[node] for node in facet) for facet in plain
    }


@given(st.integers(0, 999), st.integers(-30, 30))
@settings(max_examples=8, deadline=None)
def test_scaling_all_weights_does_not_matter(seed, power):
    network = from_networkx(nx.powerlaw_cluster_graph(30, 4, 0.8, seed=seed))
    scaled = network.affinity_values * 2.0**power
    first, second = find(network), find(with_affinity(network, scaled))
    for name, values in vars(first.memberships).items():
        assert vars(second.memberships)[name].tobytes() == values.tobytes()


def with_affinity(network, values):
    from dataclasses import replace

    return replace(network, affinity_values=values)


def test_ties_of_weight_0_do_not_count():
    network = from_networkx(nx.complete_graph(4))
    without_weight = with_affinity(network, np.zeros_like(network.affinity_values))
    assert len(find(network)) == 1
    assert len(find(without_weight)) == 0
