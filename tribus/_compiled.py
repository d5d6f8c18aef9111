"""What all compiled loops share."""

from __future__ import annotations

import numba
import numpy as np

compiled = numba.njit(cache=True, nogil=True)


@compiled
def mix_bits(value: np.uint64) -> np.uint64:
    """Spread each bit over all 64: the finaliser of splitmix64 (doi:10.1145/2714064.2660195)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
