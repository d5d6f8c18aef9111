"""The size chart: the number of users of each tribe, by role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._display import plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_whole, translate
from tribus.community.numbering import NO_TRIBE
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import legend_of_rest
from tribus.plot._rows import count_rows, label_rows, name_tribe
from tribus.plot._theme import ink, mix_with_paper, paper
from tribus.tribes.roles.assign import AUDIENCE, CORE, HEARD, MEMBER, NEWCOMER

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus._core.arrays import Ints64
    from tribus.tribes import Tribe, Tribes

MAX_ALONE_RATIO = 1.5  # longest bar of users without tribe, relative to the longest tribe
AXIS_LENGTH_RATIO = 1.28  # of the axis to the longest bar: room for texts
SHOWN_ROLES = (CORE, MEMBER, NEWCOMER, HEARD, AUDIENCE)  # from left to right


def draw_sizes(tribes: Tribes, *, ax: Axes | None = None) -> Axes:
    """Draw the sizes of the tribes: members in colour, everybody else in white.

    Parameters
    ----------
    tribes
        The result of `find_tribes`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a bar for each of the 25 largest groups, tribes before audiences, with its number and its
    two strongest users at the left and its number of members at the right. The core is solid, other
    members are lighter, newcomers have a coloured outline, heard users a dark one, and the audience is
    hatched. The ten largest tribes have full colours, the others pale ones. The last bar is the users
    without a tribe; it is cut at 1.5 times the longest other bar.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), progress=False)
    >>> ax = tb.plot.draw_sizes(tribes)
    >>> print(ax.get_title())
    28 of 50 users are members of 4 tribes
    """
    from matplotlib.ticker import MaxNLocator

    groups = [*tribes, *tribes.audiences]
    largest = groups[: count_rows(len(groups), ax)]
    n_alone = int((tribes.labels == NO_TRIBE).sum())
    rows = len(largest) + (n_alone > 0)
    ax = ax or new_axes(9, 1.9 + 0.32 * rows)
    sizes = tribes.assignment.sizes[: len(largest)]
    for tribe in largest:
        _draw_bar(ax, tribe.number, sizes[tribe.number])
        _write_end(ax, tribe.number, len(tribe), _count_members(tribe))
    longest = int(sizes.sum(axis=1).max(initial=0))
    if n_alone:
        longest = _draw_alone(ax, len(largest), n_alone, longest)
    names = [name_tribe(tribe.tribes, tribe.number) for tribe in largest]
    label_rows(ax, names + [translate("without tribe")] * (n_alone > 0))
    ax.set_xlim(0, longest * AXIS_LENGTH_RATIO)
    ax.set_xlabel(translate("users"))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(lambda value, _: format_whole(value))
    ax.spines[["top", "right", "left"]].set_visible(False)
    write_title(ax, _title(tribes, len(largest)))
    _draw_legend(ax, sizes, len(tribes))
    return ax


def _list_meanings() -> dict[int, str]:
    """Return the meaning of each role, for the legend."""
    return {
        CORE: translate("core"),
        MEMBER: translate("other members"),
        NEWCOMER: translate("newcomers: one mutual tie"),
        HEARD: translate("heard: do not answer the tribe"),
        AUDIENCE: translate("audience: the tribe does not answer"),
    }


def _count_members(tribe: Tribe) -> str:
    members = plural(tribe.n_members, "member")
    if tribe.n_members == len(tribe):
        return members
    return translate("{members} of {n}", members=members, n=format_whole(len(tribe)))


def _style(role: int, colour: str) -> dict[str, Any]:
    """Return the style of a role: filled for members, white for others."""
    styles: dict[int, dict[str, Any]] = {
        CORE: {"facecolor": colour, "edgecolor": paper()},
        MEMBER: {"facecolor": mix_with_paper(colour, 0.5), "edgecolor": paper()},
        NEWCOMER: {"facecolor": paper(), "edgecolor": colour},
        HEARD: {"facecolor": paper(), "edgecolor": ink()},
        AUDIENCE: {"facecolor": paper(), "edgecolor": GREY, "hatch": "////"},
    }
    return {"linewidth": 0.8, **styles[role]}


def _draw_bar(ax: Axes, row: int, sizes: Ints64) -> None:
    left = 0
    for role in SHOWN_ROLES:
        width = int(sizes[role])
        if width:
            ax.barh(row, width, left=left, height=0.7, **_style(role, tribe_colour(row)))
        left += width


def _draw_alone(ax: Axes, row: int, n_alone: int, longest: int) -> int:
    """Draw the bar of the users without tribe, cut if it is long; return the longest length."""
    shown = min(n_alone, int(MAX_ALONE_RATIO * longest)) if longest else n_alone
    ax.barh(row, shown, height=0.7, facecolor=paper(), edgecolor=GREY, ls="--", lw=0.8)
    users = plural(n_alone, "user")
    _write_end(ax, row, shown, translate("{users}, bar cut", users=users) if shown < n_alone else users)
    return max(shown, longest)


def _write_end(ax: Axes, row: int, length: int, text: str) -> None:
    place: dict[str, Any] = {"xytext": (4, 0), "textcoords": "offset points", "va": "center"}
    ax.annotate(text, (length, row), color=ink(), fontsize=8.5, **place)


def _title(tribes: Tribes, n_drawn: int) -> str:
    n_members, n_tribes = int(tribes.assignment.is_member.sum()), len(tribes)
    title = translate(
        "{n} of {users} are members of {tribes}",
        n=format_whole(n_members),
        users=plural(len(tribes.labels), "user"),
        tribes=plural(n_tribes, "tribe") if n_tribes else translate("no tribe"),
    )
    rest = tribes.assignment.sizes[n_drawn:].sum()
    if rest:
        groups = plural(tribes.n_groups - n_drawn, "smaller group")
        users = format_whole(rest)
        title += "\n" + translate("{groups} of {n} users not drawn", groups=groups, n=users)
    return title


def _draw_legend(ax: Axes, sizes: Ints64, n_tribes: int) -> None:
    from matplotlib.patches import Patch

    key: dict[str, Artist] = {
        meaning: Patch(**_style(role, tribe_colour(0)))
        for role, meaning in _list_meanings().items()
        if sizes[:, role].any()
    }
    draw_legend(ax, key | legend_of_rest(n_tribes))
