import numpy as np
import pytest

from tribus.ties.structure import TieStructure

SOURCE, TARGET = np.array([0, 2, 1, 3], np.int32), np.array([1, 1, 0, 1], np.int32)


@pytest.fixture
def structure():
    # Ties 0-1 (both directions), 1-2 and 1-3; user 4 has none.
    return TieStructure.from_pairs(5, SOURCE, TARGET)


def test_each_tie_has_two_nonzeros_in_sorted_rows(structure):
    assert structure.indptr.tolist() == [0, 1, 4, 5, 6, 6]
    assert structure.indices.tolist() == [1, 0, 2, 3, 1, 1]
    assert structure.rows.tolist() == [0, 1, 1, 1, 2, 3]
    assert (structure.n_users, structure.n_ties) == (5, 3)


def test_types_are_as_documented(structure):
    assert (structure.indptr.dtype, structure.indices.dtype, structure.reverse.dtype) == (
        np.int64,
        np.int32,
        np.int64,
    )


def test_reverse_is_the_index_of_the_transposed_nonzero(structure):
    assert np.array_equal(structure.rows[structure.reverse], structure.indices)
    assert np.array_equal(structure.indices[structure.reverse], structure.rows)


def test_scatter_writes_values_at_their_pairs(structure):
    scattered = structure.scatter(SOURCE, TARGET, np.array([1.0, 2.0, 3.0, 4.0]))
    dense = structure.to_csr(scattered).toarray()
    assert dense[0, 1] == 1
    assert dense[2, 1] == 2
    assert dense[1, 0] == 3
    assert dense[3, 1] == 4
    assert dense.sum() == 10


@pytest.mark.parametrize(
    ("row", "col", "index"),
    [(0, 1, 0), (1, 0, 1), (1, 3, 3), (3, 1, 5), (0, 2, None), (4, 0, None), (3, 4, None)],
)
def test_only_a_tie_has_an_index(structure, row, col, index):
    assert structure.index_of(row, col) == index


def test_a_sparse_array_has_no_zeros_and_no_shared_memory(structure):
    values = np.array([1.0, 1, 0, 2, 0, 2])
    csr = structure.to_csr(values)
    assert csr.nnz == 4
    csr.data[:] = 9
    csr.indices[:] = 0
    assert values.tolist() == [1, 1, 0, 2, 0, 2]
    assert structure.indices.tolist() == [1, 0, 2, 3, 1, 1]


def test_duplicate_pairs_are_one_tie():
    many = np.zeros(1000, np.int32)
    assert TieStructure.from_pairs(2, many, many + 1).n_ties == 1


def test_sums_of_rows_are_floats_even_without_entries():
    empty = TieStructure.from_pairs(3, np.empty(0, np.int32), np.empty(0, np.int32))
    assert empty.n_ties == 0
    assert empty.sum_rows(np.empty(0)).dtype == np.float64
    assert empty.sum_rows(np.empty(0)).tolist() == [0, 0, 0]
