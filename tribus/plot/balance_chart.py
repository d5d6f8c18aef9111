"""The balance chart: what a person gives each of the others, against what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._cards import plural
from tribus._colours import GREY, INK, colour_of
from tribus.plot.key import draw_key
from tribus.plot.labels import POINTS, name_points
from tribus.plot.marks import dot_mark, line_mark
from tribus.plot.numbers import mark_counts, shorten
from tribus.plot.text import drawable, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus._arrays import Bools, Floats, Ints, Ints64
    from tribus.tribes import PersonalTribe

NAMED = 10
BEHIND = 1  # the dots: words on the regions
LEAST, ROOM = -0.4, 1.15  # where the scales begin, below 0, and how far they go beyond the most
BETWEEN = 0.38  # 0 and 1, where nobody stands and there is room for words
# Area of the dot of one person in square points; that of several grows with a power of their number, and
# has room for the number.
DOT, SEVERAL, GROWTH, LARGEST = 55, 75, 0.4, 600
BEHIND_A_NUMBER = 30  # square points that it takes
LUMINANCE, MIDDLE = (0.2126, 0.7152, 0.0722), 0.55  # of red, green and blue; below it white reads better
APART = (14.0, 8.0)  # points between numbers, across and upwards


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
    in grey; where several are at one place, the dot is larger and has their number, coloured as far as
    they are companions. Below the diagonal the person gives more, above it the others do; who never
    answered lies at the bottom, and whom the person never answered at the left. Events count unfaded, of
    all kinds, on scales of `log(1 + n)`. The ten with most dealings are named, as far as there is room.
    """
    from matplotlib import pyplot as plt

    figure = None
    if ax is None:
        figure, ax = plt.subplots(figsize=(7.5, 8.2), layout="constrained")
    dealings, colour = _read_dealings(own), _choose_colour(own)
    name = drawable(own.user, at_most=16)
    _scale_axes(ax, dealings)
    _draw_regions(ax, name)
    radius = _draw_dots(ax, dealings, colour)
    _write_words(ax, dealings, name)
    _draw_key(ax, dealings, colour)
    if figure is not None:
        figure.draw_without_rendering()  # names find room where the axes then are
    _name_largest(ax, own, dealings, radius)
    return ax


def _choose_colour(own: PersonalTribe) -> str:
    """Colour of the tribe; of one that has none, dark, for those who are no companions are grey."""
    colour = colour_of(own.number)
    return INK if colour == GREY else colour


def _read_dealings(own: PersonalTribe) -> _Dealings:
    evidence = own.tribes.network.evidence
    ties = evidence.pattern.entries_of(own.row)
    back = evidence.pattern.mirror[ties]
    given, received = (
        np.sum([counts[place] for counts in evidence.counts.values()], axis=0) for place in (ties, back)
    )
    rows = evidence.pattern.indices[ties]
    return _Dealings(rows, given, received, np.isin(rows, own.rows))


def _scale_axes(ax: Axes, dealings: _Dealings) -> None:
    """Give both axes the same scale, which shows zero."""
    most = float(max(dealings.given.max(initial=4), dealings.received.max(initial=4)))
    limits = LEAST, float(np.expm1(np.log1p(most) * ROOM))
    marks = mark_counts(limits[1])
    ax.set_xscale("function", functions=(np.log1p, np.expm1))
    ax.set_yscale("function", functions=(np.log1p, np.expm1))
    ax.set(xlim=limits, ylim=limits)
    ax.set_xticks(marks, [shorten(mark) for mark in marks])
    ax.set_yticks(marks, [shorten(mark) for mark in marks])
    ax.set_box_aspect(1)
    ax.spines[["top", "right"]].set_visible(False)


def _draw_regions(ax: Axes, name: str) -> None:
    from matplotlib.patches import Polygon

    low, high = ax.get_xlim()
    ax.add_patch(Polygon([(low, low), (high, low), (high, high)], facecolor="#F5F5F5", lw=0, zorder=0))
    ax.plot([low, high], [low, high], color=GREY, lw=1, zorder=1)
    ours = write(ax, 0.99, 0.04, f"{name} gives more", size=12)
    theirs = write(ax, 0.5, 0.96, "they give more", size=12)
    middle = write(ax, 0.87, 0.89, "as much as comes back")
    ours.set(ha="right")
    middle.set(rotation=45)
    for text in (ours, theirs, middle):
        text.set(transform=ax.transAxes, alpha=0.55, zorder=BEHIND)


def _draw_dots(ax: Axes, dealings: _Dealings, colour: str) -> Floats:
    """Draw a dot where one or more are, coloured as far as they are companions.

    The radius of each person's dot comes back, in points.
    """
    places = np.column_stack([dealings.given, dealings.received])
    dots, of_person, count = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    of_person, (given, received) = of_person.reshape(-1), dots.T
    companions = np.bincount(of_person, dealings.is_companion, len(dots))
    area = np.where(count > 1, np.minimum(SEVERAL * count**GROWTH, LARGEST), DOT)
    order = np.argsort(-area, kind="stable")  # the large ones below
    style: dict[str, Any] = {"linewidths": 0.8, "zorder": 2}
    ax.scatter(given[order], received[order], s=area[order], color=GREY, edgecolors="white", **style)
    own = order[companions[order] > 0]
    inner = area * companions / count
    ax.scatter(given[own], received[own], s=inner[own], color=colour, edgecolors="none", **style)
    is_grey = inner < BEHIND_A_NUMBER
    _write_numbers(ax, dots, count, [_ink_on(GREY if grey else colour) for grey in is_grey])
    radius: Floats = np.sqrt(area / np.pi)[of_person]
    return radius


def _ink_on(colour: str) -> str:
    """White or dark, whichever reads better on a colour."""
    from matplotlib.colors import to_rgb

    return "white" if np.dot(to_rgb(colour), LUMINANCE) < MIDDLE else INK


def _write_numbers(ax: Axes, dots: Floats, count: Ints64, inks: list[str]) -> None:
    """Write how many are at one place, the largest number first, unless another stands too near."""
    places, written = ax.transData.transform(dots) * POINTS / ax.figure.dpi, np.empty((0, 2))
    for dot in np.lexsort((np.arange(len(count)), -count)):
        near = (abs(written - places[dot]) < APART).all(axis=1)
        if count[dot] > 1 and not near.any():
            written = np.vstack([written, places[dot]])
            style: dict[str, Any] = {"ha": "center", "va": "center", "color": inks[dot], "zorder": 3}
            ax.text(dots[dot, 0], dots[dot, 1], shorten(int(count[dot])), fontsize=7, **style)


def _write_words(ax: Axes, dealings: _Dealings, name: str) -> None:
    """Say what the axes are, how many deal both ways, and how many do not."""
    unanswered, ignored = (dealings.received == 0).sum(), (dealings.given == 0).sum()
    both = len(dealings.rows) - unanswered - ignored
    ax.set_xlabel(f"what {name} gives each (events)", color=INK, parse_math=False, usetex=False)
    ax.set_ylabel(f"what each gives {name} (events)", color=INK, parse_math=False, usetex=False)
    if unanswered:
        text = f"never answered {name}: {plural(int(unanswered), 'user')}"
        write(ax, 0.99, BETWEEN, text).set(transform=ax.get_yaxis_transform(), ha="right")
    if ignored:
        text = f"never answered by {name}: {plural(int(ignored), 'user')}"
        write(ax, BETWEEN, 0.99, text, va="top").set(transform=ax.get_xaxis_transform(), rotation=90)
    title = f"{name} and {plural(len(dealings.rows), 'other')}\n{int(both):,} deal both ways"
    if not len(dealings.rows):
        title = f"{name} dealt with nobody"
    ax.set_title(title, fontsize=12, color=INK, parse_math=False, usetex=False)


def _draw_key(ax: Axes, dealings: _Dealings, colour: str) -> None:
    kinds = {"companion in the tribe": colour} if dealings.is_companion.any() else {}
    if not dealings.is_companion.all():
        kinds["anybody else"] = GREY
    if kinds:
        marks = [*map(dot_mark, kinds.values()), line_mark(GREY, width=0, opacity=0)]
        draw_key(ax, marks, [*kinds, "a number: so many at one place"], below=38, columns=3)


def _name_largest(ax: Axes, own: PersonalTribe, dealings: _Dealings, radius: Floats) -> None:
    places = np.column_stack([dealings.given, dealings.received])
    order = np.lexsort((dealings.rows, -places.sum(axis=1)))[:NAMED]
    names = [drawable(user, at_most=18) for user in own.tribes.network.users_at(dealings.rows[order])]
    words = [text for text in ax.texts if text.get_zorder() > BEHIND]
    name_points(ax, places[order], names, away=radius[order] + 1, obstacles=places, texts=words)
