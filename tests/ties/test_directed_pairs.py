import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.ties.directed_pairs import DirectedPairs, combine_directions, scatter_symmetric
from tribus.ties.structure import TieStructure

# 0 and 1 have values in both directions, 2 has one to 0, and the tie of 3 and 1 has no value.
SOURCE, TARGET = np.array([0, 1, 2, 3], np.int32), np.array([1, 0, 0, 1], np.int32)
VALUES = np.array([5.0, 2.0, 3.0, 0.0])


@pytest.fixture
def structure():
    return TieStructure.from_pairs(4, SOURCE, TARGET)


@pytest.fixture
def pairs(structure):
    return DirectedPairs.from_values(structure, structure.scatter(SOURCE, TARGET, VALUES))


def test_each_tie_with_a_value_is_one_pair_with_i_above_j(pairs):
    assert pairs.start.tolist() == [0, 0, 1, 2, 2]
    assert pairs.col.tolist() == [0, 0]
    assert pairs.w_ij.tolist() == [2.0, 3.0]
    assert pairs.w_ji.tolist() == [5.0, 0.0]


def test_weights_are_scattered_to_both_nonzeros_and_ties_without_a_value_get_0(structure, pairs):
    scattered = scatter_symmetric(structure, pairs.nonzero, np.array([7.0, 8.0]))
    dense = np.zeros((4, 4))
    dense[structure.rows, structure.indices] = scattered
    assert dense.tolist() == [[0, 7, 8, 0], [7, 0, 0, 0], [8, 0, 0, 0], [0, 0, 0, 0]]


def test_directions_are_combined_by_the_weights_of_both_means(pairs):
    # 0.5 x (2 + 5) / 2 + 3 sqrt(2 x 5); 0.5 x 3 / 2
    combined = combine_directions(pairs.w_ij, pairs.w_ji, mean=0.5, root=3)
    assert combined == pytest.approx([1.75 + 3 * math.sqrt(10), 0.75])


def compare_with_dense(dense):
    structure = TieStructure.from_pairs(
        len(dense), *(users.astype(np.int32) for users in np.nonzero(dense))
    )
    pairs = DirectedPairs.from_values(structure, dense[structure.rows, structure.indices])
    norm = np.linalg.norm(dense, axis=1)
    expected = dense @ dense.T / np.maximum(np.outer(norm, norm), 1e-300)
    row, col = structure.rows[pairs.nonzero], structure.indices[pairs.nonzero]
    np.testing.assert_allclose(pairs.cosine(), expected[row, col], atol=1e-12)


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0.01, 100)), min_size=1, max_size=40
    )
)
@settings(max_examples=40, deadline=None)
def test_cosine_equals_the_dense_cosine(links):
    dense = np.zeros((8, 8))
    for source, target, weight in links:
        if source != target:
            dense[source, target] = weight
    compare_with_dense(dense)


@pytest.mark.parametrize("seed", range(5))
def test_cosine_equals_the_dense_cosine_with_uneven_degrees(seed):
    generator = np.random.default_rng(seed)
    active = generator.permutation(np.linspace(0, 1, 120) ** 6)
    dense = generator.exponential(size=(120, 120)) * (
        generator.random((120, 120)) < np.maximum.outer(active, active)
    )
    np.fill_diagonal(dense, 0.0)
    compare_with_dense(dense)


def test_a_structure_without_values_has_no_pairs():
    structure = TieStructure.from_pairs(3, np.array([0], np.int32), np.array([2], np.int32))
    pairs = DirectedPairs.from_values(structure, np.zeros(2))
    assert len(pairs.w_ij) == len(pairs.cosine()) == 0
    assert scatter_symmetric(structure, pairs.nonzero, np.empty(0)).tolist() == [0.0, 0.0]
