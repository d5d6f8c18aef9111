"""The evidence of few ties by numpy, equal to the compiled loops to the byte.

Logarithms and powers come from the C library, as in the compiled loops: numpy's differ by processor.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import sum_by

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.ties._structure_kernel import CsrStructure


def log1p_few(values: Floats) -> Floats:
    """Return the same logarithms as `log1p_each`."""
    return np.fromiter(map(math.log1p, values.tolist()), np.float64, len(values))


def weigh_few_activities(
    structure: CsrStructure, count: Floats, *, logarithm: bool, normalization: float, weight: float
) -> tuple[Floats, Floats]:
    """Return the same factors as `weigh_activity`."""
    n_users = len(structure.indptr) - 1
    some, rows, evidence = _find_evidence(structure, count, logarithm=logarithm)
    given = sum_by(rows, evidence, n_users)
    received = sum_by(structure.indices[some], evidence, n_users)
    return weight * _raise(given, -normalization), _raise(received, -normalization)


def add_few_evidence(
    structure: CsrStructure,
    count: Floats,
    activity: tuple[Floats, Floats],
    strength: Floats,
    *,
    logarithm: bool,
) -> None:
    """Add the same evidence as `add_evidence`."""
    out_factor, in_factor = activity
    some, rows, evidence = _find_evidence(structure, count, logarithm=logarithm)
    strength[some] += evidence * out_factor[rows] * in_factor[structure.indices[some]]


def _find_evidence(
    structure: CsrStructure, count: Floats, *, logarithm: bool
) -> tuple[Ints64, Ints, Floats]:
    """Return the index, the row and the evidence of each count above 0."""
    some = np.flatnonzero(count > 0.0)
    n_rows = len(structure.indptr) - 1
    rows = np.repeat(np.arange(n_rows, dtype=np.int32), np.diff(structure.indptr))[some]
    if not logarithm:
        return some, rows, count[some]
    distinct, number = np.unique(count[some], return_inverse=True)
    return some, rows, log1p_few(distinct)[number]


def _raise(sums: Floats, power: float) -> Floats:
    """Return the powers of the sums above 0, and 0 elsewhere."""
    powers = np.zeros(len(sums))
    some = sums > 0.0
    powers[some] = [value**power for value in sums[some].tolist()]
    return powers
