import networkx as nx
import numpy as np
import pytest

from tribus.facets.completion import complete_memberships
from tribus.facets.memberships import Memberships


def complete(graph, groups, mutual=None):
    """Return the members of each completed group with their degrees, the largest group first."""
    users = np.concatenate([sorted(group) for group in groups]).astype(np.int32)
    numbers = np.repeat(np.arange(len(groups), dtype=np.int32), [len(group) for group in groups])
    first = Memberships.of_groups(users, numbers, np.ones(len(users)), len(graph))
    affinity = nx.to_scipy_sparse_array(graph, range(len(graph)), dtype=float)
    ties = nx.create_empty_copy(graph) if mutual is None else mutual
    links = nx.to_scipy_sparse_array(ties, range(len(graph)), weight=None, dtype=float)
    found = complete_memberships(first, affinity, links)
    entries = [found.of_tribe(number) for number in range(found.n_tribes)]
    return [dict(zip(found.users[own].tolist(), found.degrees[own], strict=True)) for own in entries]


@pytest.fixture
def three_triangles():
    """Return triangles of users 0 to 2, 3 to 5 and 6 to 8."""
    return nx.disjoint_union_all([nx.complete_graph(3)] * 3)


def test_a_user_with_as_many_ties_as_members_joins(three_triangles):
    # User 2 has 2 ties to {3, 4, 5}, and members have 2 each; 4 · (3 + 3 + 2) / 22 = 1.5 are expected.
    # Users 3 and 4 have 1 tie to {0, 1, 2}, half of the mean of 2, but 3 · (2 + 2 + 4) / 22 = 1.1 are
    # expected. All ties of user 3 are in the group after user 2 joined it.
    three_triangles.add_edges_from([(2, 3), (2, 4)])
    largest, *others = complete(three_triangles, [{0, 1, 2}, {3, 4, 5}, {6, 7, 8}])
    assert largest == {3: 1.0, 4: 1.0, 5: 1.0, 2: 0.5}
    assert others == [{0: 1.0, 1: 1.0, 2: 0.5}, {6: 1.0, 7: 1.0, 8: 1.0}]


def test_a_user_with_less_than_half_the_mean_of_members_does_not_join():
    # User 0 has 2 ties to a clique of 6, and members have 5 each.
    graph = nx.disjoint_union_all([nx.complete_graph(4), nx.complete_graph(6), nx.complete_graph(9)])
    groups = [set(range(4)), set(range(4, 10)), set(range(10, 19))]
    graph.add_edges_from([(0, 4), (0, 5)])
    assert [set(members) for members in complete(graph, groups)] == groups[::-1]
    graph.add_edge(0, 6)
    assert [len(members) for members in complete(graph, groups)] == [9, 7, 4]


def test_a_member_with_less_than_half_the_mean_leaves_except_the_main_group(three_triangles):
    # User 9 has weight .2 to the first group and .1 to the second; the mean of the members of the
    # second is (2.1 + 2 + 2 + .1) / 4 = 1.55.
    three_triangles.add_weighted_edges_from([(9, 0, 0.1), (9, 1, 0.1), (9, 3, 0.1)])
    found = complete(three_triangles, [{0, 1, 2, 9}, {3, 4, 5, 9}, {6, 7, 8}])
    assert [set(members) for members in found] == [{0, 1, 2, 9}, {3, 4, 5}, {6, 7, 8}]
    assert found[0][9] == pytest.approx(2 / 3)


def test_a_member_with_half_the_mean_of_mutual_ties_stays_despite_low_weight():
    # User 3 is in both cliques and has weight .3 · 3 = .9 to the second, where the mean of members is
    # (.9 + 3 · 2.3) / 4 = 1.95. But the user has 3 mutual ties, as all members have.
    graph = nx.compose(nx.complete_graph(4), nx.complete_graph(range(3, 7)))
    graph.add_weighted_edges_from((3, other, 0.3) for other in range(4, 7))
    groups = [set(range(4)), set(range(3, 7))]
    assert sorted(map(set, complete(graph, groups)), key=min) == [set(range(4)), set(range(4, 7))]
    assert sorted(map(set, complete(graph, groups, mutual=graph)), key=min) == groups


def test_a_member_stays_although_the_weight_equals_its_expectation():
    # User 3 is in both halves of the network, with half of the ties in each.
    graph = nx.compose(nx.complete_graph(4), nx.complete_graph(range(3, 7)))
    first, second = complete(graph, [{0, 1, 2, 3}, {3, 4, 5, 6}])
    assert set(first) == {0, 1, 2, 3}
    assert set(second) == {3, 4, 5, 6}
    assert first[3] == second[3] == 0.5


def test_a_user_without_a_group_joins_none(three_triangles):
    three_triangles.add_edges_from([(9, 0), (9, 1), (9, 2)])
    found = complete(three_triangles, [{0, 1, 2}, {3, 4, 5}])
    assert [set(members) for members in found] == [{0, 1, 2}, {3, 4, 5}]


def test_groups_with_the_same_members_are_merged():
    graph = nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(20))
    found = complete(graph, [{0, 1, 2, 3, 4, 5}, {2, 3, 4, 5, 6, 7}, set(range(8, 28))])
    assert [set(members) for members in found] == [set(range(8, 28)), set(range(8))]


def test_degrees_in_groups_that_share_ties_sum_to_one():
    # Users 4 and 5 have 9 ties, 5 in each group: the tie between them is in both.
    graph = nx.compose(nx.complete_graph(6), nx.complete_graph(range(4, 10)))
    first, second = complete(graph, [set(range(6)), set(range(4, 10))])
    assert first == {4: 0.5, 5: 0.5} | dict.fromkeys(range(4), 1.0)
    assert second == {4: 0.5, 5: 0.5} | dict.fromkeys(range(6, 10), 1.0)


def test_a_group_with_fewer_than_three_members_is_dropped(three_triangles):
    # Users 0 and 3 have weight .1 to the third group; the mean is (.1 + .1 + 9.2 + 9) / 4 = 4.6.
    three_triangles.add_weighted_edges_from([(9, 10, 9.0), (9, 0, 0.1), (9, 3, 0.1)])
    found = complete(three_triangles, [{0, 1, 2}, {3, 4, 5}, {0, 3, 9, 10}])
    assert [set(members) for members in found] == [{0, 1, 2}, {3, 4, 5}]


def test_without_groups_there_are_no_memberships():
    empty = np.empty(0, np.int32)
    first = Memberships.of_groups(empty, empty, np.empty(0), 3)
    affinity = nx.to_scipy_sparse_array(nx.empty_graph(3), dtype=float)
    found = complete_memberships(first, affinity, affinity)
    assert found.n_of_user.tolist() == [0, 0, 0]


def test_nearly_equal_groups_are_one():
    # User 11 has 4 ties to a clique of 11, of whom each has 10: less than half, so only the larger of
    # the groups has user 11. They share 11 of 12 users. The other clique shares nobody.
    graph = nx.disjoint_union(nx.complete_graph(11), nx.empty_graph(1))
    graph.add_edges_from((11, user) for user in range(4))
    graph = nx.disjoint_union(graph, nx.complete_graph(5))
    found = complete(graph, [set(range(12)), set(range(11)), set(range(12, 17))])
    assert [set(group) for group in found] == [set(range(12)), set(range(12, 17))]
