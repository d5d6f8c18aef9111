"""Compiled: evidence of each kind, both directions of each tie, and shared attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, inlined, prefetch

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints
    from tribus.ties._structure_kernel import CsrStructure
    from tribus.ties.directed_pairs import DirectedPairs

N_CACHED_LOGARITHMS = 256  # of whole counts; most counts are small
PREFETCH_PAIRS = 16  # distance at which memory is requested in advance
SEARCH_RATIO = 8  # length of a list, relative to the other, from which it is searched, not scanned


@compiled
def weigh_activity(
    structure: CsrStructure, count: Floats, logarithm: bool, normalization: float, weight: float
) -> tuple[Floats, Floats]:
    """Return the factors of the evidence of one kind by row and by column; see `Activity`."""
    indptr, indices = structure.indptr, structure.indices
    n_users = len(indptr) - 1
    logarithms = _cache_logarithms()
    out_factor, in_factor = np.zeros(n_users), np.zeros(n_users)
    for i in range(n_users):
        for entry in range(indptr[i], indptr[i + 1]):
            if count[entry] > 0.0:  # most nonzeros have no event of this kind
                evidence = _evidence(count[entry], logarithm, logarithms)
                out_factor[i] += evidence
                in_factor[indices[entry]] += evidence
    for i in range(n_users):
        out_factor[i] = weight * out_factor[i] ** -normalization if out_factor[i] > 0.0 else 0.0
        in_factor[i] = in_factor[i] ** -normalization if in_factor[i] > 0.0 else 0.0
    return out_factor, in_factor


@compiled
def add_evidence(
    structure: CsrStructure,
    count: Floats,
    logarithm: bool,
    out_factor: Floats,
    in_factor: Floats,
    strength: Floats,
) -> None:
    """Add the evidence of one kind, normalised by activity, to the strength of each nonzero."""
    indptr, indices = structure.indptr, structure.indices
    logarithms = _cache_logarithms()
    for i in range(len(indptr) - 1):
        for entry in range(indptr[i], indptr[i + 1]):
            if count[entry] > 0.0:
                evidence = _evidence(count[entry], logarithm, logarithms)
                strength[entry] += evidence * out_factor[i] * in_factor[indices[entry]]


@compiled
def log1p_each(values: Floats) -> Floats:
    """Return `log(1 + x)` of each value as the C library computes it; numpy's differs by processor."""
    logarithms = np.empty(len(values))
    for index in range(len(values)):
        logarithms[index] = np.log1p(values[index])
    return logarithms


@inlined
def _cache_logarithms() -> Floats:
    logarithms = np.empty(N_CACHED_LOGARITHMS)
    for count in range(N_CACHED_LOGARITHMS):
        logarithms[count] = np.log1p(float(count))
    return logarithms


@inlined
def _evidence(count: float, logarithm: bool, logarithms: Floats) -> float:
    evidence: float = count
    if logarithm:
        whole = int(count) if count < len(logarithms) else 0
        evidence = logarithms[whole] if whole == count else np.log1p(count)
    return evidence


@compiled
def pair_directions(structure: CsrStructure, values: Floats, pairs: DirectedPairs) -> int:
    """Fill in the pairs i > j with a value in at least one direction; return their number."""
    n_pairs = 0
    pairs.start[0] = 0
    for i in range(len(structure.indptr) - 1):
        for entry in range(structure.indptr[i], structure.indptr[i + 1]):
            if structure.indices[entry] > i:
                break
            w_ij, w_ji = values[entry], values[structure.reverse[entry]]
            if w_ij > 0.0 or w_ji > 0.0:
                pairs.col[n_pairs], pairs.nonzero[n_pairs] = structure.indices[entry], entry
                pairs.w_ij[n_pairs], pairs.w_ji[n_pairs] = w_ij, w_ji
                n_pairs += 1
        pairs.start[i + 1] = n_pairs
    return n_pairs


@compiled
def cosine_on_ties(pairs: DirectedPairs) -> Floats:
    """Return the cosine similarity of the rows i and j for each pair i > j.

    A user to whom both i and j turn has ties to both, so only triangles count. Each triangle is found
    once, at its largest user i: the pairs of i are marked in a dense array, and the pairs of each of
    its j are scanned against the marks, or searched if there are many more of them.
    The cost is at most the sum over pairs of the smaller degree, times a logarithm: linear for a star,
    and `O(n_pairs^1.5)` at worst, in any order of users (Chiba & Nishizeki 1985, doi:10.1137/0214017).
    """
    start, col, _, w_ij, w_ji = pairs
    n_users = len(start) - 1
    cosine, norm = np.zeros(len(col)), np.zeros(n_users)
    for i in range(n_users):
        for tie in range(start[i], start[i + 1]):
            norm[i] += w_ij[tie] * w_ij[tie]
            norm[col[tie]] += w_ji[tie] * w_ji[tie]
    position = np.empty(n_users, np.int32)  # of each j among the pairs of the current i, or -1
    for i in range(n_users):
        norm[i], position[i] = np.sqrt(norm[i]), -1
    for i in range(n_users):
        first, n_own = start[i], start[i + 1] - start[i]
        for own in range(n_own):
            position[col[first + own]] = own
            prefetch(start, col[min(first + own + 2 * PREFETCH_PAIRS, len(col) - 1)])
            prefetch(col, start[col[min(first + own + PREFETCH_PAIRS, len(col) - 1)]])
        for own in range(1, n_own):
            j = col[first + own]
            begin, stop = start[j], start[j + 1]
            if stop - begin <= SEARCH_RATIO * own:
                for tie in range(begin, stop):  # the pair j > k
                    third = position[col[tie]]
                    if third >= 0:
                        _add_triangle(cosine, w_ij, w_ji, first + own, first + third, tie)
            else:
                for third in range(first, first + own):
                    tie = _find_column(col, begin, stop, col[third])
                    if tie < stop and col[tie] == col[third]:
                        _add_triangle(cosine, w_ij, w_ji, first + own, third, tie)
        for tie in range(first, first + n_own):
            position[col[tie]] = -1
    for i in range(n_users):
        for tie in range(start[i], start[i + 1]):
            if cosine[tie] > 0.0:
                cosine[tie] /= norm[i] * norm[col[tie]]
    return cosine


@inlined
def _find_column(col: Ints, begin: int, stop: int, wanted: int) -> int:
    """Return the first tie from `begin` to `stop` whose column is at least the wanted one."""
    low, high = begin, stop
    while low < high:
        tie = (low + high) // 2
        if col[tie] < wanted:
            low = tie + 1
        else:
            high = tie
    return low


@inlined
def _add_triangle(product: Floats, w_ij: Floats, w_ji: Floats, ij: int, ik: int, jk: int) -> None:
    """Add the triangle i > j > k to the scalar products of its three pairs."""
    product[ij] += w_ij[ik] * w_ij[jk]
    product[ik] += w_ij[ij] * w_ji[jk]
    product[jk] += w_ji[ij] * w_ji[ik]
