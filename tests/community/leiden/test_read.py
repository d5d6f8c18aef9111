"""Few nonzeros are checked by numpy, many by a compiled loop: with the same result."""

import numpy as np
import pytest
from scipy import sparse

from tribus.community.leiden._read import (
    ASYMMETRY,
    BAD_COLUMN,
    BAD_INDPTR,
    BAD_WEIGHT,
    NO_FLAW,
    SELF_LOOP,
    check_csr,
    check_small_csr,
    drop_loops_and_zeros,
)


def make_csr(n_nodes=40, n_edges=200, seed=0):
    rng = np.random.default_rng(seed)
    rows, cols = rng.integers(0, n_nodes, (2, n_edges))
    loops = rows == cols
    ends = rows[~loops], cols[~loops]
    array = sparse.coo_array((rng.random(n_edges)[~loops], ends), (n_nodes, n_nodes))
    symmetric = (array + array.T).tocsr()
    return (
        symmetric.indptr.astype(np.uint64),
        symmetric.indices.astype(np.uint32),
        symmetric.data.astype(np.float64),
    )


def with_weight(csr, value, at=7):
    indptr, indices, weights = (one.copy() for one in csr)
    weights[at] = value
    return indptr, indices, weights


def with_column(csr, value, at=7):
    indptr, indices, weights = (one.copy() for one in csr)
    indices[at] = value
    return indptr, indices, weights


CSR = make_csr()
CASES = {
    "a symmetric array": (CSR, NO_FLAW, 0),
    "no nonzero": ((np.zeros(4, np.uint64), np.empty(0, np.uint32), np.empty(0)), NO_FLAW, 0),
    "no node": ((np.zeros(1, np.uint64), np.empty(0, np.uint32), np.empty(0)), NO_FLAW, 0),
    "a zero": (with_weight(CSR, 0.0), ASYMMETRY, 7),
    "a loop": (
        (np.array([0, 1], np.uint64), np.zeros(1, np.uint32), np.ones(1)),
        SELF_LOOP,
        0,
    ),
    "a missing weight": (with_weight(CSR, np.nan), BAD_WEIGHT, 7),
    "an infinite weight": (with_weight(CSR, np.inf), BAD_WEIGHT, 7),
    "a negative weight": (with_weight(CSR, -1.0), BAD_WEIGHT, 7),
    "another weight": (with_weight(CSR, 9.0), ASYMMETRY, 0),
    "a column outside": (with_column(CSR, 99), BAD_COLUMN, 7),
    "a row that ends before it starts": (
        (CSR[0][[0, 2, 1, *range(3, 41)]], *CSR[1:]),
        BAD_INDPTR,
        1,
    ),
    "rows beyond the end": ((CSR[0] + np.uint64(500), *CSR[1:]), BAD_INDPTR, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_both_checks_find_the_same(case):
    csr, flaw, index = CASES[case]
    coefficients = np.random.default_rng(1).random(len(csr[0]) - 1)
    found = [check(*csr, coefficients) for check in (check_csr, check_small_csr)]
    assert [(int(one[1]), int(one[2])) for one in found] == [(flaw, index)] * 2
    if flaw < BAD_WEIGHT:
        assert found[0][0].tobytes() == found[1][0].tobytes()


def test_loops_and_zeros_are_dropped():
    #       0  1  2
    # 0   [ 5  1  0* ]  stored elements: a loop, a tie, a zero
    # 1   [ 1  .  2  ]
    # 2   [ 0* 2  .  ]
    indptr = np.array([0, 3, 5, 7], np.uint64)
    indices = np.array([0, 1, 2, 0, 2, 0, 1], np.uint32)
    weights = np.array([5.0, 1.0, 0.0, 1.0, 2.0, 0.0, 2.0])
    new_indptr, new_indices, new_weights = drop_loops_and_zeros(indptr, indices, weights)
    assert new_indptr.tolist() == [0, 1, 3, 4]
    assert new_indices.tolist() == [1, 0, 2, 1]
    assert new_weights.tolist() == [1.0, 1.0, 2.0, 2.0]
    assert [one.dtype for one in (new_indptr, new_indices)] == [np.uint64, np.uint32]
