"""Compiled: degree-preserving swaps of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, compiled, inlined, mix_bits, prefetch

if TYPE_CHECKING:
    from tribus._core.arrays import Ints, Ints64, Uints64

BLOCK = 32  # pairs whose memory is prefetched together; their swaps follow one by one


@compiled
def swap_ends(
    user_of: Ints,
    head: Ints64,
    tail: Ints64,
    start: int,
    stop: int,
    n_first: int,
    key: np.uint64,
    n_wanted: int,
    max_tries: int,
    table: Uints64,
) -> int:
    """Swap the tails of random pairs of the ties `start` to `stop`; return the number of swaps.

    Heads and tails are nonzeros, and `user_of` is the user (row) of each. One tie of each pair is among
    the first `n_first`. A swap that would make a self-loop or a tie that exists is left out.
    """
    n_swaps, n_ties = 0, stop - start
    mask = np.uint64(len(table) - 1)
    heads, tails = user_of[head[start:stop]], user_of[tail[start:stop]]
    ties, seconds = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    for first in range(0, max_tries, BLOCK):
        if n_swaps >= n_wanted:
            break
        n_block = min(BLOCK, max_tries - first)
        for index in range(n_block):
            random = mix_bits(key + np.uint64(2 * (first + index)) * GOLDEN)
            ties[index] = np.int64(random % np.uint64(n_first))
            random = mix_bits(key + np.uint64(2 * (first + index) + 1) * GOLDEN)
            seconds[index] = np.int64((random >> np.uint64(1)) % np.uint64(n_ties))
            for end in (ties[index], seconds[index]):
                prefetch(heads, end)
                prefetch(tails, end)
        for index in range(n_block):
            tie, second = ties[index], seconds[index]
            prefetch(table, mix_bits(_key(heads[tie], tails[second])) & mask)
            prefetch(table, mix_bits(_key(heads[second], tails[tie])) & mask)
        for index in range(n_block):
            tie, second = ties[index], seconds[index]
            a, b, c, d = heads[tie], tails[tie], heads[second], tails[second]
            if n_swaps >= n_wanted or a == d or c == b or tie == second:
                continue
            ad, cb = _key(a, d), _key(c, b)
            if table[_find(table, ad)] == 0 and table[_find(table, cb)] == 0:
                _remove(table, _key(a, b))
                _remove(table, _key(c, d))
                table[_find(table, ad)] = ad
                table[_find(table, cb)] = cb
                tails[tie], tails[second] = d, b
                i, j = start + tie, start + second
                tail[i], tail[j] = tail[j], tail[i]
                n_swaps += 1
    return n_swaps


@compiled
def fill_table(user_of: Ints, head: Ints64, tail: Ints64, table: Uints64) -> None:
    """Insert all ties into a hash table of open addressing; its length is a power of two."""
    for tie in range(len(head)):
        key = _key(user_of[head[tie]], user_of[tail[tie]])
        table[_find(table, key)] = key


@inlined
def _key(i: int, j: int) -> np.uint64:
    """Return the key of a pair of users, above 0, the same in both directions."""
    low, high = (i, j) if i < j else (j, i)
    return (np.uint64(low) << np.uint64(32) | np.uint64(high)) + np.uint64(1)


@compiled
def _find(table: Uints64, key: np.uint64) -> np.uint64:
    """Return the slot of a key, or the free slot where it belongs (linear probing)."""
    mask = np.uint64(len(table) - 1)
    slot = mix_bits(key) & mask
    while table[slot] != 0 and table[slot] != key:
        slot = (slot + np.uint64(1)) & mask
    return slot


@compiled
def _remove(table: Uints64, key: np.uint64) -> None:
    """Remove a key, and close the gap in its probe sequence (Knuth, TAOCP 3, 6.4, algorithm R)."""
    mask = np.uint64(len(table) - 1)
    free = _find(table, key)
    slot = free
    table[free] = np.uint64(0)
    while True:
        slot = (slot + np.uint64(1)) & mask
        if table[slot] == 0:
            return
        home = mix_bits(table[slot]) & mask
        if (slot - home) & mask >= (slot - free) & mask:
            table[free] = table[slot]
            table[slot] = np.uint64(0)
            free = slot
