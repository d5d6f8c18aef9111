"""Held-out ties: networks without some of their ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.ties.protocols import TieCounts

N_FOLDS = 20  # of the ties, one of which is held out; without more ties too few triangles remain


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


def draw_folds(ties: TieCounts, *, n_used: int, seed: int) -> Iterator[Fold]:
    """Yield a network without a twentieth of its ties, `n_used` times; no tie is held out twice.

    Parameters
    ----------
    ties
        Sparsity structure and counts.
    n_used
        Number of folds, 1 to 20.
    seed
        Seed of the choice of ties.
    """
    structure = ties.structure
    tie = np.flatnonzero(structure.rows < structure.indices)
    order = np.random.default_rng((seed, N_FOLDS)).permutation(len(tie))
    for number in range(n_used):
        yield hold_out(ties, tie[order % N_FOLDS == number])


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
