"""Compiled loops over ties that chance might have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, compiled, mix_bits

if TYPE_CHECKING:
    from tribus._core.arrays import Ints, Ints64, Uints64


@compiled
def swap_ends(
    owner: Ints,
    one: Ints64,
    other: Ints64,
    begin: int,
    end: int,
    turns: bool,
    key: np.uint64,
    wanted: int,
    tries: int,
    known: Uints64,
) -> int:
    """Give ties `begin` to `end`, two at a time, one another's far ends; tell how often.

    It is done `wanted` times for each tie, in so many `tries` for each at most. Each end of a tie is a
    place whose `owner` keeps it. A swap that would tie somebody to themselves, or two people twice, is
    left out. Where a tie is alike in both directions it `turns` half of the times.
    """
    n_ties = end - begin
    n_swapped = 0
    for step in range(tries * n_ties if n_ties > 1 else 0):
        if n_swapped >= wanted * n_ties:
            break
        chance = mix_bits(key + np.uint64(2 * step) * GOLDEN)
        tie = begin + np.int64(chance % np.uint64(n_ties))
        chance = mix_bits(key + np.uint64(2 * step + 1) * GOLDEN)
        second = begin + np.int64((chance >> np.uint64(1)) % np.uint64(n_ties))
        if turns and chance & np.uint64(1):
            one[second], other[second] = other[second], one[second]
        source, target = owner[one[tie]], owner[other[tie]]
        second_source, second_target = owner[one[second]], owner[other[second]]
        if source == second_target or second_source == target or tie == second:
            continue
        first_key, second_key = _key(source, second_target), _key(second_source, target)
        is_new = known[_find(known, first_key)] == 0 and known[_find(known, second_key)] == 0
        if is_new:
            _remove(known, _key(source, target))
            _remove(known, _key(second_source, second_target))
            known[_find(known, first_key)] = first_key
            known[_find(known, second_key)] = second_key
            other[tie], other[second] = other[second], other[tie]
            n_swapped += 1
    return n_swapped


@compiled
def know_ties(owner: Ints, one: Ints64, other: Ints64, known: Uints64) -> None:
    """Put every tie into a table of open addresses, whose length is a power of two."""
    for tie in range(len(one)):
        key = _key(owner[one[tie]], owner[other[tie]])
        known[_find(known, key)] = key


@compiled
def _key(one: int, other: int) -> np.uint64:
    """Number of a pair, above 0, the same in both directions."""
    low, high = min(one, other), max(one, other)
    return (np.uint64(low) << np.uint64(32) | np.uint64(high)) + np.uint64(1)


@compiled
def _find(known: Uints64, key: np.uint64) -> np.uint64:
    """Place of a key in the table, or the free place where it belongs."""
    mask = np.uint64(len(known) - 1)
    place = mix_bits(key) & mask
    while known[place] != 0 and known[place] != key:
        place = (place + np.uint64(1)) & mask
    return place


@compiled
def _remove(known: Uints64, key: np.uint64) -> None:
    """Take out a key, and move up what it kept from its place (Knuth, TAOCP 3, 6.4, algorithm R)."""
    mask = np.uint64(len(known) - 1)
    free = _find(known, key)
    place = free
    known[free] = np.uint64(0)
    while True:
        place = (place + np.uint64(1)) & mask
        if known[place] == 0:
            return
        home = mix_bits(known[place]) & mask
        if (place - home) & mask >= (place - free) & mask:
            known[free] = known[place]
            known[place] = np.uint64(0)
            free = place
