"""Card of a timeline: its windows, and the largest tribes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import CARD_ROWS, Bar, Card, Swatch, format_rest, percent, plural
from tribus._display.language import (
    format_day,
    format_decimals,
    format_whole,
    translate,
    translate_count,
)

if TYPE_CHECKING:
    from tribus.timeline.result import Timeline


def card_of_timeline(timeline: Timeline) -> Card:
    """Return the card of a timeline; the rows are the tribes with most users in some window."""
    start, end = timeline[0].start, timeline[len(timeline) - 1].end
    n_unseen = timeline.counts.n_users - timeline.n_users
    undated = timeline.counts.undated
    facts = [
        translate(
            "{users} in {groups}",
            users=plural(timeline.n_users, "user"),
            groups=plural(len(timeline), "window"),
        ),
        format_tribes(timeline),
        translate("{first} to {last}", first=format_day(start), last=format_day(end)),
        *(
            [translate("{n} events without a time left out", n=format_decimals(undated, ",.15g"))]
            if undated
            else []
        ),
        *(
            [
                translate_count(
                    "{n} user never seen at a known time",
                    "{n} users never seen at a known time",
                    n_unseen,
                )
            ]
            if n_unseen
            else []
        ),
    ]
    tribes = timeline.tribes_to_frame().query("not audience")
    tribes = tribes.sort_values(["largest", "tribe"], ascending=[False, True])
    most = max(int(timeline.sizes.max(initial=0)), 1)
    shown = tribes.head(CARD_ROWS)
    columns = [shown[name].tolist() for name in ("tribe", "first", "last", "windows", "largest")]
    rows = [
        (
            Swatch(tribe),
            format_day(first),
            format_day(last),
            format_whole(n_windows),
            format_whole(largest),
            Bar.of(largest / most, tribe),
        )
        for tribe, first, last, n_windows, largest in zip(*columns, strict=True)
    ]
    kept = timeline.summary()["kept"].mean() if len(timeline) > 1 else np.nan
    return Card(
        title="Timeline",
        facts=[
            *facts,
            *([translate("{share} keep their tribe", share=percent(kept))] if len(timeline) > 1 else []),
        ],
        in_line=facts,
        header=("tribe", "first window", "last window", "windows", "users at most", ""),
        rows=rows,
        rest=format_rest(timeline.n_tribes - CARD_ROWS, "smaller tribes"),
        made_by=str(timeline.made_by),
    )


def format_tribes(timeline: Timeline) -> str:
    """Return the number of tribes of all windows, and of the last one if that has fewer."""
    n_tribes, n_last = plural(timeline.n_tribes, "tribe"), len(timeline[len(timeline) - 1].tribes)
    if n_last == timeline.n_tribes:
        return n_tribes
    return translate("{tribes}, {n} at the end", tribes=n_tribes, n=format_whole(n_last))
