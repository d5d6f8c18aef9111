import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.ties.directed_pairs import BothWays, join_both_ways, spread_both_ways
from tribus.ties.structure import Pattern

# 0 and 1 deal both ways, 2 gave to 0, and 3 and 1 have a tie without any value.
SOURCE, TARGET = np.array([0, 1, 2, 3], np.int32), np.array([1, 0, 0, 1], np.int32)
GIVEN = np.array([5.0, 2.0, 3.0, 0.0])


@pytest.fixture
def pattern():
    return Pattern.of_pairs(4, SOURCE, TARGET)


@pytest.fixture
def ties(pattern):
    return BothWays.of_values(pattern, pattern.spread(SOURCE, TARGET, GIVEN))


def test_each_tie_with_a_value_stands_once_at_its_end_of_the_higher_number(ties):
    assert ties.start.tolist() == [0, 0, 1, 2, 2]
    assert ties.other.tolist() == [0, 0]
    assert ties.there.tolist() == [2.0, 3.0]
    assert ties.back.tolist() == [5.0, 0.0]


def test_weights_are_spread_to_both_entries_and_0_to_ties_without_a_value(pattern, ties):
    spread = spread_both_ways(pattern, ties.entries, np.array([7.0, 8.0]))
    dense = np.zeros((4, 4))
    dense[pattern.rows, pattern.indices] = spread
    assert dense.tolist() == [[0, 7, 8, 0], [7, 0, 0, 0], [8, 0, 0, 0], [0, 0, 0, 0]]


def test_directions_are_joined_by_a_share_of_each_mean(ties):
    # 0.5 x (2 + 5) / 2 + 3 sqrt(2 x 5); 0.5 x 3 / 2
    joined = join_both_ways(ties.there, ties.back, mean=0.5, root=3)
    assert joined == pytest.approx([1.75 + 3 * math.sqrt(10), 0.75])


def compare_with_dense(dense):
    pattern = Pattern.of_pairs(len(dense), *(end.astype(np.int32) for end in np.nonzero(dense)))
    ties = BothWays.of_values(pattern, dense[pattern.rows, pattern.indices])
    norm = np.linalg.norm(dense, axis=1)
    expected = dense @ dense.T / np.maximum(np.outer(norm, norm), 1e-300)
    near, far = pattern.rows[ties.entries], pattern.indices[ties.entries]
    np.testing.assert_allclose(ties.cosine(), expected[near, far], atol=1e-12)


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0.01, 100)), min_size=1, max_size=40
    )
)
@settings(max_examples=40, deadline=None)
def test_cosine_on_ties_is_the_dense_cosine(links):
    dense = np.zeros((8, 8))
    for source, target, weight in links:
        if source != target:
            dense[source, target] = weight
    compare_with_dense(dense)


@pytest.mark.parametrize("seed", range(5))
def test_cosine_is_the_dense_one_where_some_have_many_more_ties_than_others(seed):
    generator = np.random.default_rng(seed)
    active = generator.permutation(np.linspace(0, 1, 120) ** 6)
    dense = generator.exponential(size=(120, 120)) * (
        generator.random((120, 120)) < np.maximum.outer(active, active)
    )
    np.fill_diagonal(dense, 0.0)
    compare_with_dense(dense)


def test_who_deals_with_nobody_is_no_obstacle():
    pattern = Pattern.of_pairs(3, np.array([0], np.int32), np.array([2], np.int32))
    ties = BothWays.of_values(pattern, np.zeros(2))
    assert len(ties.there) == len(ties.cosine()) == 0
    assert spread_both_ways(pattern, ties.entries, np.empty(0)).tolist() == [0.0, 0.0]
