import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.stability import find_consensus
from tribus.ties.structure import TieStructure


def make_pattern(n_users, pairs):
    source, target = np.array(pairs, np.int32).reshape(-1, 2).T
    return TieStructure.from_pairs(n_users, source.copy(), target.copy())


def everybody(n_users):
    return [(one, other) for one in range(n_users) for other in range(one)]


def agree(structure, found, labels):
    """Votes that a partition goes along with, less those that it goes against, each tie twice."""
    total = 0
    for run in found:
        for one, other in zip(structure.rows, structure.indices, strict=True):
            if min(run[one], run[other]) > -2:
                says = run[one] == run[other] >= 0
                does = labels[one] == labels[other] >= 0
                total += 1 if says == does else -1
    return total


def partitions(n_users):
    """All partitions of so few users."""
    if n_users == 0:
        yield []
        return
    for rest in partitions(n_users - 1):
        for label in range(max(rest, default=-1) + 2):
            yield [*rest, label]


@st.composite
def votes(draw):
    n_users = draw(st.integers(2, 10))
    pairs = draw(st.lists(st.sampled_from(everybody(n_users)), min_size=1))
    labels = st.lists(st.integers(-2, 2), min_size=n_users, max_size=n_users)
    found = draw(st.lists(labels, min_size=1, max_size=5))
    return make_pattern(n_users, pairs), np.array(found, np.int32)


def test_what_all_runs_say_is_the_consensus():
    found = np.array([[0, 0, 0, 1, 1, -1]] * 3, np.int32)
    assert find_consensus(make_pattern(6, everybody(6)), found).tolist() == [0, 0, 0, 1, 1, -1]


def test_a_user_is_where_most_runs_put_them():
    goes, stays = [0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1]
    structure = make_pattern(7, everybody(7))
    found = np.array([goes, stays, stays], np.int32)
    assert find_consensus(structure, found).tolist() == stays
    found = np.array([goes, goes, stays], np.int32)
    assert find_consensus(structure, found).tolist() == [1, 1, 1, 0, 0, 0, 0]


def test_merging_other_two_in_each_run_leaves_three():
    three = np.repeat([0, 1, 2], 3)
    found = np.array([three // 2, (three + 1) // 2, three % 2], np.int32)
    consensus = find_consensus(make_pattern(9, everybody(9)), found)
    assert consensus.tolist() == three.tolist()


def test_those_who_are_not_there_have_no_say():
    found = np.array([[0, 0, 0], [0, 0, -2], [-2, -2, -2], [0, 0, -2]], np.int32)
    assert find_consensus(make_pattern(3, everybody(3)), found).tolist() == [0, 0, 0]


def test_nobody_without_a_tie_has_a_tribe():
    found = np.array([[0, 0, 0, 0]], np.int32)
    assert find_consensus(make_pattern(4, [(0, 1), (1, 2)]), found).tolist() == [0, 0, 0, -1]


def test_without_any_tie_there_is_no_consensus():
    assert find_consensus(make_pattern(3, []), np.full((2, 3), -2, np.int32)).tolist() == [-1] * 3


@settings(max_examples=150, deadline=None)
@given(votes())
def test_no_run_agrees_better_with_all_than_the_consensus(case):
    structure, found = case
    consensus = find_consensus(structure, found)
    assert consensus.dtype == np.int32
    best = agree(structure, found, consensus)
    assert all(agree(structure, found, run) <= best for run in found)


def test_for_a_few_users_it_is_nearly_always_the_best_of_all_partitions():
    generator, n_best = np.random.default_rng(0), 0
    for _ in range(50):
        structure = make_pattern(
            6, [pair for pair in everybody(6) if generator.random() < 0.6] or [(0, 1)]
        )
        found = generator.integers(-2, 3, (4, 6)).astype(np.int32)
        consensus = agree(structure, found, find_consensus(structure, found))
        n_best += consensus == max(agree(structure, found, labels) for labels in partitions(6))
    assert n_best >= 45


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_groups_through_noise(seed):
    generator = np.random.default_rng(seed)
    truth = np.repeat(np.arange(6), 30)
    pairs = [pair for pair in everybody(180) if generator.random() < 0.2]
    found = np.vstack(
        [np.where(generator.random(180) < 0.15, generator.integers(0, 6, 180), truth) for _ in range(15)]
    ).astype(np.int32)
    consensus = find_consensus(make_pattern(180, pairs), found)
    assert consensus.tolist() == truth.tolist()
