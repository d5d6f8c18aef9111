import numpy as np

from tribus.community.numbering import number_by_size, number_tribes


def test_groups_are_numbered_by_size_then_by_first_user():
    labels = np.array([3, 0, 0, 1, 1, 2, 4, 4, 4], np.int32)
    assert number_tribes(labels).tolist() == [-1, 1, 1, 2, 2, -1, 0, 0, 0]
    assert number_tribes(labels).dtype == np.int32


def test_unreal_groups_get_no_number():
    labels = np.array([0, 0, 0, 1, 1, 2, 2], np.int32)
    is_real = np.array([False, True, True])
    assert number_tribes(labels, is_real).tolist() == [-1, -1, -1, 0, 0, 1, 1]


def test_the_last_groups_may_have_lost_all_their_users():
    labels = np.array([0, 0, 1, 1, 1], np.int32)
    is_real = np.array([True, True, True, False, True])
    assert number_tribes(labels, is_real).tolist() == [1, 1, 0, 0, 0]


def test_overlapping_groups_are_numbered_by_the_same_rule():
    # Group 1 has three members. Groups 0 and 2 have two; group 2 has user 0.
    groups, users = np.array([0, 0, 1, 1, 1, 2, 2]), np.array([1, 2, 1, 2, 3, 0, 3])
    assert number_by_size(groups, users, np.bincount(groups)).tolist() == [2, 0, 1]
