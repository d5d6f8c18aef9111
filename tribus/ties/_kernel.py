"""Compiled loops over ties: evidence of each kind, both directions of a tie, and shared attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, prefetch

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64

KNOWN_LOGARITHMS = 256  # of whole counts; most counts are small
AHEAD = 16  # places for which memory is asked beforehand
MUCH_LONGER = 8  # from here on a list is searched, not walked


@compiled
def weigh_activity(
    indptr: Ints64, indices: Ints, count: Floats, logarithm: bool, normalization: float, weight: float
) -> tuple[Floats, Floats]:
    """What the evidence of one kind is multiplied by for who gives it, and for who gets it."""
    n_users = len(indptr) - 1
    logarithms = np.log1p(np.arange(float(KNOWN_LOGARITHMS)))
    given, taken = np.zeros(n_users), np.zeros(n_users)
    for user in range(n_users):
        for entry in range(indptr[user], indptr[user + 1]):
            if count[entry] > 0.0:  # few entries have any one kind
                evidence = _evidence(count[entry], logarithm, logarithms)
                given[user] += evidence
                taken[indices[entry]] += evidence
    for user in range(n_users):
        given[user] = weight * given[user] ** -normalization if given[user] > 0.0 else 0.0
        taken[user] = taken[user] ** -normalization if taken[user] > 0.0 else 0.0
    return given, taken


@compiled
def add_evidence(
    indptr: Ints64,
    indices: Ints,
    count: Floats,
    logarithm: bool,
    given: Floats,
    taken: Floats,
    strength: Floats,
) -> None:
    """Add the evidence of one kind, balanced by activity, to the strength of each entry."""
    logarithms = np.log1p(np.arange(float(KNOWN_LOGARITHMS)))
    for user in range(len(indptr) - 1):
        for entry in range(indptr[user], indptr[user + 1]):
            if count[entry] > 0.0:
                evidence = _evidence(count[entry], logarithm, logarithms)
                strength[entry] += evidence * given[user] * taken[indices[entry]]


@compiled
def _evidence(count: float, logarithm: bool, logarithms: Floats) -> float:
    evidence: float = count
    if logarithm:
        whole = int(count) if count < len(logarithms) else 0
        evidence = logarithms[whole] if whole == count else np.log1p(count)
    return evidence


@compiled
def pair_directions(
    indptr: Ints64,
    indices: Ints,
    reverse: Ints64,
    values: Floats,
    start: Ints64,
    other: Ints,
    entries: Ints64,
    there: Floats,
    back: Floats,
) -> int:
    """Fill in the ties with a value in a direction, at their end of the higher number; count them."""
    n_ties = 0
    start[0] = 0
    for user in range(len(indptr) - 1):
        for entry in range(indptr[user], indptr[user + 1]):
            if indices[entry] > user:
                break  # these stand with their other end
            value, mirrored = values[entry], values[reverse[entry]]
            if value > 0.0 or mirrored > 0.0:
                other[n_ties], entries[n_ties] = indices[entry], entry
                there[n_ties], back[n_ties] = value, mirrored
                n_ties += 1
        start[user + 1] = n_ties
    return n_ties


@compiled
def combine_values(there: Floats, back: Floats, mean: float, root: float, joined: Floats) -> None:
    """Fill in `mean (there + back) / 2 + root √(there back)`."""
    for tie in range(len(joined)):
        one, other = there[tie], back[tie]
        joined[tie] = mean * (one + other) / 2.0 + root * np.sqrt(one * other)


@compiled
def scatter_reverse(
    indptr: Ints64, indices: Ints, reverse: Ints64, entries: Ints64, weight: Floats, spread: Floats
) -> None:
    """Fill in the weights of ties at both their entries."""
    for tie in range(len(entries)):
        spread[entries[tie]] = weight[tie]
    for user in range(len(indptr) - 1):
        for entry in range(indptr[user + 1] - 1, indptr[user] - 1, -1):
            if indices[entry] < user:
                break
            spread[entry] = spread[reverse[entry]]


@compiled
def cosine_on_ties(start: Ints64, other: Ints, there: Floats, back: Floats) -> Floats:
    """Cosine of the attention of the two ends of each tie, and of no other pair.

    Whoever both ends of a tie attend to has a tie with both: only triangles count. Each is found once,
    at its user of the highest number, whose ties lie open in a dense array. The ties of each of the
    others are walked against it, or, where these are many more, they are searched.
    The cost is at most the sum over ties of the smaller number of ties of their two ends, times a
    logarithm: linear for a star, and of the order of n_ties^(3/2) at worst, in any order of users
    (Chiba & Nishizeki 1985, doi:10.1137/0214017).
    """
    n_users = len(start) - 1
    cosine, norm = np.zeros(len(other)), np.zeros(n_users)
    for user in range(n_users):
        for tie in range(start[user], start[user + 1]):
            norm[user] += there[tie] * there[tie]
            norm[other[tie]] += back[tie] * back[tie]
    open_at = np.full(n_users, -1, np.int32)
    for user in range(n_users):
        own, n_own = start[user], start[user + 1] - start[user]
        for place in range(n_own):
            open_at[other[own + place]] = place
            prefetch(start, other[min(own + place + 2 * AHEAD, len(other) - 1)])
            prefetch(other, start[other[min(own + place + AHEAD, len(other) - 1)]])
        for place in range(1, n_own):
            near = other[own + place]
            begin, end = start[near], start[near + 1]
            if end - begin <= MUCH_LONGER * place:
                for far in range(begin, end):
                    third = open_at[other[far]]
                    if third >= 0:
                        _add_triangle(cosine, there, back, own + place, own + third, far)
            else:
                for third in range(own, own + place):
                    far = begin + np.searchsorted(other[begin:end], other[third])
                    if far < end and other[far] == other[third]:
                        _add_triangle(cosine, there, back, own + place, third, far)
        for tie in range(own, own + n_own):
            open_at[other[tie]] = -1
    norm = np.sqrt(norm)
    for user in range(n_users):
        for tie in range(start[user], start[user + 1]):
            if cosine[tie] > 0.0:
                cosine[tie] /= norm[user] * norm[other[tie]]
    return cosine


@compiled
def _add_triangle(common: Floats, there: Floats, back: Floats, near: int, third: int, far: int) -> None:
    """Add to each side what its ends give to the opposite corner.

    The sides, each from its end of the higher number: user-near, user-third, near-third.
    """
    common[near] += there[third] * there[far]
    common[third] += there[near] * back[far]
    common[far] += back[near] * back[third]
