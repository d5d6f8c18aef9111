"""The period chart: reach, conversation and applause of an account over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.colours import GREY, PALETTE
from tribus._display.language import translate
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import line_mark
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.people import Account

PERIOD_LINES = ("reach", "exchanges", "likes_and_reposts")  # columns


def draw_over_time(account: Account, *, period: str = "week", ax: Axes | None = None) -> Axes:
    """Draw reach, conversation and applause of an account in each period.

    Parameters
    ----------
    account
        The result of `people.of(user)`, of events with times.
    period
        `"day"`, `"week"`, `"month"` or `"year"`. Default `"week"`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Raises
    ------
    OptionError
        If the events have no times, or `period` is unknown.

    Notes
    -----
    The lines are the number of people who acted towards the account in the period, of exchanges, and of
    likes and reposts. The grey area is the number of posts. No line depends on followers.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> account = tb.measure_people(society.events).of("estudio_niebla")
    >>> ax = tb.plot.draw_over_time(account, period="month")
    >>> print(ax.get_title())
    The audience of estudio_niebla in each month
    """
    frame = account.over_time(period)
    ax = ax or new_axes(9, 4.5)
    start = frame["start"].dt.tz_localize(None).to_numpy()
    ax.fill_between(start, frame["posts"].to_numpy(), color=GREY, alpha=0.45, lw=0, step="mid")
    for number, column in enumerate(PERIOD_LINES):
        ax.plot(start, frame[column].to_numpy(), color=PALETTE[number], lw=2, marker="o", ms=3)
    ax.set_ylim(bottom=0)
    ax.set_ylabel(_name_axis(period), color=ink(), **LITERAL_TEXT)
    ax.grid(visible=True, axis="y", color=GREY, alpha=0.4)
    ax.spines[["top", "right"]].set_visible(False)
    write_title(ax, _write_title(format_user(account.user), period))
    key = {name: line_mark(PALETTE[number], width=2.5) for number, name in enumerate(_name_lines())}
    draw_legend(ax, {**key, translate("posts"): line_mark(GREY, width=7, opacity=0.6)})
    return ax


def _name_lines() -> list[str]:
    """Return the names of the lines in the legend."""
    return [
        translate("people who acted (reach)"),
        translate("exchanges (conversation)"),
        translate("likes and reposts (applause)"),
    ]


def _name_axis(period: str) -> str:
    names = {
        "day": translate("number in the day"),
        "week": translate("number in the week"),
        "month": translate("number in the month"),
        "year": translate("number in the year"),
    }
    return names[period]


def _write_title(name: str, period: str) -> str:
    titles = {
        "day": translate("The audience of {name} in each day", name=name),
        "week": translate("The audience of {name} in each week", name=name),
        "month": translate("The audience of {name} in each month", name=name),
        "year": translate("The audience of {name} in each year", name=name),
    }
    return titles[period]
