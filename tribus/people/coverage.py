"""Gaps in the events: sentences for the cards and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display import list_names
from tribus._display.language import translate, translate_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.people.seen import Seen
    from tribus.people.tables import EventTables


def describe_gaps(tables: EventTables, egos: Sequence[str], seen: Seen | None = None) -> list[str]:
    """Return a sentence for each thing that the events do not show."""
    gaps = []
    if not tables.has_times:
        gaps.append(
            translate(
                "No times: any message back counts as an answer, so answer rates are upper limits, and "
                "there is no time to an answer."
            )
        )
    elif tables.start == tables.end:
        gaps.append(translate("All events have one time: nothing is later, so nothing is an answer."))
    if tables.n_undated:
        gaps.append(
            translate_count(
                "{n} message without a time: left out, because the order is unknown.",
                "{n} messages without a time: left out, because the order is unknown.",
                tables.n_undated,
            )
        )
    if not tables.has_texts:
        gaps.append(translate("No texts: questions and links are unknown."))
    if not len(tables.posts):
        gaps.append(translate("Only posts that address somebody count here."))
    if len(tables.follows) and not tables.has_follow_times:
        gaps.append(translate("No times of follows: waves of followers cannot be seen."))
    n_unseen = 0 if seen is None else int((~seen.is_known).sum())
    if n_unseen:
        gaps.append(
            translate_count(
                "{n} user was not collected: whom they answer is unknown.",
                "{n} users were not collected: whom they answer is unknown.",
                n_unseen,
            )
        )
    if egos:
        gaps.append(
            translate(
                "Exports of {names}: little is known about what others say to each other, and what "
                "followers do elsewhere.",
                names=list_names(egos),
            )
        )
    return gaps
