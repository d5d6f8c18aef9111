"""Measures inside the tribe: only acts and messages of people of the same tribe count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import count_by
from tribus._core.frozen import freeze_fields
from tribus.community.numbering import NO_TRIBE
from tribus.people.answering import Answering, measure_answering
from tribus.people.reach import acting_pairs

if TYPE_CHECKING:
    from tribus._core.arrays import Ints, Ints64
    from tribus.people.messages import Messages
    from tribus.people.seen import Seen
    from tribus.people.tables import EventTables


@dataclass(frozen=True, eq=False, kw_only=True)
class InsideTribe:
    """Measures that count only people of the user's own tribe.

    Attributes
    ----------
    reach
        Number of people of the tribe who acted towards the user, int64, shape `(n_users,)`.
    answering
        How the user answers people of the tribe.
    """

    reach: Ints64
    answering: Answering


def measure_inside(
    tables: EventTables, messages: Messages, labels: Ints, seen: Seen | None = None
) -> InsideTribe:
    """Return the measures inside the tribe of each user.

    Parameters
    ----------
    tables, messages
        The events and the messages.
    labels
        Tribe of each user, -1 for none; users without a tribe have nobody inside.
    seen
        Whose acts were collected; messages to the others do not count. None: of all.
    """
    target, source = np.divmod(acting_pairs(tables), tables.n_users)
    together = (labels[target] == labels[source]) & (labels[target] != NO_TRIBE)
    reach = count_by(target[together], tables.n_users)
    receiver, sender = labels[messages.receiver], labels[messages.sender]
    inside = (receiver == sender) & (receiver != NO_TRIBE)
    if seen is not None:
        inside &= seen.received_by_known(messages)
    return freeze_fields(InsideTribe(reach=reach, answering=measure_answering(messages, tables, inside)))
