"""The circuit chart: support that comes back round, against chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display import percent
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_decimals, translate
from tribus.plot._frame import annotate_rows, draw_legend, new_axes, write_title
from tribus.plot._marks import line_mark
from tribus.plot._rows import label_rows
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.people import Account


def draw_circuits(
    account: Account, *, rewirings: int = 99, seed: int = 0, ax: Axes | None = None
) -> Axes:
    """Draw the support of an account that comes back round, next to rewired networks.

    Parameters
    ----------
    account
        The result of `people.of(user)`, of people measured with tribes.
    rewirings, seed
        As in `Account.circuits`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Raises
    ------
    OptionError
        If the people were measured without tribes, or an option is out of range.

    Notes
    -----
    There is a row for the circuits of each length in `account.circuits()`, and one for all. The dot is
    the share of the support that returns, the grey bar holds 95 % of the rewired networks. The p-value
    is at the right.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), significance=None)
    >>> account = tb.measure_people(society.events, tribes).of(tribes[0].users[0])
    >>> ax = tb.plot.draw_circuits(account, rewirings=19)
    >>> ax.get_xlabel()
    'share of the support that returns'
    """
    frame = account.circuits(rewirings=rewirings, seed=seed)
    ax = ax or new_axes(8, 3.2)
    name, known = format_user(account.user), frame["returned"].notna().all()
    label_rows(ax, [_name_length(str(length)) for length in frame["length"]])
    ax.set_xlabel(translate("share of the support that returns"), color=ink(), **LITERAL_TEXT)
    ax.spines[["top", "right", "left"]].set_visible(False)
    if not known:
        write_title(ax, translate("{name} has no tribe, so no circuits in it", name=name))
        return ax
    colour, rows = tribe_colour(account.tribe, rest=ink()), range(len(frame))
    low, high = frame["returned_low"].to_numpy(), frame["returned_high"].to_numpy()
    ax.barh(rows, high - low, left=low, height=0.45, color=GREY, alpha=0.6)
    ax.plot(frame["returned"].to_numpy(), rows, "o", color=colour, ms=8)
    annotate_rows(
        ax, {row: f"p = {format_decimals(p, '.2g')}" for row, p in enumerate(frame["returned_p_value"])}
    )
    ax.set_xlim(left=0)
    ax.grid(visible=True, axis="x", color=GREY, alpha=0.4)
    every = frame.iloc[-1]
    title = translate(
        "{share} of the support of {name} comes back; {expected} would by chance",
        share=percent(every["returned"]),
        name=name,
        expected=percent(every["returned_expected"]),
    )
    write_title(ax, title)
    draw_legend(
        ax,
        {
            translate("support that returns"): line_mark(colour, width=7),
            translate("95 % of rewired networks"): line_mark(GREY, width=7, opacity=0.6),
        },
    )
    return ax


def _name_length(length: str) -> str:
    return translate("all") if length == "all" else translate("{n} acts", n=length)
