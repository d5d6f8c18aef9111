"""Exchange: events that can answer each other, with a weight of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.events.kinds import STATE_KIND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Bools, Floats, Ints64

KIND_WEIGHTS = {"reply": 1.0, "quote": 1.0, "mention": 1.0, "repost": 0.5, "like": 0.2, "follow": 0.05}
MIN_EXCHANGE_SHARE = 0.01  # of the mutual pairs; below it, mutual follows are the exchange
MIN_MUTUAL_SHARE = 0.1  # events of the weaker side of friends, relative to the stronger side
MAX_EVENTS_FOR_ONE_ANSWER = 10  # of the louder side; beyond it one answer is too little
MIN_ANSWERS = 2


def weigh_kinds(counts: Mapping[str, Floats], reverse: Ints64) -> dict[str, float]:
    """Return the weight of each kind as exchange, relative to the strongest kind of the network.

    If the network has other exchange, a follow has a small weight, since follows are returned as a
    favour and are bought. If there are only follows, or fewer than 1 % of the mutual pairs have other
    exchange, mutual follows are the exchange.
    """
    kinds = [kind for kind in counts if kind != STATE_KIND]
    if STATE_KIND in counts and kinds:
        talk = np.logical_or.reduce([counts[kind] > 0 for kind in kinds])
        linked = talk | (counts[STATE_KIND] > 0)
        n_talking = np.count_nonzero(talk & talk[reverse])
        if n_talking < MIN_EXCHANGE_SHARE * np.count_nonzero(linked & linked[reverse]):
            return {kind: 1.0 if kind == STATE_KIND else KIND_WEIGHTS[kind] for kind in counts}
    strongest = max(KIND_WEIGHTS[kind] for kind in counts)
    return {kind: KIND_WEIGHTS[kind] / strongest for kind in counts}


def are_friends(given: Floats, received: Floats) -> Bools:
    """Return whether pairs with these events in both directions are friends.

    The weaker side gives at least `MIN_MUTUAL_SHARE` of the stronger, and at least two events if the
    other gives more than ten.
    """
    weaker, stronger = np.minimum(given, received), np.maximum(given, received)
    enough = (stronger <= MAX_EVENTS_FOR_ONE_ANSWER) | (weaker >= MIN_ANSWERS)
    friends: Bools = (weaker > 0) & (weaker >= MIN_MUTUAL_SHARE * stronger) & enough
    return friends
