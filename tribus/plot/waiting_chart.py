"""The waiting chart: the people who wait for an answer, and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_whole, translate, translate_count
from tribus.people.words import format_hours
from tribus.plot._frame import annotate_rows, new_axes, write_title
from tribus.plot._rows import count_rows, label_rows
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.people import Account


def draw_waiting(account: Account, *, ax: Axes | None = None) -> Axes:
    """Draw the messages to an account without an answer: who waits, and how long.

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
    There is a row for each of the first 25 messages of `account.waiting`: the closest people first. The
    bar is the time from the message to the end of the data.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> account = tb.measure_people(society.events).of("estudio_niebla")
    >>> ax = tb.plot.draw_waiting(account)
    >>> print(ax.get_title())
    10 messages wait for an answer of estudio_niebla
    """
    waiting = account.waiting
    n_rows = count_rows(len(waiting), ax)
    ax = ax or new_axes(8, 1.8 + 0.3 * n_rows)
    shown = waiting.head(n_rows)
    days = (shown["hours"] / 24).fillna(0.0).to_numpy()
    ax.barh(range(n_rows), days, height=0.62, color=tribe_colour(account.tribe, rest=ink()), alpha=0.75)
    label_rows(ax, [format_user(user) for user in shown["user"]])
    annotate_rows(ax, {row: format_hours(hours) for row, hours in enumerate(shown["hours"])})
    ax.set_xlim(left=0)
    ax.set_xlabel(translate("days without an answer"), color=ink(), **LITERAL_TEXT)
    ax.grid(visible=True, axis="x", color=GREY, alpha=0.4)
    ax.spines[["top", "right", "left"]].set_visible(False)
    name, n_waiting = format_user(account.user), len(waiting)
    title = translate("No message waits for an answer of {name}", name=name)
    if n_waiting:
        title = translate_count(
            "{n} message waits for an answer of {name}",
            "{n} messages wait for an answer of {name}",
            n_waiting,
            name=name,
        )
    if n_waiting > n_rows:
        title += "\n" + translate("{n} not drawn", n=format_whole(n_waiting - n_rows))
    write_title(ax, title)
    return ax
