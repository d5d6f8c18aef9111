"""The sparsity structure and the order of few ties by numpy, equal to the compiled loops.

A first run would compile these loops for longer than all of its own work takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import mix_array

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64, Uints64
    from tribus.ties._structure_kernel import CsrStructure


def build_small_csr(n_users: int, source: Ints, target: Ints) -> tuple[Ints64, Ints, Ints64, Ints64]:
    """Return the same arrays as `build_csr`."""
    rows, cols = np.concatenate([source, target]).astype(np.int64), np.concatenate([target, source])
    keys, index_of_entry = np.unique(rows * n_users + cols, return_inverse=True)
    rows, cols = np.divmod(keys, max(n_users, 1))
    reverse = np.searchsorted(keys, cols * n_users + rows)
    return (
        find_starts(rows, n_users),
        cols.astype(np.int32),
        reverse,
        index_of_entry[: len(source)].astype(np.int64, copy=False),
    )


def refine_few_colours(colours: Uints64, source: Ints, target: Ints, edges: Uints64) -> Uints64:
    """Return the same colours as `refine_colours`."""
    refined = np.zeros(len(colours), np.uint64)
    np.add.at(refined, source, mix_array(colours[target] ^ edges))
    np.add.at(refined, target, mix_array(~(colours[source] ^ edges)))
    return mix_array(colours + mix_array(refined))


def pair_few_directions(
    structure: CsrStructure, values: Floats
) -> tuple[Ints64, Ints, Ints64, Floats, Floats]:
    """Return the same pairs as `pair_directions`."""
    n_users = len(structure.indptr) - 1
    rows = np.repeat(np.arange(n_users, dtype=np.int32), np.diff(structure.indptr))
    reverse_values = values[structure.reverse]
    nonzero = np.flatnonzero((structure.indices < rows) & ((values > 0.0) | (reverse_values > 0.0)))
    start = find_starts(rows[nonzero], n_users)
    return start, structure.indices[nonzero], nonzero, values[nonzero], reverse_values[nonzero]


def find_starts(rows: Ints | Ints64, n_users: int) -> Ints64:
    """Return the start of each row in sorted rows, and the end of the last."""
    starts = np.zeros(n_users + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=n_users), out=starts[1:])
    return starts
