"""The size chart: how many people each tribe has, and how many of those around it are no members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._display import plural
from tribus._display.colours import GREY, INK, tribe_colour
from tribus.community.numbering import NO_TRIBE
from tribus.plot.frame import draw_key, new_axes, write_title
from tribus.plot.marks import key_of_rest
from tribus.plot.rows import count_rows, label_rows, name_tribe
from tribus.tribes.roles.assign import AUDIENCE, CORE, HEARD, MEMBER

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus._core.arrays import Ints64
    from tribus.tribes import Tribes

SHOWN = 1.5  # a bar of users without tribe is cut at so many times the longest of the others
ROOM = 1.28  # for what is written at the ends of the bars
MEANING = {
    CORE: "core",
    MEMBER: "other members",
    HEARD: "heard by the tribe, but do not answer",
    AUDIENCE: "audience: turn to the tribe, unanswered",
}


def draw_sizes(tribes: Tribes, *, ax: Axes | None = None) -> Axes:
    """Draw how large each tribe is: its members in colour, those it hears and its audience in white.

    Parameters
    ----------
    tribes
        From `find_tribes`.
    ax
        Axes to draw on; by default a new figure's.

    Returns
    -------
    Axes
        With the picture; nothing is shown or saved.

    Notes
    -----
    A bar for each of the 25 largest tribes, with its number and its two strongest users at the left and
    its members at the right; the core is solid, whom the tribe hears has a dark edge, its audience
    stripes. The ten largest have a colour of their own, the rest are grey. Users without a tribe are the
    last bar, which is cut where it is more than half as long again as all others.
    """
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    largest = [tribe for tribe, _ in zip(tribes, range(count_rows(len(tribes), ax)), strict=False)]
    n_alone = int((tribes.labels == NO_TRIBE).sum())
    rows = len(largest) + (n_alone > 0)
    ax = ax or new_axes(9, 1.9 + 0.32 * rows)
    sizes = tribes.assignment.sizes[: len(largest)]
    for tribe in largest:
        _draw_bar(ax, tribe.number, sizes[tribe.number])
        others = f" of {len(tribe):,}" if tribe.n_members < len(tribe) else ""
        _write_end(ax, tribe.number, len(tribe), f"{plural(tribe.n_members, 'member')}{others}")
    longest = int(sizes.sum(axis=1).max(initial=0))
    if n_alone:
        longest = _draw_alone(ax, len(largest), n_alone, longest)
    names = [name_tribe(tribe.number, tribe.users) for tribe in largest]
    label_rows(ax, names + ["without tribe"] * (n_alone > 0))
    ax.set_xlim(0, longest * ROOM)
    ax.set_xlabel("people")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.spines[["top", "right", "left"]].set_visible(False)
    write_title(ax, _title(tribes, len(largest)))
    _draw_key(ax, sizes, len(tribes))
    return ax


def _style(role: int, colour: str) -> dict[str, Any]:
    """Filled are those who belong, empty those who do not."""
    styles: dict[int, dict[str, Any]] = {
        CORE: {"facecolor": colour, "edgecolor": "white"},
        MEMBER: {"facecolor": _lighten(colour), "edgecolor": "white"},
        HEARD: {"facecolor": "white", "edgecolor": INK},
        AUDIENCE: {"facecolor": "white", "edgecolor": GREY, "hatch": "////"},
    }
    return {"linewidth": 0.8, **styles[role]}


def _lighten(colour: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return tuple((1 + part) / 2 for part in to_rgb(colour))


def _draw_bar(ax: Axes, row: int, sizes: Ints64) -> None:
    left = 0
    for role in MEANING:
        width = int(sizes[role])
        if width:
            ax.barh(row, width, left=left, height=0.7, **_style(role, tribe_colour(row)))
        left += width


def _draw_alone(ax: Axes, row: int, n_alone: int, longest: int) -> int:
    """Draw the bar of those without tribe, cut if the others would be too short beside it."""
    shown = min(n_alone, int(SHOWN * longest)) if longest else n_alone
    ax.barh(row, shown, height=0.7, facecolor="white", edgecolor=GREY, ls="--", lw=0.8)
    cut = ", bar cut" * (shown < n_alone)
    _write_end(ax, row, shown, f"{plural(n_alone, 'user')}{cut}")
    return max(shown, longest)


def _write_end(ax: Axes, row: int, length: int, text: str) -> None:
    place: dict[str, Any] = {"xytext": (4, 0), "textcoords": "offset points", "va": "center"}
    ax.annotate(text, (length, row), color=INK, fontsize=8.5, **place)


def _title(tribes: Tribes, n_drawn: int) -> str:
    n_members, n_tribes = int(tribes.assignment.is_member.sum()), len(tribes) - tribes.n_audiences
    title = f"{n_members:,} of {plural(len(tribes.labels), 'user')} are members of "
    title += plural(n_tribes, "tribe") if n_tribes else "a tribe: there is none"
    rest = tribes.assignment.sizes[n_drawn:].sum()
    if rest:
        title += f"\n{plural(len(tribes) - n_drawn, 'smaller tribe')} of {rest:,} users not drawn"
    return title


def _draw_key(ax: Axes, sizes: Ints64, n_tribes: int) -> None:
    from matplotlib.patches import Patch

    key: dict[str, Artist] = {
        meaning: Patch(**_style(role, tribe_colour(0)))
        for role, meaning in MEANING.items()
        if sizes[:, role].any()
    }
    draw_key(ax, key | key_of_rest(n_tribes))
