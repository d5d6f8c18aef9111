"""Complaints: the messages that the analyst marks, their share, and how they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tribus._core.counts import count_by
from tribus._core.frozen import freeze_fields
from tribus.errors import EventsError
from tribus.people.answering import Answering, measure_answering
from tribus.people.rates import Estimate, estimate_share

if TYPE_CHECKING:
    from tribus.people.messages import Messages
    from tribus.people.tables import EventTables


@dataclass(frozen=True, eq=False, kw_only=True)
class Complaints:
    """The complaints among the messages to each user.

    Attributes
    ----------
    share
        Share of the messages to each user that are complaints, shrunk, with its interval (`Estimate`).
    answering
        How each user answers complaints.
    """

    share: Estimate
    answering: Answering


def measure_complaints(messages: Messages, tables: EventTables) -> Complaints:
    """Return the complaints among the messages to each user.

    Raises
    ------
    EventsError
        If the events have no texts.
    """
    if messages.complains is None:
        raise EventsError(
            "complaints are found in texts, and the events have none; name the column, as in "
            'Events.from_frame(frame, text="text"), or read the export with texts=True'
        )
    answering = measure_answering(messages, tables, messages.complains)
    total = count_by(messages.receiver, tables.n_users)
    return freeze_fields(
        Complaints(share=estimate_share(answering.messages, total), answering=answering)
    )
