"""Decompose the affinity and the bond of a tie into their terms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.checks import show
from tribus._core.durations import SECONDS_PER_DAY
from tribus.errors import OptionError
from tribus.events.kinds import STATE_KIND
from tribus.network.explanation import Explanation, KindTerms
from tribus.ties.affinity import split_direct, weigh_row
from tribus.ties.bond import split_bond
from tribus.ties.expected_reply import ResponseRates

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints
    from tribus.network.network import Network


def explain_tie(network: Network, one: Any, other: Any) -> Explanation:
    """Return the terms of the tie of two users.

    Parameters
    ----------
    network
        From `build_network`.
    one, other
        Two users.

    Returns
    -------
    Explanation
        Its terms add up to `network.affinity(one, other)` and to `network.bond(one, other)`. All are 0
        for two users without events between them.

    Raises
    ------
    UserError
        If a user is not in the network; near matches are offered.
    OptionError
        If both are the same user.

    Notes
    -----
    With `w_ij` the events of a kind from i to j, `Σ_k w_ik Σ_k w_kj / Σ w` are expected by activity.
    `tribus.ties.weigh_affinity` defines the terms of the affinity. Only the ties of the two users
    are read: shared attention, whose scale is a sum over all ties, is the rest of the affinity.
    """
    row, col = network.row_of(one), network.row_of(other)
    if row == col:
        raise OptionError(f"explain takes two different users, got {show(one)} twice")
    giver, taker = _read_ties(network, row), _read_ties(network, col)
    given, received = giver.side_to(col), taker.side_to(row)
    direct, reciprocity = split_direct(given.strength, received.strength, network.terms)
    cosine, common = _compare_attention(giver, taker)
    rest = network.affinity(one, other) - float(direct.sum()) - reciprocity
    is_shared = cosine > 0 and network.terms.attention_weight > 0  # otherwise the rest is rounding
    exchange, talk = _sum_sides(network, given, received)
    mutual, answer = split_bond(
        exchange,
        talk,
        ResponseRates(*(values[[row, col]] for values in network.evidence.response_rates)),
        unanswered_weight=network.unanswered_weight,
    )
    terms = (
        *(given.events.tolist(), received.events.tolist()),
        *(_expect_events(network, giver, taker), _expect_events(network, taker, giver)),
        *(_age_days(network, given), _age_days(network, received)),
        direct.tolist(),
    )
    rows, support = [row, col, *common], network.support
    users = network.users_of_rows(rows)
    return Explanation(
        one=users[0],
        other=users[1],
        kinds=tuple(KindTerms(*values) for values in zip(network.kinds, *terms, strict=True)),
        reciprocity=reciprocity,
        shared_attention=max(rest, 0.0) if is_shared else 0.0,
        cosine=cosine,
        common=tuple(users[2:]),
        mutual=mutual,
        answer=answer,
        talk=talk,
        helped=support.between(col, row),
        helped_by=support.between(row, col),
        made_by=network.made_by,
        names=tuple(network.names_of_rows(rows)),
    )


class Side(NamedTuple):
    """One direction of a tie: events by kind, faded events, and strength, shape `(n_kinds,)`."""

    events: Floats
    faded: Floats
    strength: Floats


class UserTies(NamedTuple):
    """The ties of one user.

    Attributes
    ----------
    others
        Rows of the other users, ascending, shape `(n_ties,)`.
    given, received
        Events to and from each of them, shape `(n_kinds, n_ties)`.
    faded
        Events to each of them, faded by age, shape `(n_kinds, n_ties)`.
    strength
        Normalised evidence to each of them, shape `(n_kinds, n_ties)`.
    """

    others: Ints
    given: Floats
    received: Floats
    faded: Floats
    strength: Floats

    def side_to(self, other: int) -> Side:
        """Return the direction to another user; zeros without a tie."""
        is_other = self.others == other
        return Side(
            *(values[:, is_other].sum(axis=1) for values in (self.given, self.faded, self.strength))
        )


def _read_ties(network: Network, row: int) -> UserTies:
    """Return the ties of one user."""
    evidence, structure = network.evidence, network.evidence.structure
    own = structure.row_slice(row)
    strength = [
        weigh_row(structure, row, count, network.activity[kind], network.terms)
        for kind, count in evidence.counts.items()
    ]
    counts, reverse = evidence.counts.values(), structure.reverse[own]
    return UserTies(
        others=structure.indices[own],
        given=np.stack([count[own] for count in counts]),
        received=np.stack([count[reverse] for count in counts]),
        faded=np.stack([faded[own] for faded in evidence.faded.values()]),
        strength=np.stack(strength),
    )


def _sum_sides(network: Network, given: Side, received: Side) -> tuple[tuple[float, float], ...]:
    """Return the exchange of both directions, faded and weighted by kind, and their plain events."""
    weights = np.array([network.evidence.kind_weights[kind] for kind in network.kinds])
    counts = np.array([kind in network.evidence.exchange_kinds for kind in network.kinds])
    exchange = float(weights @ given.faded), float(weights @ received.faded)
    return exchange, (float(counts @ given.events), float(counts @ received.events))


def _compare_attention(one: UserTies, other: UserTies) -> tuple[float, Ints]:
    """Return the cosine similarity of two rows, and their common columns, the largest product first."""
    strengths = one.strength.sum(axis=0), other.strength.sum(axis=0)
    both, mine, theirs = np.intersect1d(
        one.others, other.others, assume_unique=True, return_indices=True
    )
    product = strengths[0][mine] * strengths[1][theirs]
    if not product.any():
        return 0.0, both[:0]
    cosine = product.sum() / (np.linalg.norm(strengths[0]) * np.linalg.norm(strengths[1]))
    order = np.lexsort((both, -product))
    return min(float(cosine), 1.0), both[order[: np.count_nonzero(product)]]


def _expect_events(network: Network, giver: UserTies, taker: UserTies) -> list[float]:
    """Return the events of each kind expected by activity: `Σ_k w_ik Σ_k w_kj / Σ w`."""
    total = np.array([network.n_events[kind] for kind in network.kinds])
    expected: list[float] = (giver.given.sum(axis=1) * taker.received.sum(axis=1) / total).tolist()
    return expected


def _age_days(network: Network, side: Side) -> list[float | None]:
    """Return the age at which the same events, all of one day, would have faded as much, by kind."""
    half_life = network.half_life
    if half_life is None:
        return [None] * len(network.kinds)
    return [
        _count_half_lives(events, faded) * half_life.total_seconds() / SECONDS_PER_DAY
        if events > 0 and kind != STATE_KIND
        else None
        for kind, events, faded in zip(network.kinds, side.events, side.faded, strict=True)
    ]


def _count_half_lives(events: float, faded: float) -> float:
    """Return the number of half-lives from `events` to `faded`; infinite if nothing is left."""
    return math.log2(events) - math.log2(faded) if faded > 0 else math.inf
