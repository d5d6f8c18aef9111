"""Random numbers and orders, the same on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, compiled, mix_bits

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Ints64, Uints64


@compiled
def next_random(state: Uints64) -> np.uint64:
    """Advance a splitmix64 generator (Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195)."""
    state[0] += GOLDEN
    return mix_bits(state[0])


@compiled
def random_order(n_nodes: int, state: Uints64) -> Codes:
    """Shuffle 0..n-1 (Fisher & Yates, inside out)."""
    order = np.empty(n_nodes, np.uint32)
    for node in range(n_nodes):
        pick = next_random(state) % np.uint64(node + 1)
        order[node] = order[pick]
        order[pick] = node
    return order


@compiled
def find_starts(labels: Codes, n_labels: int) -> Ints64:
    """Where the nodes of each label begin when they are sorted by label, and where the last ends."""
    start = np.zeros(n_labels + 1, np.int64)
    for label in labels:
        start[label + 1] += 1
    for label in range(n_labels):
        start[label + 1] += start[label]
    return start


@compiled
def shuffle_within(labels: Codes, n_labels: int, state: Uints64) -> Codes:
    """Nodes label by label, shuffled inside each: what labels keep apart, memory need not mix."""
    start = find_starts(labels, n_labels)
    place, order = start.copy(), np.empty(len(labels), np.uint32)
    for node in range(len(labels)):
        label = labels[node]
        last = place[label]
        n_before = np.uint64(last - start[label] + 1)
        pick = start[label] + np.int64(next_random(state) % n_before)
        order[last] = order[pick]
        order[pick] = node
        place[label] += 1
    return order
