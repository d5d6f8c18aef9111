"""The balance chart: what a person gives each of the others, against what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, INK, tribe_colour
from tribus.plot.captions import Captions, Discs
from tribus.plot.frame import draw_key, head_columns, head_rows, new_axes, write_title
from tribus.plot.marks import dot_mark
from tribus.plot.numbers import mark_counts, shorten
from tribus.plot.text import LITERAL, drawable, write

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Bools, Floats, Ints
    from tribus.tribes import PersonalTribe

NAMED = 10
RIM = 0.13  # of the scales, kept free at both ends for words on the regions
DOT, LARGEST = 55, 600  # square points: of one person, and of as many as there may be at one place
COVERED = 0.5  # how bad it is that a name covers a dot


class _Dealings(NamedTuple):
    """Everybody who ever dealt with the person: what they got from the person, and gave."""

    rows: Ints
    given: Floats
    received: Floats
    is_companion: Bools


def draw_balance(own: PersonalTribe, *, ax: Axes | None = None) -> Axes:
    """Draw what a person gives each of the others against what the other gives back.

    Parameters
    ----------
    own
        From `tribes.of(user)`.
    ax
        Axes to draw on; by default a new figure's.

    Returns
    -------
    Axes
        With the picture; nothing is shown or saved.

    Notes
    -----
    Everybody who ever dealt with the person has a place, companions in the colour of the tribe, others
    in grey; where several are at one place, the dot is larger, by the root of their number, and coloured
    as far as they are companions. Below the diagonal the person gives more, above it the others do; who
    gives nothing back lies at the bottom, and who gets nothing back at the left. Events count unfaded,
    of all kinds, on scales of `log(1 + n)`. The ten with most dealings are named, as far as there is
    room.
    """
    ax = ax or new_axes(8, 8)
    events_with, name = _read_dealings(own), drawable(own.user)
    colour = tribe_colour(own.number, rest=INK)  # those who are no companions are grey
    _scale_axes(ax, events_with)
    regions = _draw_regions(ax, name)
    areas = _draw_dots(ax, events_with, colour)
    _write_words(ax, events_with, name)
    _draw_key(ax, events_with, colour)
    _name_largest(ax, own, events_with, areas, regions)
    return ax


def _read_dealings(own: PersonalTribe) -> _Dealings:
    evidence = own.tribes.network.evidence
    rows = evidence.structure.indices[evidence.structure.entries_of(own.row)]
    return _Dealings(rows, *evidence.events_with(own.row), np.isin(rows, own.rows))


def _scale_axes(ax: Axes, events_with: _Dealings) -> None:
    """Give both axes the same scale, which shows zero."""
    most = float(np.log1p(max(events_with.given.max(initial=4), events_with.received.max(initial=4))))
    limits = float(np.expm1(-RIM * most)), float(np.expm1((1 + RIM) * most))
    marks = mark_counts(limits[1])
    ax.set_xscale("function", functions=(np.log1p, np.expm1))
    ax.set_yscale("function", functions=(np.log1p, np.expm1))
    ax.set(xlim=limits, ylim=limits)
    ax.set_xticks(marks, [shorten(mark) for mark in marks])
    ax.set_yticks(marks, [shorten(mark) for mark in marks])
    ax.set_box_aspect(1)
    ax.spines[["top", "right"]].set_visible(False)


def _draw_regions(ax: Axes, name: str) -> list[Text]:
    """Shade where the person gives more, and say on both sides who does."""
    from matplotlib.patches import Polygon

    low, high = ax.get_xlim()
    ax.add_patch(Polygon([(low, low), (high, low), (high, high)], facecolor="#F5F5F5", lw=0, zorder=0))
    ax.plot([low, high], [low, high], color=GREY, lw=1, zorder=1)
    ours = write(ax, 0.98, 0.04, f"{name} gives more", size=10)
    theirs = write(ax, 0.5, 0.96, "they give more", size=10)
    ours.set(ha="right")
    for text in (ours, theirs):
        text.set(transform=ax.transAxes, alpha=0.7)
    return [ours, theirs]


def _draw_dots(ax: Axes, events_with: _Dealings, colour: str) -> Floats:
    """Draw a dot where one or more are, coloured as far as they are companions.

    The area of each person's dot comes back, in square points.
    """
    places = np.column_stack([events_with.given, events_with.received])
    dots, of_person, count = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    of_person, (given, received) = of_person.reshape(-1), dots.T
    companions = np.bincount(of_person, events_with.is_companion, len(dots))
    area = np.minimum(DOT * np.sqrt(count), LARGEST)
    order = np.argsort(-area, kind="stable")  # the large ones below
    style: dict[str, Any] = {"linewidths": 0.8, "zorder": 2}
    ax.scatter(given[order], received[order], s=area[order], color=GREY, edgecolors="white", **style)
    own = order[companions[order] > 0]
    inner = area * companions / count
    ax.scatter(given[own], received[own], s=inner[own], color=colour, edgecolors="none", **style)
    return np.asarray(area[of_person], np.float64)


def _write_words(ax: Axes, events_with: _Dealings, name: str) -> None:
    """Say what the axes are, how many deal both ways, and how many do not."""
    n_others, n_silent, n_ignored = (
        len(events_with.rows),
        int((events_with.received == 0).sum()),
        int((events_with.given == 0).sum()),
    )
    ax.set_xlabel(f"what {name} gives each (events)", color=INK, **LITERAL)
    ax.set_ylabel(f"what each gives {name} (events)", color=INK, **LITERAL)
    head_rows(ax, {0: f"give\nnothing\nback:\n{plural(n_silent, 'user')}"} if n_silent else {})
    head_columns(ax, {0: f"get nothing back:\n{plural(n_ignored, 'user')}"} if n_ignored else {})
    both = f"{n_others - n_silent - n_ignored:,} deal both ways"
    title = (
        f"{name} and {plural(n_others, 'other')}: {both}" if n_others else f"{name} dealt with nobody"
    )
    write_title(ax, title, above=2 * (n_ignored > 0))


def _draw_key(ax: Axes, events_with: _Dealings, colour: str) -> None:
    key: dict[str, Artist] = {}
    if events_with.is_companion.any():
        key["companion in the tribe"] = dot_mark(colour)
    if not events_with.is_companion.all():
        key["anybody else"] = dot_mark(GREY)
    if len(np.unique([events_with.given, events_with.received], axis=1).T) < len(events_with.rows):
        key["several at one place"] = dot_mark(GREY, size=12)
    draw_key(ax, key)


def _name_largest(
    ax: Axes, own: PersonalTribe, events_with: _Dealings, areas: Floats, fixed: list[Text]
) -> None:
    """Write the names of those with most dealings beside their dots."""
    places = np.column_stack([events_with.given, events_with.received])
    order = np.lexsort((events_with.rows, -places.sum(axis=1)))
    users = own.tribes.network.users_of_rows(events_with.rows[order[:NAMED]])
    texts = [write(ax, 0, 0, drawable(user), size=8) for user in users]
    dots, first = np.unique(places, axis=0, return_index=True)
    dots, areas = np.concatenate([places[order[:NAMED]], dots]), areas[[*order[:NAMED], *first]]
    Captions(ax, texts, Discs.of_dots(dots, areas, COVERED), own=COVERED, fixed=fixed)
