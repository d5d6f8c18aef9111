"""Why a tie weighs what it weighs: the terms of both its weights, from the ties of its two ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.checks import show
from tribus.errors import OptionError
from tribus.events.kinds import STATE_KIND
from tribus.network.explanation import Explanation, KindTerms
from tribus.ties.affinity import split_direct, weigh_row
from tribus.ties.bond import Answering, split_bond

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints
    from tribus.network.network import Network

DAY = 86_400  # seconds


def explain_tie(network: Network, one: Any, other: Any) -> Explanation:
    """Take the tie of two users apart.

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
        for two users who never dealt with each other.

    Raises
    ------
    UserError
        If a user is not in the network; the nearest names are offered.
    OptionError
        If both are the same user.

    Notes
    -----
    With `w_ij` the events of a kind from i to j, chance gives `Σ_k w_ik Σ_k w_kj / Σ w` of them.
    The terms of the affinity are those of `tribus.network.weigh_affinity`. Only the ties of the two are
    read, and so shared attention, whose scale is a sum over all ties, is what the other terms leave.
    The first time, everybody's activity is added up.
    """
    near, far = network.row_of(one), network.row_of(other)
    if near == far:
        raise OptionError(f"explain takes two different users, got {show(one)} twice")
    giver, taker = Ties.of_user(network, near), Ties.of_user(network, far)
    there, back = giver.towards(far), taker.towards(near)
    direct, reciprocity = split_direct(there.strength, back.strength, network.terms)
    cosine, common = _compare_attention(giver, taker)
    rest = network.affinity(one, other) - float(direct.sum()) - reciprocity
    counts = cosine > 0 and network.terms.shared_attention > 0  # if not, all that is left is rounding
    mutual, one_way = split_bond(
        (there.events.sum(), back.events.sum()),
        (there.faded.sum(), back.faded.sum()),
        Answering(*(values[[near, far]] for values in network.answering)),
        one_way=network.one_way,
    )
    terms = (
        *(there.events.tolist(), back.events.tolist()),
        *(_by_chance(network, giver, taker), _by_chance(network, taker, giver)),
        *(_age_days(network, there), _age_days(network, back)),
        direct.tolist(),
    )
    users = network.users_of_rows([near, far, *common])
    return Explanation(
        one=users[0],
        other=users[1],
        kinds=tuple(KindTerms(*row) for row in zip(network.kinds, *terms, strict=True)),
        reciprocity=reciprocity,
        shared_attention=max(rest, 0.0) if counts else 0.0,
        cosine=cosine,
        common=tuple(users[2:]),
        mutual=mutual,
        one_way=one_way,
        made_by=network.made_by,
    )


class Deeds(NamedTuple):
    """What one user did to another of each kind: events, faded events, strength; shape `(n_kinds,)`."""

    events: Floats
    faded: Floats
    strength: Floats


class Ties(NamedTuple):
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
    def of_user(cls, network: Network, row: int) -> Ties:
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

    def towards(self, other: int) -> Deeds:
        """What the user did to one of the others; zeros without a tie."""
        place = self.others == other
        return Deeds(
            *(values[:, place].sum(axis=1) for values in (self.given, self.faded, self.strength))
        )


def _compare_attention(one: Ties, other: Ties) -> tuple[float, Ints]:
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


def _by_chance(network: Network, giver: Ties, taker: Ties) -> list[float]:
    """Events of each kind that chance would give."""
    total = np.array([network.n_events[kind] for kind in network.kinds])
    expected: list[float] = (giver.given.sum(axis=1) * taker.received.sum(axis=1) / total).tolist()
    return expected


def _age_days(network: Network, deeds: Deeds) -> list[float | None]:
    """Age at which as many events of one day would have faded as much; None where nothing fades."""
    half_life = network.half_life
    if half_life is None:
        return [None] * len(network.kinds)
    return [
        _halvings(events, faded) * half_life.total_seconds() / DAY
        if events > 0 and kind != STATE_KIND
        else None
        for kind, events, faded in zip(network.kinds, deeds.events, deeds.faded, strict=True)
    ]


def _halvings(events: float, faded: float) -> float:
    """How often events halved to become so few; what has faded to nothing did so without end."""
    return math.log2(events) - math.log2(faded) if faded > 0 else math.inf
