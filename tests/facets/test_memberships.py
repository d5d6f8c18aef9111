import numpy as np

from tribus.facets.memberships import Memberships
from tribus.facets.personas import Personas


def give_back(users, groups, held, strength):
    """Memberships of personas of users, of these groups, that hold these weights."""
    personas = Personas(
        of_entry=np.empty(0, np.int64),
        users=np.array(users, np.int32),
        held=np.array(held, np.float64),
    )
    return Memberships.of_labels(personas, np.array(groups, np.int32), np.array(strength, np.float64))


def list_all(found):
    return list(zip(found.users.tolist(), found.numbers.tolist(), found.degrees.tolist(), strict=True))


def test_the_degree_adds_up_the_personas_of_a_user_in_one_group():
    # User 0 of strength 8 has two personas in the group: (2 + 4) / 8 = 3/4.
    found = give_back([0, 0, 1, 2], [0, 0, 0, 0], [2, 4, 3, 3], [8, 3, 4])
    assert list_all(found) == [(0, 0, 0.75), (1, 0, 1.0), (2, 0, 0.75)]


def test_groups_that_are_the_main_facet_of_fewer_than_three_are_dropped():
    # Group 1 is the main facet of users 2 and 3 only. User 2 keeps the other, user 3 has none.
    users, groups = [0, 1, 2, 2, 3, 4], [0, 0, 0, 1, 1, 0]
    found = give_back(users, groups, [1, 1, 1, 2, 2, 1], [1, 1, 4, 4, 1])
    assert list_all(found) == [(0, 0, 1.0), (1, 0, 1.0), (2, 0, 0.25), (4, 0, 1.0)]
    assert found.n_of_user.tolist() == [1, 1, 1, 0, 1]


def test_memberships_below_a_quarter_of_the_main_one_are_dropped():
    users, groups = [*range(3), *range(3, 6), 0, 1], [0, 0, 0, 1, 1, 1, 1, 1]
    found = give_back(users, groups, [8, 8, 8, 9, 9, 9, 1.9, 2], [10, 10, 10, 10, 10, 10])
    assert found.n_of_user.tolist() == [1, 2, 1, 1, 1, 1]


def test_a_facet_that_ties_with_the_main_one_counts_as_main():
    # Three users with two personas of equal weight each: neither group may fall to rounding.
    found = give_back([0, 0, 1, 1, 2, 2], [0, 1] * 3, [0.1 + 0.2, 0.3] * 3, [0.6] * 3)
    assert found.n_tribes == 2


def test_tribes_are_numbered_by_size_then_by_the_place_of_their_first_user():
    users = [1, 3, 5, 0, 2, 4, 6, 7, 8, 9]
    groups = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2]
    found = give_back(users, groups, [1] * 10, [1] * 10)
    assert found.numbers.tolist() == [1, 2, 1, 2, 1, 2, 0, 0, 0, 0]
    assert [found.users[found.of_tribe(number)].tolist() for number in range(3)] == [
        [6, 7, 8, 9],
        [0, 2, 4],
        [1, 3, 5],
    ]


def test_nobody_has_no_memberships():
    found = give_back([], [], [], [0, 0])
    assert found.n_tribes == 0
    assert found.n_of_user.tolist() == [0, 0]
    assert found.of_user(1) == slice(0, 0)
