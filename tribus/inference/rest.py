"""The rest: people who turn to anybody, as a group of their own, and among the members of tribes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.inference.group_significance import adjust_p_values
from tribus.inference.placement import compute_share_probabilities, sum_ties

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints
    from tribus.ties.structure import TieStructure

MAX_DENSITY_RATIO = 2.0  # ties per pair inside the rest, relative to ties per pair with others

MAX_FALSE_SHARE = 0.05  # expected share of people of the rest among those who stay in tribes
MAX_ROUNDS = 20  # of returns to the rest; two or three are usual


def find_rest(structure: TieStructure, is_exchange: Bools, labels: Ints) -> Bools:
    """Return a mask of the groups, with at most one of them, the rest.

    Parameters
    ----------
    structure
        Sparsity structure of the ties.
    is_exchange
        Entries that count: the mutual ties.
    labels
        Group of each user, numbered from 0.

    Notes
    -----
    The users with a mutual tie are counted. In the largest group, with n of these N users, m ties
    inside and x ties to others, the density ratio is ``(m / (n (n - 1) / 2)) / (x / (n (N - n)))``. At a
    ratio of at most 2 the group is the rest. One clear group among people who turn to anybody makes a
    second group of all others. This has no ties of its own: its ratio is 1.2 to 1.5. Planted
    partitions at the detection limit have 2.7 and more. Smaller groups are not compared: their ratios
    were 3.6 and more in such networks, in planted partitions and in six real networks.
    """
    largest, ratio = measure_density_ratio(structure, is_exchange, labels)
    is_rest = np.zeros(int(labels.max(initial=0)) + 1, np.bool_)
    is_rest[largest] = ratio <= MAX_DENSITY_RATIO
    return is_rest


def return_to_rest(
    structure: TieStructure,
    affinity: Floats,
    labels: Ints,
    *,
    is_rest: Bools,
    is_tribe: Bools,
    stays: Bools,
) -> Ints:
    """Return labels, with the members of tribes in the rest who are tied like people of the rest.

    Parameters
    ----------
    structure
        Sparsity structure of the ties.
    affinity
        Affinity of each nonzero, shape `(n_nonzeros,)`.
    labels
        Group of each user, numbered from 0.
    is_rest, is_tribe
        Groups that are the rest, at most one, and groups that are tribes, bool, shape `(n_groups,)`.
    stays
        Users who stay in their tribe in any case, bool, shape `(n_users,)`.

    Returns
    -------
    array of int32, shape (n_users,)
        The same labels without a rest.

    Notes
    -----
    Some people who turn to anybody have by accident many ties to a tribe, and the search puts them
    there. A tie of people of the rest leads to a tribe with the probability ``q``, the tribe's share
    of their affinity. With the effective number of ties n and the share x of a member's affinity
    inside the tribe, the p-value is ``I_q(n x, n (1 - x) + 1)``, as in `tribus.inference.placement`.
    The search chose the members among all these people, so all are tests, and people of the rest
    count with p = 1. Members stay at a false discovery rate of at most 0.05. Who returns to the rest
    changes its shares, so the test is repeated until nobody returns.

    References
    ----------
    Benjamini & Hochberg (1995), Controlling the false discovery rate,
    doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    if not is_rest.any() or not is_tribe[labels].any():
        return labels
    rest, can_leave = int(np.argmax(is_rest)), is_tribe[labels] & ~stays
    found, strength_and_ties = labels, sum_ties(structure, affinity)
    for _ in range(MAX_ROUNDS):
        is_bound = _is_bound(structure, affinity, strength_and_ties, found, rest=rest, is_tribe=is_tribe)
        leaves = can_leave & (found != rest) & ~is_bound
        if not leaves.any():
            break
        found = np.where(leaves, np.int32(rest), found)
    return found


def _is_bound(
    structure: TieStructure,
    affinity: Floats,
    strength_and_ties: tuple[Floats, Floats],
    labels: Ints,
    *,
    rest: int,
    is_tribe: Bools,
) -> Bools:
    """Return a mask of the members of tribes with more ties inside than people of the rest have."""
    rows, ends = structure.rows, labels[structure.indices]
    from_rest = labels[rows] == rest
    to_group = np.bincount(ends[from_rest], affinity[from_rest], len(is_tribe))
    probability = to_group / max(to_group.sum(), np.finfo(np.float64).tiny)
    strength, n_ties = strength_and_ties
    inside = structure.sum_rows(np.where(ends == labels[rows], affinity, 0.0))
    member = np.flatnonzero(is_tribe[labels] & (strength > 0))
    share = np.minimum(inside[member] / strength[member], 1.0)
    p_values = np.ones(len(labels))
    p_values[member] = compute_share_probabilities(share, n_ties[member], probability[labels[member]])
    is_tested = is_tribe[labels] | (labels == rest)
    is_bound = np.zeros(len(labels), np.bool_)
    is_bound[is_tested] = adjust_p_values(p_values[is_tested]) <= MAX_FALSE_SHARE
    return is_bound


def measure_density_ratio(
    structure: TieStructure, is_exchange: Bools, labels: Ints
) -> tuple[int, float]:
    """Return the number of the largest group, and its density ratio as in `find_rest`.

    The ratio is infinite without ties to others.
    """
    rows, cols = structure.rows[is_exchange], structure.indices[is_exchange]
    has_exchange = np.bincount(rows, minlength=structure.n_users) > 0
    sizes = np.bincount(labels[has_exchange], minlength=int(labels.max(initial=0)) + 1)
    largest, n_users = int(np.argmax(sizes)), int(has_exchange.sum())
    size = int(sizes[largest])
    from_largest = labels[rows] == largest
    n_inside = np.count_nonzero(from_largest & (labels[cols] == largest))  # each tie twice
    n_outside = np.count_nonzero(from_largest) - n_inside
    inside, outside = n_inside * (n_users - size), n_outside * (size - 1)
    return largest, inside / outside if outside else np.inf
