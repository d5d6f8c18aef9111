"""Card of events: number of each kind, first and last day, and rows left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display import Bar, Card, format_egos, plural
from tribus._display.language import format_day, format_decimals, translate
from tribus._display.terms import translate_term

if TYPE_CHECKING:
    from tribus.events.events import Events


def card_of_events(events: Events) -> Card:
    """Return the card of events; the rows are the kinds."""
    counts = {kind: format_decimals(round(count, 2), ",.15g") for kind, count in events.counts.items()}
    kinds = ", ".join(f"{count} {translate_term(kind)}" for kind, count in counts.items()) or translate(
        "no events"
    )
    size = [plural(len(events), "event"), plural(events.n_users, "user"), *format_egos(events.egos)]
    left_out = events.cleaning.left_out()
    rest = translate("left out: {rows}", rows=left_out) if left_out else translate("nothing left out")
    most = max(events.counts.values(), default=0.0)
    return Card(
        title="Events",
        facts=[*size, *_format_span(events), rest],
        in_line=[*size, kinds, rest],
        header=("kind", "events", ""),
        rows=[
            (translate_term(kind), count, Bar.of(events.counts[kind] / most))
            for kind, count in counts.items()
        ],
        made_by="; ".join(map(str, events.reading)),
    )


def _format_span(events: Events) -> list[str]:
    """Return the days of the first and last event, as one fact; nothing without times."""
    if events.span is None:
        return []
    first, last = map(format_day, events.span)
    return [translate("{first} to {last}", first=first, last=last)]
