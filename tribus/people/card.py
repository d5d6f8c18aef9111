"""Card of people: who is answered, and the accounts with the largest reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import CARD_ROWS, Bar, Card, display_name, format_egos, percent, plural
from tribus._display.language import format_whole, translate
from tribus.people.words import format_cases, format_hours, format_number

if TYPE_CHECKING:
    from tribus.people.result import People


def card_of_people(people: People) -> Card:
    """Return the card of all people; the rows have the largest reach."""
    answering = people.answering
    answered, addressing = int(answering.people_answered.sum()), int(answering.addressing.sum())
    waiting = int((answering.messages - answering.answered).sum())
    facts = [
        plural(len(people), "user"),
        *format_egos(people.egos),
        *(
            [translate("{share} of people answered", share=percent(answered / addressing))]
            if addressing
            else []
        ),
        translate(
            "{n} of {messages} waiting",
            n=format_whole(waiting),
            messages=plural(len(people.messages), "message"),
        ),
    ]
    order = np.lexsort((np.arange(len(people)), -people.reach.people))[:CARD_ROWS]
    return Card(
        title="People",
        facts=[*facts, *people.gaps],
        in_line=facts,
        header=("user", "reach", "answers", "", "median", "monologue", "conversation", "applause"),
        rows=[_format_row(people, row) for row in order.tolist()],
        made_by=str(people.made_by),
    )


def _format_row(people: People, row: int) -> tuple[str | Bar, ...]:
    rate = people.answering.rate
    is_share = rate.cases_of(row) is None and np.isfinite(rate.value[row])
    return (
        display_name(people.users_of_rows([row])[0]),
        format_whole(people.reach.people[row]),
        format_cases(rate, row),
        Bar.of(float(rate.value[row])) if is_share else "",
        format_hours(float(people.answering.hours.value[row])),
        format_cases(people.conversation.monologue, row),
        format_number(float(people.conversation.per_post.value[row])),
        format_number(float(people.reach.per_post.value[row])),
    )
