"""Why a tie weighs what it weighs: the terms of both weights, from the ties of both users."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.checks import show
from tribus.errors import OptionError
from tribus.events.kinds import STATE_KIND
from tribus.network.explanation import Explanation, KindTerms
from tribus.ties.affinity import split_direct, weigh_row
from tribus.ties.bond import split_bond
from tribus.ties.expected_reply import ResponseRates

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints
    from tribus.network.network import Network

DAY = 86_400  # seconds


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
    The terms of the affinity are those of `tribus.ties.weigh_affinity`. Only the ties of the two users
    are read: shared attention, whose scale is a sum over all ties, is the rest of the affinity.
    """
    row, col = network.row_of(one), network.row_of(other)
    if row == col:
        raise OptionError(f"explain takes two different users, got {show(one)} twice")
    giver, taker = UserTies.of_user(network, row), UserTies.of_user(network, col)
    there, back = giver.towards(col), taker.towards(row)
    direct, reciprocity = split_direct(there.strength, back.strength, network.terms)
    cosine, common = _compare_attention(giver, taker)
    rest = network.affinity(one, other) - float(direct.sum()) - reciprocity
    counts = cosine > 0 and network.terms.attention_weight > 0  # if not, all that is left is rounding
    exchange, talk = _sum_sides(network, there, back)
    mutual, answer = split_bond(
        exchange,
        talk,
        ResponseRates(*(values[[row, col]] for values in network.evidence.response_rates)),
        unanswered_weight=network.unanswered_weight,
    )
    terms = (
        *(there.events.tolist(), back.events.tolist()),
        *(_by_chance(network, giver, taker), _by_chance(network, taker, giver)),
        *(_age_days(network, there), _age_days(network, back)),
        direct.tolist(),
    )
    users = network.users_of_rows([row, col, *common])
    return Explanation(
        one=users[0],
        other=users[1],
        kinds=tuple(KindTerms(*row) for row in zip(network.kinds, *terms, strict=True)),
        reciprocity=reciprocity,
        shared_attention=max(rest, 0.0) if counts else 0.0,
        cosine=cosine,
        common=tuple(users[2:]),
        mutual=mutual,
        answer=answer,
        talk=talk,
        made_by=network.made_by,
    )


class Side(NamedTuple):
    """Events from one user to another by kind, the same faded, and their strength, `(n_kinds,)`."""

    events: Floats
    faded: Floats
    strength: Floats


class UserTies(NamedTuple):
    """The ties of one user.

    Attributes
    ----------
    others
        With whom, ascending, shape `(n_ties,)`.
    given, received, faded, strength
        For each kind the events to and from each, those to each faded by age, and their balanced
        evidence, shape `(n_kinds, n_ties)`.
    """

    others: Ints
    given: Floats
    received: Floats
    faded: Floats
    strength: Floats

    @classmethod
    def of_user(cls, network: Network, row: int) -> UserTies:
        """Read the ties of a user from the network."""
        evidence, structure = network.evidence, network.evidence.structure
        own = structure.entries_of(row)
        strength = [
            weigh_row(structure, row, count, network.activity[kind], network.terms)
            for kind, count in evidence.counts.items()
        ]
        counts, mirrored = evidence.counts.values(), structure.reverse[own]
        return cls(
            others=structure.indices[own],
            given=np.stack([count[own] for count in counts]),
            received=np.stack([count[mirrored] for count in counts]),
            faded=np.stack([faded[own] for faded in evidence.faded.values()]),
            strength=np.stack(strength),
        )

    def towards(self, other: int) -> Side:
        """What the user did to one of the others; zeros without a tie."""
        place = self.others == other
        return Side(
            *(values[:, place].sum(axis=1) for values in (self.given, self.faded, self.strength))
        )


def _sum_sides(network: Network, there: Side, back: Side) -> tuple[tuple[float, float], ...]:
    """Return the exchange of both sides, faded and weighted by kind, and their plain events."""
    weights = np.array([network.evidence.kind_weights[kind] for kind in network.kinds])
    counts = np.array([kind in network.evidence.exchange_kinds for kind in network.kinds])
    exchange = float(weights @ there.faded), float(weights @ back.faded)
    return exchange, (float(counts @ there.events), float(counts @ back.events))


def _compare_attention(one: UserTies, other: UserTies) -> tuple[float, Ints]:
    """Cosine of whom both turn to, and who that is, the most important to both first."""
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


def _by_chance(network: Network, giver: UserTies, taker: UserTies) -> list[float]:
    """Events of each kind that chance would give."""
    total = np.array([network.n_events[kind] for kind in network.kinds])
    expected: list[float] = (giver.given.sum(axis=1) * taker.received.sum(axis=1) / total).tolist()
    return expected


def _age_days(network: Network, side: Side) -> list[float | None]:
    """Age at which as many events of one day would have faded as much; None where nothing fades."""
    half_life = network.half_life
    if half_life is None:
        return [None] * len(network.kinds)
    return [
        _halvings(events, faded) * half_life.total_seconds() / DAY
        if events > 0 and kind != STATE_KIND
        else None
        for kind, events, faded in zip(network.kinds, side.events, side.faded, strict=True)
    ]


def _halvings(events: float, faded: float) -> float:
    """How often events halved to become so few; what has faded to nothing did so without end."""
    return math.log2(events) - math.log2(faded) if faded > 0 else math.inf
