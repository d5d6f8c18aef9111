"""Compiled: the weight inside groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Floats, Ints, Ints64


@compiled
def sum_internal(
    indptr: Ints64, indices: Ints, weights: Floats, labels: Codes, internal: Floats
) -> None:
    """Add the weight inside each group to `internal`; each tie counts twice."""
    for row in range(len(labels)):
        label = labels[row]
        for edge in range(indptr[row], indptr[row + 1]):
            if labels[indices[edge]] == label:
                internal[label] += weights[edge]
