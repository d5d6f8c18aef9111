import numpy as np

from tribus.facets.memberships import Memberships
from tribus.facets.personas import Personas


def make_memberships(users, groups, weights, strength):
    """Return the memberships of personas with these users, groups and weights."""
    personas = Personas(
        of_nonzero=np.empty(0, np.int64),
        users=np.array(users, np.int32),
        strength=np.array(weights, np.float64),
    )
    return Memberships.of_labels(personas, np.array(groups, np.int32), np.array(strength, np.float64))


def list_all(memberships):
    return list(
        zip(
            memberships.users.tolist(),
            memberships.numbers.tolist(),
            memberships.degrees.tolist(),
            strict=True,
        )
    )


def test_the_degree_sums_the_personas_of_a_user_in_a_group():
    # User 0 of strength 8 has two personas in the group: (2 + 4) / 8 = 3/4.
    memberships = make_memberships([0, 0, 1, 2], [0, 0, 0, 0], [2, 4, 3, 3], [8, 3, 4])
    assert list_all(memberships) == [(0, 0, 0.75), (1, 0, 1.0), (2, 0, 0.75)]


def test_groups_that_are_the_main_facet_of_fewer_than_three_are_dropped():
    # Group 1 is the main facet of users 2 and 3 only. User 2 keeps the other facet, user 3 has none.
    users, groups = [0, 1, 2, 2, 3, 4], [0, 0, 0, 1, 1, 0]
    memberships = make_memberships(users, groups, [1, 1, 1, 2, 2, 1], [1, 1, 4, 4, 1])
    assert list_all(memberships) == [(0, 0, 1.0), (1, 0, 1.0), (2, 0, 0.25), (4, 0, 1.0)]
    assert memberships.n_of_user.tolist() == [1, 1, 1, 0, 1]


def test_memberships_below_a_quarter_of_the_main_one_are_dropped():
    users, groups = [*range(3), *range(3, 6), 0, 1], [0, 0, 0, 1, 1, 1, 1, 1]
    memberships = make_memberships(users, groups, [8, 8, 8, 9, 9, 9, 1.9, 2], [10, 10, 10, 10, 10, 10])
    assert memberships.n_of_user.tolist() == [1, 2, 1, 1, 1, 1]


def test_two_facets_of_equal_degree_are_both_main():
    # Three users with two personas of equal weight: rounding must not drop a group.
    memberships = make_memberships([0, 0, 1, 1, 2, 2], [0, 1] * 3, [0.1 + 0.2, 0.3] * 3, [0.6] * 3)
    assert memberships.n_tribes == 2


def test_tribes_are_numbered_by_size_then_by_first_user():
    users = [1, 3, 5, 0, 2, 4, 6, 7, 8, 9]
    groups = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2]
    memberships = make_memberships(users, groups, [1] * 10, [1] * 10)
    assert memberships.numbers.tolist() == [1, 2, 1, 2, 1, 2, 0, 0, 0, 0]
    assert [memberships.users[memberships.of_tribe(number)].tolist() for number in range(3)] == [
        [6, 7, 8, 9],
        [0, 2, 4],
        [1, 3, 5],
    ]


def test_without_personas_there_are_no_memberships():
    memberships = make_memberships([], [], [], [0, 0])
    assert memberships.n_tribes == 0
    assert memberships.n_of_user.tolist() == [0, 0]
    assert memberships.of_user(1) == slice(0, 0)
