import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.ties.directed_pairs import DirectedPairs, combine_directions, scatter_symmetric
from tribus.ties.structure import TieStructure

# 0 and 1 deal both ways, 2 gave to 0, and 3 and 1 have a tie without any value.
SOURCE, TARGET = np.array([0, 1, 2, 3], np.int32), np.array([1, 0, 0, 1], np.int32)
GIVEN = np.array([5.0, 2.0, 3.0, 0.0])


@pytest.fixture
def structure():
    return TieStructure.from_pairs(4, SOURCE, TARGET)


@pytest.fixture
def ties(structure):
    return DirectedPairs.of_values(structure, structure.spread(SOURCE, TARGET, GIVEN))


def test_each_tie_with_a_value_stands_once_at_its_end_of_the_higher_number(ties):
    assert ties.start.tolist() == [0, 0, 1, 2, 2]
    assert ties.other.tolist() == [0, 0]
    assert ties.there.tolist() == [2.0, 3.0]
    assert ties.back.tolist() == [5.0, 0.0]


def test_weights_are_spread_to_both_entries_and_0_to_ties_without_a_value(structure, ties):
    spread = scatter_symmetric(structure, ties.entries, np.array([7.0, 8.0]))
    dense = np.zeros((4, 4))
    dense[structure.rows, structure.indices] = spread
    assert dense.tolist() == [[0, 7, 8, 0], [7, 0, 0, 0], [8, 0, 0, 0], [0, 0, 0, 0]]


def test_directions_are_joined_by_a_share_of_each_mean(ties):
    # 0.5 x (2 + 5) / 2 + 3 sqrt(2 x 5); 0.5 x 3 / 2
    joined = combine_directions(ties.there, ties.back, mean=0.5, root=3)
    assert joined == pytest.approx([1.75 + 3 * math.sqrt(10), 0.75])


def compare_with_dense(dense):
    structure = TieStructure.from_pairs(len(dense), *(end.astype(np.int32) for end in np.nonzero(dense)))
    ties = DirectedPairs.of_values(structure, dense[structure.rows, structure.indices])
    norm = np.linalg.norm(dense, axis=1)
    expected = dense @ dense.T / np.maximum(np.outer(norm, norm), 1e-300)
    near, far = structure.rows[ties.entries], structure.indices[ties.entries]
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
    structure = TieStructure.from_pairs(3, np.array([0], np.int32), np.array([2], np.int32))
    ties = DirectedPairs.of_values(structure, np.zeros(2))
    assert len(ties.there) == len(ties.cosine()) == 0
    assert scatter_symmetric(structure, ties.entries, np.empty(0)).tolist() == [0.0, 0.0]
