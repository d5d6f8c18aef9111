"""Columns of the ties: who, how strong, and what each side gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from tribus._core.arrays import Floats, Ints64
    from tribus.network import Network

    Column = npt.NDArray[Any]

FRIENDS, GIVES_MORE, RECEIVES_MORE, TURNS_TO, IS_TURNED_TO, HAS_EVENTS = (1 << bit for bit in range(6))
BOND_STEPS = 65_535  # between 0 and the strongest bond


def list_ties(network: Network, order: Ints64) -> tuple[dict[str, Column], float]:
    """Return the columns of the ties, and the strongest bond.

    Parameters
    ----------
    network
        The network.
    order
        Rows of the network in the order of the people on the map, shape `(n_users,)`.

    Returns
    -------
    columns
        `tie_count`, the number of ties of each person to later people, shape `(n_users,)`. The other
        columns have the shape `(n_ties,)`, sorted by the first person, then by the second. `tie_step` is
        the distance of the second person from the second of the previous tie of the first person, or
        from the first person; `tie_bond`, the bond, 65,535 for the strongest; `tie_given` and
        `tie_received`, the events from the first to the second and the reverse; and `tie_flags`: 1
        friends, 2 the first gives at least as much exchange as the second, 4 the reverse, 8 the first
        turns to the second, 16 the reverse, 32 there are events.
    strongest
        The bond that 65,535 stands for; 1 without bonds.
    """
    evidence = network.evidence
    structure, n_users = evidence.structure, len(order)
    number = np.empty(n_users, np.int64)
    number[order] = np.arange(n_users)
    first, second = number[structure.rows], number[structure.indices]
    own = np.flatnonzero(first < second)
    own = own[np.argsort(first[own] * n_users + second[own])]
    first, second, reverse = first[own], second[own], structure.reverse[own]
    starts = np.diff(first, prepend=-1) > 0
    before = np.where(starts, first, np.roll(second, 1))
    total, bond = evidence.total(faded=False), network.bond_values[own]
    exchange, talk = evidence.exchange(faded=False), evidence.talk
    flags = (
        FRIENDS * evidence.friends[own]
        + GIVES_MORE * (exchange[own] >= exchange[reverse])
        + RECEIVES_MORE * (exchange[reverse] >= exchange[own])
        + TURNS_TO * (talk[own] > 0)
        + IS_TURNED_TO * (talk[reverse] > 0)
        + HAS_EVENTS * (evidence.link_types[own] > 0)
    )
    strongest = float(bond.max(initial=0.0)) or 1.0
    columns = {
        "tie_count": np.bincount(first, minlength=n_users),
        "tie_step": second - before,
        "tie_bond": np.rint(bond / strongest * BOND_STEPS).astype(np.int64),
        "tie_given": _shorten(total[own]),
        "tie_received": _shorten(total[reverse]),
        "tie_flags": flags,
    }
    return columns, strongest


def _shorten(counts: Floats) -> Column:
    """Return counts as integers, or as float32 if one has a fraction or does not fit 32 bits."""
    whole = np.rint(counts)
    is_whole = np.array_equal(whole, counts) and counts.max(initial=0.0) <= np.iinfo(np.uint32).max
    return whole.astype(np.int64) if is_whole else counts.astype(np.float32)
