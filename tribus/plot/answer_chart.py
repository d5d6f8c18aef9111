"""The answer curve: the share of the messages to an account that have an answer after each time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus._display import percent, plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import translate, translate_count
from tribus.people.words import format_hours
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import line_mark
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.people import Account

HOUR_TICKS = (1 / 60, 1, 24, 168, 720, 8766)  # minute, hour, day, week, month, year


def draw_answers(account: Account, *, ax: Axes | None = None) -> Axes:
    """Draw the share of the messages to an account that have an answer after each time.

    Parameters
    ----------
    account
        The result of `people.of(user)`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    The line is 1 - S(t), with the Kaplan-Meier estimate S(t) of the share that still waits; the band is
    its 95 % interval. Messages that wait at the end of the data are censored, so the line shows what
    happens to all messages, and not only to those that were answered. The dotted line is the median.
    Time is on a logarithmic scale. Without times or messages the axes are empty.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> account = tb.measure_people(society.events).of("estudio_niebla")
    >>> ax = tb.plot.draw_answers(account)
    >>> print(ax.get_title())
    estudio_niebla: half of ... messages have an answer within ...
    """
    ax = ax or new_axes(8, 4.5)
    curve, colour = account.answer_curve, tribe_colour(account.tribe, rest=ink())
    if len(curve):
        _draw_curve(ax, account, colour)
    _draw_scales(ax, curve["hours"].to_numpy())
    write_title(ax, _title(account))
    if len(curve):
        draw_legend(
            ax,
            {
                translate("messages with an answer"): line_mark(colour, width=2.5),
                translate("95 % interval"): line_mark(colour, width=7, opacity=0.2),
                translate("half of the messages"): line_mark(ink(), width=1, opacity=0.6),
            },
        )
    return ax


def _draw_curve(ax: Axes, account: Account, colour: str) -> None:
    curve = account.answer_curve
    first = curve["hours"].iloc[0] / 2
    hours = np.append(first, curve["hours"])
    share, low, high = (
        np.append(0.0, 1 - curve[name].to_numpy()) for name in ("waiting", "high", "low")
    )
    low = np.where(np.isnan(low), share, low)
    ax.step(hours, share, where="post", color=colour, lw=2.5)
    ax.fill_between(hours, low, high, step="post", color=colour, alpha=0.2, lw=0)
    median = account.people.answering.hours.value[account.row]
    if math.isfinite(median):
        ax.plot([hours[0], median, median], [0.5, 0.5, 0], color=ink(), lw=1, ls=":", alpha=0.6)


def _draw_scales(ax: Axes, hours: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator, PercentFormatter

    ax.set_xscale("log")
    low, high = (hours.min() / 2, hours.max() * 1.5) if len(hours) else (1 / 60, 720)
    ax.set_xlim(min(low, 0.5), max(high, 24))
    ax.xaxis.set_major_locator(FixedLocator(list(HOUR_TICKS)))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(list(HOUR_TICKS), _name_ticks())
    ax.set_xlim(min(low, 0.5), max(high, 24))
    ax.set_ylim(0, 1)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.set_xlabel(translate("time since the message"), color=ink())
    ax.set_ylabel(translate("answered"), color=ink(), **LITERAL_TEXT)
    ax.grid(visible=True, color=GREY, alpha=0.4)
    ax.spines[["top", "right"]].set_visible(False)


def _name_ticks() -> list[str]:
    words = translate("1 day"), translate("1 week"), translate("30 days"), translate("1 year")
    return ["1 min", "1 h", *words]


def _title(account: Account) -> str:
    name, people, row = format_user(account.user), account.people, account.row
    n_messages = int(people.answering.messages[row])
    if not n_messages:
        return translate("Nobody wrote to {name}", name=name)
    messages = plural(n_messages, "message")
    if not people.tables.has_times:
        return translate("{name}: {messages} without times", name=name, messages=messages)
    median = people.answering.hours.value[row]
    n_waiting = n_messages - int(people.answering.answered[row])
    waits = translate_count("{n} message still waits", "{n} messages still wait", n_waiting)
    if math.isinf(median):
        share = people.answering.answered[row] / n_messages
        return translate(
            "{name}: {share} of {messages} have an answer\n{waits}",
            name=name,
            share=percent(share),
            messages=messages,
            waits=waits,
        )
    return translate(
        "{name}: half of {messages} have an answer within {time}\n{waits}",
        name=name,
        messages=messages,
        time=format_hours(median),
        waits=waits,
    )
