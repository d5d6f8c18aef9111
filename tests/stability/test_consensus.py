import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.stability import find_consensus
from tribus.ties.structure import TieStructure


def make_structure(n_users, pairs):
    source, target = np.array(pairs, np.int32).reshape(-1, 2).T
    return TieStructure.from_pairs(n_users, source.copy(), target.copy())


def all_pairs(n_users):
    return [(i, j) for i in range(n_users) for j in range(i)]


def count_agreement(structure, run_labels, labels):
    """Return the votes that agree with a partition, minus the others; each tie counts twice."""
    total = 0
    for run in run_labels:
        for i, j in zip(structure.rows, structure.indices, strict=True):
            if min(run[i], run[j]) > -2:
                in_run = run[i] == run[j] >= 0
                in_partition = labels[i] == labels[j] >= 0
                total += 1 if in_run == in_partition else -1
    return total


def partitions(n_users):
    """Yield all partitions of the users."""
    if n_users == 0:
        yield []
        return
    for rest in partitions(n_users - 1):
        for label in range(max(rest, default=-1) + 2):
            yield [*rest, label]


@st.composite
def votes(draw):
    n_users = draw(st.integers(2, 10))
    pairs = draw(st.lists(st.sampled_from(all_pairs(n_users)), min_size=1))
    labels = st.lists(st.integers(-2, 2), min_size=n_users, max_size=n_users)
    run_labels = draw(st.lists(labels, min_size=1, max_size=5))
    return make_structure(n_users, pairs), np.array(run_labels, np.int32)


def test_the_consensus_of_equal_runs_is_their_partition():
    run_labels = np.array([[0, 0, 0, 1, 1, -1]] * 3, np.int32)
    assert find_consensus(make_structure(6, all_pairs(6)), run_labels).tolist() == [0, 0, 0, 1, 1, -1]


def test_a_user_is_in_the_tribe_of_most_runs():
    moves, stays = [0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1]
    structure = make_structure(7, all_pairs(7))
    run_labels = np.array([moves, stays, stays], np.int32)
    assert find_consensus(structure, run_labels).tolist() == stays
    run_labels = np.array([moves, moves, stays], np.int32)
    assert find_consensus(structure, run_labels).tolist() == [1, 1, 1, 0, 0, 0, 0]


def test_if_each_run_merges_other_tribes_the_consensus_has_three():
    three = np.repeat([0, 1, 2], 3)
    run_labels = np.array([three // 2, (three + 1) // 2, three % 2], np.int32)
    consensus = find_consensus(make_structure(9, all_pairs(9)), run_labels)
    assert consensus.tolist() == three.tolist()


def test_users_without_ties_in_a_run_have_no_vote():
    run_labels = np.array([[0, 0, 0], [0, 0, -2], [-2, -2, -2], [0, 0, -2]], np.int32)
    assert find_consensus(make_structure(3, all_pairs(3)), run_labels).tolist() == [0, 0, 0]


def test_users_without_ties_have_no_tribe():
    run_labels = np.array([[0, 0, 0, 0]], np.int32)
    assert find_consensus(make_structure(4, [(0, 1), (1, 2)]), run_labels).tolist() == [0, 0, 0, -1]


def test_without_ties_there_is_no_consensus():
    assert find_consensus(make_structure(3, []), np.full((2, 3), -2, np.int32)).tolist() == [-1] * 3


@settings(max_examples=150, deadline=None)
@given(votes())
def test_no_run_agrees_better_with_all_runs_than_the_consensus(case):
    structure, run_labels = case
    consensus = find_consensus(structure, run_labels)
    assert consensus.dtype == np.int32
    best = count_agreement(structure, run_labels, consensus)
    assert all(count_agreement(structure, run_labels, run) <= best for run in run_labels)


def test_for_few_users_the_consensus_is_almost_always_optimal():
    generator, n_best = np.random.default_rng(0), 0
    for _ in range(50):
        structure = make_structure(
            6, [pair for pair in all_pairs(6) if generator.random() < 0.6] or [(0, 1)]
        )
        run_labels = generator.integers(-2, 3, (4, 6)).astype(np.int32)
        consensus = count_agreement(structure, run_labels, find_consensus(structure, run_labels))
        n_best += consensus == max(
            count_agreement(structure, run_labels, labels) for labels in partitions(6)
        )
    assert n_best >= 45


@pytest.mark.parametrize("seed", range(3))
def test_the_consensus_recovers_groups_from_noisy_runs(seed):
    generator = np.random.default_rng(seed)
    truth = np.repeat(np.arange(6), 30)
    pairs = [pair for pair in all_pairs(180) if generator.random() < 0.2]
    run_labels = np.vstack(
        [np.where(generator.random(180) < 0.15, generator.integers(0, 6, 180), truth) for _ in range(15)]
    ).astype(np.int32)
    consensus = find_consensus(make_structure(180, pairs), run_labels)
    assert consensus.tolist() == truth.tolist()
