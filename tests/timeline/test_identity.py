import numpy as np

from tribus.timeline.identity import Memory


def follow(*windows):
    """Return the stable number of each group, by window; a window lists the users of each group."""
    memory, found = Memory(), []
    for number, groups in enumerate(windows):
        users = np.sort(np.concatenate([np.array(group, np.int64) for group in groups] or [[]]))
        users = users.astype(np.int64)
        labels = np.array(
            [next(i for i, group in enumerate(groups) if user in group) for user in users], np.int32
        )
        tribe, memory = memory.identify(number, users, labels)
        found.append([int(tribe[np.searchsorted(users, group[0])]) for group in groups])
    return found


A, B, C = range(10), range(10, 16), range(20, 25)


def test_tribes_of_the_first_window_keep_the_numbers_of_their_groups():
    assert follow([A, B]) == [[0, 1]]


def test_order_of_groups_does_not_change_numbers():
    assert follow([A, B], [B, A]) == [[0, 1], [1, 0]]


def test_in_a_merge_the_larger_tribe_keeps_its_number():
    assert follow([A, B], [[*A, *B]]) == [[0, 1], [0]]


def test_in_a_split_the_larger_part_keeps_the_number():
    assert follow([A], [[6, 7, 8, 9], range(6)]) == [[0], [1, 0]]


def test_a_tribe_that_returns_has_its_old_number():
    assert follow([A, B], [A], [A, C], [B, A, C]) == [[0, 1], [0], [0, 2], [1, 0, 2]]


def test_a_tribe_that_returns_among_newcomers_has_its_old_number():
    # 6 of 22 users are old members: the Jaccard index with all is .27, and 1 with those who are known
    grown = [*B, *range(40, 56)]
    assert follow([A, B], [A], [A, grown]) == [[0, 1], [0], [0, 1]]
    # 6 / sqrt(6 * 97) = .249: too few to be the same tribe
    assert follow([A, B], [A], [A, [*B, *range(40, 131)]]) == [[0, 1], [0], [0, 2]]


def test_a_tribe_that_left_a_merger_has_its_old_number():
    assert follow([A, B], [[*A, *B]], [B, A]) == [[0, 1], [0], [1, 0]]


def test_a_group_with_few_old_members_is_a_new_tribe():
    # 1 of 20 users shared by sets of 10 and 11: 1 / sqrt(110) = 0.095 < 0.25
    assert follow([A, B], [B, [0, *range(30, 40)]]) == [[0, 1], [1, 2]]


def test_an_empty_window_forgets_nothing():
    assert follow([A, B], [], [B, A]) == [[0, 1], [], [1, 0]]


def test_a_random_part_of_a_merger_is_no_return_of_the_absorbed_tribe():
    merged = [*A, *B]  # the smaller part has 3 of the 6 users of B: 3 / (6 + 4) < 0.5
    parts = [[0, 1, 2, 3, 4, 5, 13, 14, 15], [6, 7, 8, 9, 10, 11, 12]]
    assert follow([A, B], [merged], parts) == [[0, 1], [0], [0, 2]]
