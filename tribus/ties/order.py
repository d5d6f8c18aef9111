"""An order of users by the structure of the network, independent of their names.

Every search over users visits them in this order. So a network gives the same answer after its users
are renamed, for example when data are anonymised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import is_small, mix_array
from tribus.ties._small_structure import refine_few_colours
from tribus.ties._structure_kernel import refine_colours

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints8, Ints64, Uints64

MAX_REFINEMENTS = 64  # information travels one tie a round; few networks need ten


def order_by_structure(n_users: int, source: Ints, target: Ints, kind: Ints8, count: Floats) -> Ints64:
    """Return the users in order: the largest number of pairs first, then by structure.

    Parameters
    ----------
    n_users
        Number of users, 0 or more. They are numbered in the order of their ids.
    source, target, kind, count
        Columns of the pair table, shape `(n_pairs,)`, without self-loops.

    Returns
    -------
    array of int64, shape (n_users,)
        Number of the user at each position. Users without pairs come last.

    Notes
    -----
    Colour refinement (Weisfeiler & Leman 1968): all users start with the same colour. In each round the
    colour of a user takes in the colours of all neighbours, by direction, kind and count. It ends when
    a round separates no more users, after 64 rounds at most. Users with equal colours follow the order
    of their ids. Examples are two users with the same single neighbour, and users on a chain whose ends
    are more than 64 ties away.

    References
    ----------
    Weisfeiler & Leman (1968), The reduction of a graph to canonical form. Grohe (2017), Descriptive
    Complexity, chapter 3, doi:10.1017/9781139028868, for the limits of colour refinement.
    """
    refine = refine_few_colours if is_small(len(source)) else refine_colours
    edges = _colour_edges(kind, count)
    colours = np.zeros(n_users, np.uint64)
    n_colours = 1
    for _ in range(MAX_REFINEMENTS):
        refined = refine(colours, source, target, edges)
        n_refined = _count_distinct(refined)
        if n_refined <= n_colours:
            break
        colours, n_colours = refined, n_refined
        if n_colours == n_users:
            break
    n_pairs = np.bincount(source, minlength=n_users) + np.bincount(target, minlength=n_users)
    return np.lexsort((np.arange(n_users), colours, -n_pairs))


def _colour_edges(kind: Ints8, count: Floats) -> Uints64:
    """Return a colour of each pair, mixed from its kind and its count."""
    colour_of_kind = mix_array(np.arange(kind.max(initial=0) + 1, dtype=np.uint64))
    return mix_array(colour_of_kind[kind] + count.view(np.uint64))


def _count_distinct(values: Uints64) -> int:
    ordered = np.sort(values)
    return min(1, len(values)) + int(np.count_nonzero(ordered[1:] != ordered[:-1]))
