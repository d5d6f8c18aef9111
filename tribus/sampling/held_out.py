"""Held-out ties: networks without some of their ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.ties.protocols import TieCounts


class Fold(NamedTuple):
    """The counts of a network without the events of some ties.

    Attributes
    ----------
    held_out
        Nonzero of each tie that is held out, int64, shape `(n_held_out,)`.
    ends
        Both users of each of these ties, int32, shape `(2, n_held_out)`.
    is_training
        Nonzeros of the other ties, the same in both directions, bool, shape `(n_nonzeros,)`.
    counts
        Counts of the other ties by kind, shape `(n_nonzeros,)`; 0 elsewhere.
    """

    held_out: Ints64
    ends: Ints
    is_training: Bools
    counts: dict[str, Floats]


def draw_folds(ties: TieCounts, *, n_folds: int, n_used: int, seed: int) -> Iterator[Fold]:
    """Yield a network without a share of its ties, several times; no tie is held out twice.

    Parameters
    ----------
    ties
        Sparsity structure and counts.
    n_folds
        Number of parts of the ties, 2 or more. One part at a time is held out.
    n_used
        Number of parts that are held out, 1 to `n_folds`.
    seed
        Seed of the choice of ties.
    """
    structure = ties.structure
    tie = np.flatnonzero(structure.rows < structure.indices)
    order = np.random.default_rng((seed, n_folds)).permutation(len(tie))
    for number in range(n_used):
        yield hold_out(ties, tie[order % n_folds == number])


def hold_out(ties: TieCounts, held_out: Ints64) -> Fold:
    """Return a network without some ties, each given as its nonzero in one direction."""
    structure = ties.structure
    is_training = np.ones(len(structure.indices), np.bool_)
    is_training[held_out] = is_training[structure.reverse[held_out]] = False
    return Fold(
        held_out,
        np.stack([structure.rows[held_out], structure.indices[held_out]]),
        is_training,
        {kind: np.where(is_training, values, 0.0) for kind, values in ties.counts.items()},
    )
