"""Circuits of support: acts that come back round to the account that began them."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.checks import check_count, check_seed
from tribus._core.counts import sum_by
from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.events.kinds import STATE_KIND
from tribus.sampling.rewiring import rewire
from tribus.ties.structure import TieStructure

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tribus._core.arrays import Bools, Floats
    from tribus.network import Network
    from tribus.people.result import People

CIRCUIT_LENGTHS = (3, 4, 5)
MIN_REWIRINGS = 19  # for a p-value of 0.05
NULL_LIMITS = (0.025, 0.975)  # quantiles of the rewired networks


class SupportFlow(NamedTuple):
    """The acts among the users of one tribe, as `rewire` takes them.

    Attributes
    ----------
    structure
        Sparsity structure of the ties inside the tribe.
    counts
        Acts of each kind on each nonzero, without follows.
    given
        All acts of each user, including acts that leave the tribe, float64, shape `(n_users,)`.
    """

    structure: TieStructure
    counts: Mapping[str, Floats]
    given: Floats

    def rewired(self, seed: int, number: int) -> SupportFlow:
        """Return a random network that keeps everybody's activity and degrees."""
        return self._replace(**rewire(self, seed=(seed, number))._asdict())


def measure_circuits(people: People, row: int, *, rewirings: int, seed: int) -> pd.DataFrame:
    """Return the support that comes back to a user; `Account.circuits` documents the columns."""
    check_count("rewirings", rewirings, at_least=MIN_REWIRINGS)
    check_seed(seed)
    view = people.tribe_view
    if view is None:
        raise OptionError("circuits need tribes; call measure_people(events, tribes)")
    if view.labels[row] == NO_TRIBE:
        return _to_frame(np.full(2 * len(CIRCUIT_LENGTHS) + 2, np.nan), np.full((1, 8), np.nan))
    inside = view.tribes.labels == view.labels[row]
    support = take_support(view.tribes.network, inside)
    place = int(inside[: view.rows[row]].sum())
    drawn = [follow_support(support.rewired(seed, number), place) for number in range(rewirings)]
    return _to_frame(follow_support(support, place), np.array(drawn))


def measure_tribe_circuits(people: People, tribe: int, *, rewirings: int, seed: int) -> pd.DataFrame:
    """Return the support of a whole tribe that comes back; `People.circuits` documents the columns."""
    check_count("rewirings", rewirings, at_least=MIN_REWIRINGS)
    check_seed(seed)
    view = people.tribe_view
    if view is None:
        raise OptionError("circuits need tribes; call measure_people(events, tribes)")
    number = view.tribes[tribe].number
    support = take_support(view.tribes.network, view.tribes.labels == number)
    drawn = [follow_all_support(support.rewired(seed, draw)) for draw in range(rewirings)]
    return _to_frame(follow_all_support(support), np.array(drawn))


def take_support(network: Network, inside: Bools) -> SupportFlow:
    """Return the acts among some users, other than follows."""
    structure = network.evidence.structure
    counts = {kind: n for kind, n in network.evidence.counts.items() if kind != STATE_KIND}
    total = reduce(np.add, counts.values(), np.zeros(len(structure.indices)))
    given = sum_by(structure.rows, total, structure.n_users)[inside]
    kept = inside[structure.rows] & inside[structure.indices] & ((total + total[structure.reverse]) > 0)
    number = np.cumsum(inside).astype(np.int32) - 1
    source, target = number[structure.rows[kept]], number[structure.indices[kept]]
    taken, index = TieStructure.with_indices(int(inside.sum()), source, target)
    spread = {}
    for kind, values in counts.items():
        spread[kind] = np.zeros(len(index))
        spread[kind][index] = values[kept]
    return SupportFlow(taken, spread, given)


def follow_support(support: SupportFlow, place: int) -> Floats:
    """Return the shares of the support of one user that return, and that stay inside.

    Returns
    -------
    float64, shape `(8,)`
        The share that is back after 3, 4 and 5 acts, and their sum; the share that is inside after 3, 4
        and 5 acts, and their mean.

    Notes
    -----
    One unit of support starts at the user. Everybody passes on what arrives in proportion to their
    acts: ``P_ij = n_ij / n_i``, with all acts n_i of i, so what is given outside of the tribe is lost.
    The share that returns by closed walks of length L is ``(P^L)_ii``.
    """
    structure = support.structure
    passed = _pass_on(support).T
    share: Any = np.zeros(structure.n_users)
    share[place] = 1.0
    back, inside = [], []
    for length in range(1, max(CIRCUIT_LENGTHS) + 1):
        share = passed @ share
        if length in CIRCUIT_LENGTHS:
            back.append(share[place])
            inside.append(share.sum())
    return np.array([*back, sum(back), *inside, np.mean(inside)])


def follow_all_support(support: SupportFlow) -> Floats:
    """Return the shares of the support of all users that return to their givers, and that stay inside.

    Returns
    -------
    float64, shape `(8,)`
        As `follow_support`, the mean over all users, weighted by what they give.
    """
    structure = support.structure
    passed = _pass_on(support)
    weight = support.given / max(float(support.given.sum()), 1e-300)
    twice = passed @ passed
    thrice = twice @ passed
    back = [
        float(weight @ np.asarray(one.multiply(other.T).sum(axis=1)).ravel())
        for one, other in ((twice, passed), (twice, twice), (thrice, twice))
    ]
    inside, share = [], np.ones(structure.n_users)
    for length in range(1, max(CIRCUIT_LENGTHS) + 1):
        share = passed @ share
        if length in CIRCUIT_LENGTHS:
            inside.append(float(weight @ share))
    return np.array([*back, sum(back), *inside, np.mean(inside)])


def _pass_on(support: SupportFlow) -> Any:
    """Return the share of everybody's acts that goes to each other, as a sparse matrix."""
    structure = support.structure
    total = reduce(np.add, support.counts.values(), np.zeros(len(structure.indices)))
    given = support.given[structure.rows]
    return structure.to_csr(np.divide(total, given, out=np.zeros(len(total)), where=given > 0))


def _to_frame(found: Floats, drawn: Floats) -> pd.DataFrame:
    """Return one row for each length, and one for all, with p-values against the rewired networks."""
    import pandas as pd

    at_least = (drawn >= found * (1 - 1e-12)).sum(axis=0)
    p_value = np.where(np.isnan(found), np.nan, (at_least + 1) / (len(drawn) + 1))
    low, high = np.quantile(drawn, NULL_LIMITS, axis=0)
    columns = {
        "value": found,
        "expected": drawn.mean(axis=0),
        "low": low,
        "high": high,
        "p_value": p_value,
    }
    n_rows = len(CIRCUIT_LENGTHS) + 1
    frame = pd.DataFrame({"length": [*map(str, CIRCUIT_LENGTHS), "all"]})
    for name, start in (("returned", 0), ("inside", n_rows)):
        for column, values in columns.items():
            label = name if column == "value" else f"{name}_{column}"
            frame[label] = values[start : start + n_rows]
    return frame
