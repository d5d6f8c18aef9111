import numpy as np
import pytest

from tribus.ties.structure import TieStructure

SOURCE, TARGET = np.array([0, 2, 1, 3], np.int32), np.array([1, 1, 0, 1], np.int32)


@pytest.fixture
def structure():
    # Ties 0-1 (both ways), 1-2 and 1-3; user 4 has none.
    return TieStructure.from_pairs(5, SOURCE, TARGET)


def test_each_tie_stands_twice_in_sorted_rows(structure):
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


def test_the_mirror_of_an_entry_is_the_same_tie_seen_from_the_other_end(structure):
    assert np.array_equal(structure.rows[structure.reverse], structure.indices)
    assert np.array_equal(structure.indices[structure.reverse], structure.rows)


def test_values_of_pairs_land_on_their_entries(structure):
    spread = structure.spread(SOURCE, TARGET, np.array([1.0, 2.0, 3.0, 4.0]))
    dense = structure.to_csr(spread).toarray()
    assert dense[0, 1] == 1
    assert dense[2, 1] == 2
    assert dense[1, 0] == 3
    assert dense[3, 1] == 4
    assert dense.sum() == 10


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [(0, 1, 0), (1, 0, 1), (1, 3, 3), (3, 1, 5), (0, 2, None), (4, 0, None), (3, 4, None)],
)
def test_a_pair_is_found_only_if_it_has_a_tie(structure, one, other, found):
    assert structure.place(one, other) == found


def test_a_sparse_array_leaves_zeros_out_and_shares_nothing(structure):
    values = np.array([1.0, 1, 0, 2, 0, 2])
    csr = structure.to_csr(values)
    assert csr.nnz == 4
    csr.data[:] = 9
    csr.indices[:] = 0
    assert values.tolist() == [1, 1, 0, 2, 0, 2]
    assert structure.indices.tolist() == [1, 0, 2, 3, 1, 1]


def test_many_mentions_of_one_pair_are_one_tie():
    many = np.zeros(1000, np.int32)
    assert TieStructure.from_pairs(2, many, many + 1).n_ties == 1


def test_sums_of_rows_are_floats_even_without_entries():
    empty = TieStructure.from_pairs(3, np.empty(0, np.int32), np.empty(0, np.int32))
    assert empty.n_ties == 0
    assert empty.sum_rows(np.empty(0)).dtype == np.float64
    assert empty.sum_rows(np.empty(0)).tolist() == [0, 0, 0]
