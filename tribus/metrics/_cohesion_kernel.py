"""Compiled loops over the ties inside groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Floats, Ints, Ints64


@compiled
def sum_inside(indptr: Ints64, indices: Ints, weights: Floats, labels: Codes, inside: Floats) -> None:
    """Add up the weight that stays inside each group, each tie twice."""
    for node in range(len(labels)):
        label = labels[node]
        for entry in range(indptr[node], indptr[node + 1]):
            if labels[indices[entry]] == label:
                inside[label] += weights[entry]
