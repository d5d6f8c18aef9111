"""Compiled: random numbers and orders, the same on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, compiled, inlined, mix_bits

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Ints64, Uints64


@inlined
def next_random(state: Uints64) -> np.uint64:
    """Advance a splitmix64 generator (Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195)."""
    state[0] += GOLDEN
    return mix_bits(state[0])


@compiled
def random_order(n_nodes: int, state: Uints64) -> Codes:
    """Return a random permutation of 0..n-1 (Fisher & Yates, inside-out)."""
    order = np.empty(n_nodes, np.uint32)
    for i in range(n_nodes):
        pick = next_random(state) % np.uint64(i + 1)
        order[i] = order[pick]
        order[pick] = i
    return order


@compiled
def find_starts(labels: Codes, n_labels: int) -> Ints64:
    """Return the start of each label when nodes are sorted by label, and the end of the last."""
    start = np.zeros(n_labels + 1, np.int64)
    for i in range(len(labels)):
        start[labels[i] + 1] += 1
    for label in range(n_labels):
        start[label + 1] += start[label]
    return start


@compiled
def shuffle_within(labels: Codes, n_labels: int, state: Uints64) -> Codes:
    """Return the nodes sorted by label, in random order within each label, for memory locality."""
    start = find_starts(labels, n_labels)
    free, order = find_starts(labels, n_labels), np.empty(len(labels), np.uint32)
    for i in range(len(labels)):
        label = labels[i]
        last = free[label]
        n_before = np.uint64(last - start[label] + 1)
        pick = start[label] + np.int64(next_random(state) % n_before)
        order[last] = order[pick]
        order[pick] = i
        free[label] += 1
    return order
