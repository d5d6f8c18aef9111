"""An order of users that follows from their place in the network, not from their names.

Everything that walks over users, a community search above all, sees them in this order; so the same
network gives the same answer after its users are renamed, as when data are anonymised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.ties._structure_kernel import colour_edges, refine_colours

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints8, Ints64, Uints64

MOST_ROUNDS = 64  # information travels one tie a round; few networks need ten


def order_by_place(n_users: int, source: Ints, target: Ints, kind: Ints8, count: Floats) -> Ints64:
    """Old numbers of the users in their new order: those with most dealings first, then by structure.

    Parameters
    ----------
    n_users
        How many there are; they are numbered in the order of their ids.
    source, target, kind, count
        The pair table, shape `(n_pairs,)`: who did what to whom, and how often; nobody to themselves.

    Notes
    -----
    Colour refinement: every user starts alike, and in each round takes up the colours of everybody
    they deal with, by direction, kind and count, until no round tells more users apart, 64 rounds at
    most. Users that it cannot tell apart (two strangers with one and the same friend, say, or links of
    a chain whose ends are more than 64 ties away) follow the order of their ids.

    References
    ----------
    Weisfeiler & Leman (1968), The reduction of a graph to canonical form. For what it cannot tell
    apart: Grohe (2017), Descriptive Complexity, chapter 3, doi:10.1017/9781139028868.
    """
    edges = colour_edges(kind, count)
    colours = np.zeros(n_users, np.uint64)
    n_colours = 1
    for _ in range(MOST_ROUNDS):
        finer = refine_colours(colours, source, target, edges)
        n_finer = _count_distinct(finer)
        if n_finer <= n_colours:
            break
        colours, n_colours = finer, n_finer
        if n_colours == n_users:
            break
    n_dealings = np.bincount(source, minlength=n_users) + np.bincount(target, minlength=n_users)
    return np.lexsort((np.arange(n_users), colours, -n_dealings))


def _count_distinct(values: Uints64) -> int:
    ordered = np.sort(values)
    return min(1, len(values)) + int(np.count_nonzero(ordered[1:] != ordered[:-1]))
