import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network, find_tribes, from_networkx
from tribus.community.leiden import leiden
from tribus.events import KINDS

N_USERS = 12
ALPHABET = "".join(chr(code) for code in range(32, 1500) if chr(code).isalnum())

pairs = st.tuples(st.integers(0, N_USERS - 1), st.integers(0, N_USERS - 1))
rows = st.lists(st.tuples(pairs, st.sampled_from(KINDS[1:]), st.integers(0, 9)), min_size=1, max_size=60)
text_ids = st.lists(
    st.text(ALPHABET, min_size=1, max_size=12).map("n{}".format),  # because NULL is nobody
    min_size=N_USERS,
    max_size=N_USERS,
    unique=True,
)
integer_ids = st.lists(st.integers(-(2**62), 2**62), min_size=N_USERS, max_size=N_USERS, unique=True)


def build(drawn, names):
    """Network of rows of numbers under names; a tie between the first two is always there."""
    table = [((0, 1), "reply", 1), *drawn]
    frame = pd.DataFrame(
        [(names[pair[0]], names[pair[1]], kind, count) for pair, kind, count in table],
        columns=["source", "target", "kind", "count"],
    )
    return build_network(Events.from_frame(frame, **{name: name for name in frame}))


def tell_apart(drawn):
    """Give every pair a count of its own, so that nobody with a tie is like anybody else."""
    met = dict.fromkeys(pair for pair, *_ in drawn if pair[0] != pair[1])
    return [(pair, "reply", 10 + 2 * number) for number, pair in enumerate(met)]  # build() adds one


def partition(tribes):
    """Tribes as sets of users, by number."""
    return [frozenset(tribe) for tribe in tribes]


@given(rows, st.sampled_from(["leiden", "louvain"]), st.sampled_from([0.5, 1.0, 3.0]))
@settings(max_examples=15, deadline=None)
def test_everybody_is_in_one_tribe_or_in_none(drawn, method, resolution):
    network = build(drawn, list(range(N_USERS)))
    tribes = find_tribes(network, method=method, resolution=resolution)
    groups = [*tribes, *tribes.audiences]
    assert sorted([user for group in groups for user in group] + tribes.without_tribe) == sorted(
        network.users
    )
    members = [group.n_members for group in groups]
    assert members == sorted(members, reverse=True)
    assert min(map(len, groups), default=3) >= 3
    assert sorted(tribes.to_frame()["user"]) == sorted(network.users)


@given(rows, st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_the_order_of_rows_changes_nothing(drawn, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    one, other = (
        find_tribes(build(table, list(range(N_USERS))), resamples=3) for table in (drawn, shuffled)
    )
    assert one.network.users == other.network.users
    assert one.labels.tobytes() == other.labels.tobytes()
    assert one.curve.agreement.tobytes() == other.curve.agreement.tobytes()
    assert one.made_by == other.made_by
    assert one.to_frame().equals(other.to_frame())


@pytest.mark.filterwarnings("ignore:.* in letter case only:tribus.errors.TribusWarning")
@given(rows, text_ids | integer_ids)
@settings(max_examples=8, deadline=None)
def test_new_names_change_nothing_where_everybody_can_be_told_apart(drawn, names):
    table = tell_apart(drawn)
    plain = find_tribes(build(table, list(range(N_USERS))), resamples=3)
    renamed = find_tribes(build(table, names), resamples=3)
    assert renamed.labels.tobytes() == plain.labels.tobytes()
    assert renamed.curve.agreement.tobytes() == plain.curve.agreement.tobytes()
    assert partition(renamed) == [frozenset(names[user] for user in tribe) for tribe in plain]


def rename_randomly(graph, seed):
    order = np.random.default_rng(seed).permutation(len(graph))
    return {node: f"{order[place]:03d}" for place, node in enumerate(graph)}


ALIKE = {
    "two triangles": nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3)),
    "ring of cliques": nx.ring_of_cliques(8, 5),
    "cliques joined by one tie": nx.barbell_graph(6, 0),
    "a star": nx.star_graph(20),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("graph", ALIKE.values(), ids=ALIKE)
def test_new_names_keep_clear_groups_even_of_users_who_are_all_alike(graph, seed):
    # The numbers of tribes of equal size then follow the names. Where alike users form no clear groups,
    # as on a ring, so does the place of the cuts.
    names = rename_randomly(graph, seed)
    plain = find_tribes(from_networkx(graph), resolution=1.0)
    renamed = find_tribes(from_networkx(nx.relabel_nodes(graph, names)), resolution=1.0)
    assert set(partition(renamed)) == {frozenset(names[node] for node in tribe) for tribe in plain}


def made_groups(seed):
    """A network with four faint groups, in which only chance tells users apart."""
    return nx.planted_partition_graph(4, 15, 0.5, 0.1, seed=seed, directed=True)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("method", ["leiden", "louvain"])
def test_new_names_change_nothing_in_networks_with_faint_groups(method, seed):
    graph = made_groups(seed)
    names = rename_randomly(graph, seed)
    plain = find_tribes(from_networkx(graph), method=method, resamples=3)
    renamed = find_tribes(from_networkx(nx.relabel_nodes(graph, names)), method=method, resamples=3)
    assert renamed.labels.tobytes() == plain.labels.tobytes()
    assert partition(renamed) == [frozenset(names[node] for node in tribe) for tribe in plain]


@pytest.mark.parametrize("seed", range(3))
def test_one_seed_gives_one_answer_to_the_byte(seed):
    network = from_networkx(made_groups(seed))
    one, other = (find_tribes(network, seed=seed, resamples=3) for _ in range(2))
    assert one.labels.tobytes() == other.labels.tobytes()
    assert one.curve.agreement.tobytes() == other.curve.agreement.tobytes()


@given(st.integers(0, 999), st.integers(-40, 40))
@settings(max_examples=25, deadline=None)
def test_doubling_all_weights_changes_nothing(seed, power):
    graph = nx.gnp_random_graph(30, 0.2, seed=seed)
    generator = np.random.default_rng(seed)
    for one, other in graph.edges:
        graph[one][other]["weight"] = float(generator.pareto(1.5) + 0.01)
    adjacency = nx.to_scipy_sparse_array(graph, format="csr")
    labels = leiden(adjacency, seed=seed, polish=True)
    assert leiden(adjacency * 2.0**power, seed=seed, polish=True).tobytes() == labels.tobytes()
