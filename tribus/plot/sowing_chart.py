"""The sowing chart: the share of first contacts with an answer, by time since the first act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.durations import MICROSECONDS_PER_DAY
from tribus._display import percent
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_decimals, format_whole, translate
from tribus._display.terms import translate_term
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus.returns import Sowing

MAX_CURVES = 5  # first acts with most ties


def draw_sowing(sowing: Sowing, *, ax: Axes | None = None) -> Axes:
    """Draw the share of first contacts that are answered, by time since the first act.

    Parameters
    ----------
    sowing
        The result of `measure_sowing`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    The black line is the Kaplan-Meier estimate for all first contacts, in its 95 % interval. The
    coloured lines are those of the first acts with most ties, at most five.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="120d", step="60d", progress=False)
    >>> tb.plot.draw_sowing(tb.measure_sowing(timeline)).get_xlabel()
    'days since the first act'
    """
    ax = ax or new_axes(8, 4.2)
    base, curves = sowing.curve("answer"), sowing.curve("answer", "first_act")
    acts = sowing.first_acts().sort_values(["ties", "group"], ascending=[False, True])
    key: dict[str, Artist] = {}
    days, low, high, share = (_with_start(base[name]) for name in ("days", "low", "high", "share"))
    known = np.isfinite(low)
    ax.fill_between(
        days[known], low[known], high[known], step="post", color=GREY, alpha=0.4, linewidth=0
    )
    (key[translate("all")],) = ax.step(days, share, where="post", color=ink(), linewidth=2)
    for number, (act, ties) in enumerate(zip(acts["group"], acts["ties"], strict=True)):
        if number == MAX_CURVES:
            break
        own = curves[curves["group"] == act]
        (key[f"{translate_term(act)} ({format_whole(ties)})"],) = ax.step(
            _with_start(own["days"]), _with_start(own["share"]), where="post", color=tribe_colour(number)
        )
    ax.set_ylim(0, 1)
    ax.set_xlim(left=0)
    ax.yaxis.set_major_formatter(lambda value, _: percent(value))
    ax.set_xlabel(translate("days since the first act"), color=ink(), **LITERAL_TEXT)
    ax.set_ylabel(translate("answered"), color=ink(), **LITERAL_TEXT)
    ax.grid(visible=True, axis="y", color=GREY, alpha=0.4)
    ax.spines[["top", "right"]].set_visible(False)
    draw_legend(ax, key)
    write_title(ax, _title(sowing))
    return ax


def _with_start(values: object) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the values of a curve after the point at zero."""
    return np.concatenate([[0.0], np.asarray(values, np.float64)])


def _title(sowing: Sowing) -> str:
    values = {
        "share": percent(sowing.to_frame().iloc[0]["share"]),
        "days": format_decimals(sowing.window / MICROSECONDS_PER_DAY, "g"),
    }
    if not sowing.account:
        return translate("{share} of first contacts are answered within {days} days", **values)
    name = format_user(sowing.account)
    return translate(
        "{share} of first contacts of {name} are answered within {days} days", name=name, **values
    )
