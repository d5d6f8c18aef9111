"""Card of tribes: their number, the tests, and the largest ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import CARD_ROWS, Card, Swatch, format_egos, format_rest, percent, plural
from tribus._display.language import format_decimals, format_whole, translate, translate_count
from tribus.inference.certainty import MAX_SHOWN_CERTAINTY
from tribus.inference.continuum import describe_borders
from tribus.inference.levels import format_others
from tribus.tribes.roles.assign import AUDIENCE, HEARD
from tribus.tribes.tribe import draw_roles

if TYPE_CHECKING:
    from tribus.tribes.result import Tribes

MAX_TIES_FOR_CARD = 250_000  # of a network whose card measures the borders; it takes some 0.2 s
HEADER = ("tribe", "members", "heard", "audience", "", "kept inside")


def card_of_tribes(tribes: Tribes) -> Card:
    """Return the card of all tribes; the rows are the largest ones."""
    circles = [tribes.verdict.circles_message] if tribes.verdict.n_circles else []
    follows = [describe_follows()] if tribes.network.evidence.follows_are_exchange else []
    is_small = tribes.network.n_ties <= MAX_TIES_FOR_CARD
    continuum = describe_borders(tribes.border_closure) if is_small else []
    n_between = len(tribes.between_rows.rows) if is_small else 0
    between = (
        [translate_count("{n} user between two tribes", "{n} users between two tribes", n_between)]
        if n_between
        else []
    )
    return Card(
        title="Tribes",
        facts=[
            *_list_facts(tribes),
            *_format_scales(tribes),
            *_format_certainty(tribes),
            *between,
            *follows,
            *circles,
            *continuum,
        ],
        in_line=_list_facts(tribes, others=format_others(tribes.levels)),
        header=(*HEADER, "name or core" if tribes.given_names else "core"),
        rows=_list_rows(tribes),
        rest=format_rest(len(tribes) - CARD_ROWS, "smaller tribes"),
        made_by=str(tribes.made_by),
    )


def _list_facts(tribes: Tribes, others: str = "") -> list[str]:
    """Return the numbers of users and tribes, or why there are none; `others` are other levels."""
    n_users, start, taken = len(tribes.labels), tribes.assignment.start, tribes.levels.taken
    in_tribes, in_groups = (int(start[end] - start[0]) for end in (len(tribes), -1))
    n_audiences = tribes.n_groups - len(tribes)
    audiences = translate(
        "{users} in {groups}",
        users=plural(in_groups - in_tribes, "user"),
        groups=plural(n_audiences, "audience"),
    )
    beside = [audiences] if n_audiences else []
    egos = format_egos(tribes.network.egos)
    if not len(tribes):
        is_unclear = tribes.verdict.has_tribes and taken.n_dissolved > 0
        reason = translate("no single group is clear") if is_unclear else tribes.verdict.message
        return [translate("none among {users}", users=plural(n_users, "user")), *beside, *egos, reason]
    return [
        translate(
            "{users} in {groups}",
            users=plural(in_tribes, "user"),
            groups=plural(len(tribes), "tribe"),
        ),
        *beside,
        translate("{n} without tribe", n=format_whole(n_users - in_groups)),
        *egos,
        _format_resolution(tribes, others),
        *([translate("{n} in the rest", n=format_whole(taken.n_rest))] if taken.n_rest else []),
    ]


def _format_scales(tribes: Tribes) -> list[str]:
    """Return `2 scales: 3 or 10 tribes`, from coarse to fine; nothing for a single scale."""
    taken = tribes.levels.chosen
    sizes = [
        format_whole(len(tribes if number == taken else level))
        for number, level in enumerate(tribes.levels)
    ]
    if len(sizes) == 1 or not len(tribes):
        return []
    *first, last = sizes
    values = {"n": len(sizes), "sizes": ", ".join(first), "last": last}
    return [translate("{n} scales: {sizes} or {last} tribes", **values)]


def describe_follows() -> str:
    """Return the fact that mutual follows stand in for talk."""
    return translate("friends are people who follow each other: there is hardly any talk in the events")


def _format_resolution(tribes: Tribes, others: str) -> str:
    resolution = translate("resolution {number}", number=format_decimals(tribes.resolution, ".3g"))
    if others:
        return f"{resolution}, {others}"
    return f"{resolution} ({translate('inferred')})" if tribes.curve else resolution


def _format_certainty(tribes: Tribes) -> list[str]:
    """Return the mean certainty in words, `84% certain: ...`; nothing if nobody has one."""
    known = tribes.certainty[np.isfinite(tribes.certainty)]
    if not len(known):
        return []
    share = percent(min(float(known.mean()), MAX_SHOWN_CERTAINTY))
    return [translate("{share} certain: so many would be in the same tribe in fresh data", share=share)]


def _list_rows(tribes: Tribes) -> list[tuple[object, ...]]:
    sizes = tribes.assignment.sizes
    most = int(np.diff(tribes.assignment.start).max(initial=1))
    return [
        (
            Swatch(tribe.number),
            format_whole(tribe.n_members),
            format_whole(sizes[tribe.number, HEARD]),
            format_whole(sizes[tribe.number, AUDIENCE]),
            draw_roles(tribe, most),
            percent(tribe.inside),
            name,
        )
        for tribe, name, _ in zip(tribes, tribes.names, range(CARD_ROWS), strict=False)
    ]
