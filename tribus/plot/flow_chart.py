"""The flow chart: users flow between tribes from window to window (an alluvial diagram)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, PALETTE, tribe_colour
from tribus._display.language import format_whole, translate, translate_count
from tribus.plot._dates import date_positions, draw_dates
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import patch_mark
from tribus.plot._text import name_number, write
from tribus.plot._theme import ink, paper
from tribus.timeline.card import format_tribes
from tribus.tribes.labels import find_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus._core.arrays import Floats, Ints64
    from tribus.timeline import Timeline

MAX_COLUMNS = 60  # windows; with more, some are left out at equal distances
BLOCK_SHARE = 0.22  # width of a block, as a share of the distance of two windows
GAP_SHARE = 0.015  # between tribes, as a share of all users
MIN_OPACITY, OPACITY_RANGE = 0.12, 0.6  # of a flow with certainty 0, and what 1 adds
OTHER, WITHOUT_TRIBE = len(PALETTE), len(PALETTE) + 1  # rows of smaller tribes, and of users without one
N_CURVE_POINTS = 20
MIN_LABELLED_SHARE = 0.04  # of the users of a window; smaller blocks get no number
LABEL_SHARE = 0.14  # of the width, for the sizes on the right
LINE_SHARE, MARK_INCHES = 0.055, 0.75  # height of a line above the columns, and width of its marks
MAX_MARKED_WINDOWS = 12  # with changes; with more, none is marked


def draw_flows(timeline: Timeline, *, names: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """Draw the flow of users between tribes over time; uncertain flows are pale.

    Parameters
    ----------
    timeline
        The result of `trace_tribes`.
    names
        Names of the tribes in the order of their numbers, "" for a tribe without one.
        Default: none.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a column for each window, at its end, with a block for each tribe or audience; its height
    is the number of users. The first block of a group has its number, and the last window the numbers
    and sizes on its right. Bands join users of a tribe to their tribe in the next window. The paler a
    band, the lower the mean certainty of its users in both windows. The changes of a window are written
    above it, unless more than twelve windows have changes. The groups with numbers 0 to 9 have their
    colours, smaller and later ones are light grey, and users without a group are at the bottom, hatched.
    Of more than 60 windows, some at equal distances are drawn.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="180d", step="90d", progress=False)
    >>> ax = tb.plot.draw_flows(timeline)
    >>> ax.get_ylabel()
    'users'
    """
    shown = np.unique(np.linspace(0, len(timeline) - 1, min(len(timeline), MAX_COLUMNS)).astype(int))
    ax = ax or new_axes(10, 5.2)
    all_ends = date_positions(timeline.summary()["window"])
    ends = all_ends[shown]
    rows = np.array([_rows(timeline, int(number)) for number in shown])
    certainty = np.array(
        [
            timeline.placements[number].spread_certainty(timeline.counts.n_users)
            for number in shown.tolist()
        ]
    )
    gap = GAP_SHARE * max(int((rows >= 0).sum(axis=1).max()), 1)
    half = BLOCK_SHARE / 2 * (np.diff(ends).min() if len(ends) > 1 else 1.0)
    tops = [_stack(np.bincount(row[row >= 0], minlength=WITHOUT_TRIBE + 1), gap) for row in rows]
    for number, (row, top) in enumerate(zip(rows, tops, strict=True)):
        _draw_blocks(ax, ends[number], half, row, top)
        if number + 1 < len(rows):
            sure = np.nan_to_num(np.mean(certainty[number : number + 2], axis=0))
            at = ends[number] + half, ends[number + 1] - half
            _draw_bands(ax, at, rows[number : number + 2], tops[number : number + 2], sure)
    audiences = [timeline.placements[number].audiences.tolist() for number in shown.tolist()]
    _label_groups(ax, ends[:-1], rows, tops, audiences)
    _label_sizes(ax, ends[-1] + half, rows[-1], tops[-1], audiences[-1])
    _draw_scale(ax)
    ax.set_xlim(right=ends[-1] + half + LABEL_SHARE * (ends[-1] - ends[0] + 2 * half))
    _mark_changes(ax, timeline, all_ends)
    write_title(ax, _title(timeline))
    key: dict[str, Artist] = {
        name_number(tribe, names): patch_mark(tribe_colour(tribe), opacity=1.0)
        for tribe in np.unique(rows[(rows >= 0) & (rows < OTHER)]).tolist()
        if find_name(tribe, names)
    }
    key |= {
        translate("certain"): patch_mark(ink(), opacity=MIN_OPACITY + OPACITY_RANGE),
        translate("uncertain"): patch_mark(ink(), opacity=MIN_OPACITY),
        translate("without tribe"): patch_mark(GREY, opacity=0.5, hatch="////"),
    }
    if (rows == OTHER).any():
        key[translate("other tribes")] = patch_mark(GREY, opacity=1.0)
    draw_legend(ax, key)
    return ax


def _rows(timeline: Timeline, number: int) -> Ints64:
    """Return the row of the chart of each user: tribe, other or nobody; -1 before the first window."""
    tribe = timeline.tribes_at(number).astype(np.int64)
    rows = np.where(tribe < 0, WITHOUT_TRIBE, np.minimum(tribe, OTHER))
    rows[timeline.first_window > number] = -1
    return rows


def _stack(sizes: Ints64, gap: float) -> Floats:
    """Return the lower edge of each block; row 0 is on top, empty rows take no space."""
    heights = sizes + gap * (sizes > 0)
    above = np.cumsum(heights[::-1])[::-1]
    return above - heights + 0.0


def _draw_blocks(ax: Axes, at: float, half: float, row: Ints64, low: Floats) -> None:
    for number, size in enumerate(np.bincount(row[row >= 0], minlength=WITHOUT_TRIBE + 1).tolist()):
        if size:
            colour = tribe_colour(number) if number < OTHER else GREY
            hatch: dict[str, Any] = {"hatch": "////", "alpha": 0.5} if number == WITHOUT_TRIBE else {}
            ax.bar(
                at, size, 2 * half, bottom=low[number], color=colour, edgecolor=paper(), lw=0.5, **hatch
            )


def _label_groups(
    ax: Axes, ends: Floats, rows: Ints64, tops: list[Floats], audiences: list[list[int]]
) -> None:
    """Write the number of each group on its first block that is large enough."""
    labelled = set()
    for at, row, low, heard in zip(ends.tolist(), rows, tops, audiences, strict=False):
        for tribe, size in _find_large(row).items():
            if tribe not in labelled:
                write(ax, at, float(low[tribe] + size / 2), _name_group(tribe, heard))
                labelled.add(tribe)


def _label_sizes(ax: Axes, at: float, row: Ints64, low: Floats, audiences: list[int]) -> None:
    """Write the number and the size of each group of the last window on its right."""
    for tribe, size in _find_large(row).items():
        text = f" {_name_group(tribe, audiences)}: {format_whole(size)}"
        write(ax, at, float(low[tribe] + size / 2), text, ha="left")


def _find_large(row: Ints64) -> dict[int, int]:
    """Return the size of each group of a window whose block has room for a text."""
    sizes = np.bincount(row[row >= 0], minlength=WITHOUT_TRIBE + 1)
    is_large = sizes[:OTHER] > MIN_LABELLED_SHARE * sizes.sum()
    return {tribe: int(sizes[tribe]) for tribe in np.flatnonzero(is_large).tolist()}


def _name_group(number: int, audiences: list[int]) -> str:
    if number in audiences:
        return translate("audience {number}", number=number)
    return translate("tribe {number}", number=number)


def _mark_changes(ax: Axes, timeline: Timeline, ends: Floats) -> None:
    """Write the changes of each window above its column, in as many lines as they need."""
    changed = [number for number, changes in enumerate(timeline.changes_found) if changes]
    if len(changed) > MAX_MARKED_WINDOWS:
        return
    figure: Any = ax.figure
    low, high = ax.get_xlim()
    width = MARK_INCHES * (high - low) / (figure.get_figwidth() * ax.get_position().width)
    top = ax.get_ylim()[1]
    free: list[float] = []  # where the next mark of each line may be
    for number in changed:
        ax.axvline(ends[number], color=GREY, lw=1, alpha=0.6, zorder=0)
        for text in _count_events([change.event for change in timeline.changes_found[number]]):
            line = next((line for line, at in enumerate(free) if at <= ends[number]), len(free))
            free[line : line + 1] = [ends[number] + width]
            write(ax, ends[number], top * (1 + LINE_SHARE * line), text, va="bottom")
    ax.set_ylim(top=top * (1 + LINE_SHARE * len(free)))


def _draw_bands(
    ax: Axes, at: tuple[float, float], rows: Ints64, lows: list[Floats], certainty: Floats
) -> None:
    """Draw the bands between two windows, from the upper to the lower ones."""
    there = (rows >= 0).all(axis=0) & (rows != WITHOUT_TRIBE).any(axis=0)
    pair = rows[0][there] * (WITHOUT_TRIBE + 1) + rows[1][there]
    found, index, n_users = np.unique(pair, return_inverse=True, return_counts=True)
    sure = np.bincount(index, certainty[there]) / n_users
    source, target = np.divmod(found, WITHOUT_TRIBE + 1)
    smooth = (1 - np.cos(np.linspace(0, np.pi, N_CURVE_POINTS))) / 2
    x = at[0] + (at[1] - at[0]) * np.linspace(0, 1, N_CURVE_POINTS)
    starts, ends = (
        _place(side, other, rows[number], lows[number], n_users)
        for number, (side, other) in enumerate(((source, target), (target, source)))
    )
    for one, size, share, start, end in zip(source.tolist(), n_users, sure, starts, ends, strict=True):
        low = start + (end - start) * smooth
        colour = tribe_colour(one) if one < OTHER else GREY
        opacity = MIN_OPACITY + OPACITY_RANGE * share
        ax.fill_between(x, low, low + size, color=colour, alpha=opacity, lw=0)


def _place(side: Ints64, other: Ints64, row: Ints64, low: Floats, n_users: Ints64) -> Floats:
    """Return the lower edge of each band on one side; bands of a block follow the order of the other."""
    sizes = np.bincount(row[row >= 0], minlength=WITHOUT_TRIBE + 1)
    edges = np.empty(len(side))
    used = low + sizes
    for band in np.lexsort((other, side)).tolist():
        used[side[band]] -= n_users[band]
        edges[band] = used[side[band]]
    return edges


def _draw_scale(ax: Axes) -> None:
    draw_dates(ax, translate("end of the window"))
    ax.set_ylabel(translate("users"), color=ink())
    ax.set_ylim(bottom=0)
    ax.spines[["top", "right"]].set_visible(False)


def _title(timeline: Timeline) -> str:
    size = f"{plural(timeline.n_users, 'user')}, {format_tribes(timeline)}"
    counts = _count_events([change.event for found in timeline.changes_found for change in found])
    return f"{size}\n{', '.join(counts) if counts else translate('no change of a tribe')}"


def _count_events(events: Sequence[str]) -> list[str]:
    """Return the number of events of each kind, as text."""
    order = ("merge", "split", "birth", "death", "return", "growth", "shrinking")
    return [_count(events.count(name), name) for name in order if name in events]


def _count(number: int, event: str) -> str:
    counts = {
        "merge": plural(number, "merge"),
        "split": plural(number, "split"),
        "birth": plural(number, "birth"),
        "death": plural(number, "death"),
        "return": plural(number, "return"),
        "growth": translate_count("{n} growth", "{n} growth", number),
        "shrinking": translate_count("{n} shrinking", "{n} shrinking", number),
    }
    return counts[event]
