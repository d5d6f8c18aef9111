"""The balance chart: the events from a person to each user, against the events back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_whole, translate
from tribus.plot._captions import Captions, Discs
from tribus.plot._frame import annotate_columns, annotate_rows, draw_legend, new_axes, write_title
from tribus.plot._marks import dot_mark
from tribus.plot._numbers import count_ticks, format_count
from tribus.plot._text import LITERAL_TEXT, format_user, write
from tribus.plot._theme import ink, paper

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Bools, Floats, Ints
    from tribus.tribes import PersonalTribe

N_NAMED_PARTNERS = 10
BALANCE_MARGIN = 0.13  # of the scale, free at both ends for texts
PARTNER_DOT_AREA, MAX_PARTNER_AREA = 55, 600  # square points
COST_PARTNER_DOT = 0.5


class _Partners(NamedTuple):
    """The users with events from or to the person, and the numbers of events."""

    rows: Ints
    given: Floats
    received: Floats
    is_companion: Bools


def draw_balance(own: PersonalTribe, *, ax: Axes | None = None) -> Axes:
    """Draw the number of events from a person to each user against the number back.

    Parameters
    ----------
    own
        The result of `tribes.of(user)`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a dot for each user with events from or to the person: companions in the colour of the
    tribe, others in grey. Users with the same numbers share a dot; its area grows with the root of
    their number, and its coloured part is the share of companions. Below the diagonal the person sends
    more events, above it the other user does. Users who never answer are at the bottom, users who get
    no answer are at the left. Events of all kinds count, without decay, on scales of `log(1 + n)`. The
    ten users with most events have names, if there is room.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), progress=False)
    >>> ax = tb.plot.draw_balance(tribes.of(tribes[0].users[0]))
    >>> print(ax.get_title())
    hector_tahona and 26 others: 20 with events both ways
    """
    ax = ax or new_axes(8, 8)
    partners, name = _read_partners(own), format_user(own.display_name)
    colour = tribe_colour(own.number, rest=ink())  # grey is for the others
    _scale_axes(ax, partners)
    regions = _draw_regions(ax, name)
    areas = _draw_dots(ax, partners, colour)
    _write_labels(ax, partners, name)
    _draw_legend(ax, partners, colour)
    _name_most_active(ax, own, partners, areas, regions)
    return ax


def _read_partners(own: PersonalTribe) -> _Partners:
    evidence = own.tribes.network.evidence
    rows = evidence.structure.indices[evidence.structure.row_slice(own.row)]
    return _Partners(rows, *evidence.events_with(own.row), np.isin(rows, own.rows))


def _scale_axes(ax: Axes, partners: _Partners) -> None:
    """Give both axes the same logarithmic scale, with zero."""
    most = float(np.log1p(max(partners.given.max(initial=4), partners.received.max(initial=4))))
    limits = float(np.expm1(-BALANCE_MARGIN * most)), float(np.expm1((1 + BALANCE_MARGIN) * most))
    marks = count_ticks(limits[1])
    ax.set_xscale("function", functions=(np.log1p, np.expm1))
    ax.set_yscale("function", functions=(np.log1p, np.expm1))
    ax.set(xlim=limits, ylim=limits)
    ax.set_xticks(marks, [format_count(mark) for mark in marks])
    ax.set_yticks(marks, [format_count(mark) for mark in marks])
    ax.set_box_aspect(1)
    ax.spines[["top", "right"]].set_visible(False)


def _draw_regions(ax: Axes, name: str) -> list[Text]:
    """Shade the region where the person sends more, and label both regions."""
    from matplotlib.patches import Polygon

    low, high = ax.get_xlim()
    ax.add_patch(Polygon([(low, low), (high, low), (high, high)], facecolor="#F5F5F5", lw=0, zorder=0))
    ax.plot([low, high], [low, high], color=GREY, lw=1, zorder=1)
    ours = write(ax, 0.98, 0.04, translate("{name} sends more", name=name), size=10)
    theirs = write(ax, 0.5, 0.96, translate("they send more"), size=10)
    ours.set(ha="right")
    for text in (ours, theirs):
        text.set(transform=ax.transAxes, alpha=0.7)
    return [ours, theirs]


def _draw_dots(ax: Axes, partners: _Partners, colour: str) -> Floats:
    """Draw a dot per pair of numbers; return the area of the dot of each user, in square points."""
    positions = np.column_stack([partners.given, partners.received])
    dots, of_person, count = np.unique(positions, axis=0, return_inverse=True, return_counts=True)
    of_person, (given, received) = of_person.reshape(-1), dots.T
    companions = np.bincount(of_person, partners.is_companion, len(dots))
    area = np.minimum(PARTNER_DOT_AREA * np.sqrt(count), MAX_PARTNER_AREA)
    order = np.argsort(-area, kind="stable")  # large dots first, so that small ones stay visible
    style: dict[str, Any] = {"linewidths": 0.8, "zorder": 2}
    ax.scatter(given[order], received[order], s=area[order], color=GREY, edgecolors=paper(), **style)
    own = order[companions[order] > 0]
    inner = area * companions / count
    ax.scatter(given[own], received[own], s=inner[own], color=colour, edgecolors="none", **style)
    return np.asarray(area[of_person], np.float64)


def _write_labels(ax: Axes, partners: _Partners, name: str) -> None:
    """Write the labels of the axes and the numbers of mutual and one-way partners."""
    n_others, n_silent, n_ignored = (
        len(partners.rows),
        int((partners.received == 0).sum()),
        int((partners.given == 0).sum()),
    )
    ax.set_xlabel(translate("events from {name}", name=name), color=ink(), **LITERAL_TEXT)
    ax.set_ylabel(translate("events to {name}", name=name), color=ink(), **LITERAL_TEXT)
    annotate_rows(
        ax, {0: translate("never\nanswer:\n{users}", users=plural(n_silent, "user"))} if n_silent else {}
    )
    annotate_columns(
        ax,
        {0: translate("get no answer:\n{users}", users=plural(n_ignored, "user"))} if n_ignored else {},
    )
    title = translate("{name} has no events with others", name=name)
    if n_others:
        title = translate(
            "{name} and {others}: {n} with events both ways",
            name=name,
            others=plural(n_others, "other"),
            n=format_whole(n_others - n_silent - n_ignored),
        )
    write_title(ax, title, above=2 * (n_ignored > 0))


def _draw_legend(ax: Axes, partners: _Partners, colour: str) -> None:
    key: dict[str, Artist] = {}
    if partners.is_companion.any():
        key[translate("companion in the tribe")] = dot_mark(colour)
    if not partners.is_companion.all():
        key[translate("other user")] = dot_mark(GREY)
    if len(np.unique([partners.given, partners.received], axis=1).T) < len(partners.rows):
        key[translate("several users")] = dot_mark(GREY, size=12)
    draw_legend(ax, key)


def _name_most_active(
    ax: Axes, own: PersonalTribe, partners: _Partners, areas: Floats, fixed: list[Text]
) -> None:
    """Write the names of the users with most events next to their dots."""
    positions = np.column_stack([partners.given, partners.received])
    order = np.lexsort((partners.rows, -positions.sum(axis=1)))
    names = own.tribes.network.names_of_rows(partners.rows[order[:N_NAMED_PARTNERS]])
    texts = [write(ax, 0, 0, format_user(name), size=8) for name in names]
    dots, first = np.unique(positions, axis=0, return_index=True)
    dots, areas = (
        np.concatenate([positions[order[:N_NAMED_PARTNERS]], dots]),
        areas[[*order[:N_NAMED_PARTNERS], *first]],
    )
    Captions(ax, texts, Discs.of_dots(dots, areas, COST_PARTNER_DOT), own=COST_PARTNER_DOT, fixed=fixed)
