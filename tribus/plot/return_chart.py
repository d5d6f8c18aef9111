"""The return chart: the share of outcomes from each relation, beside what equal activity would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import percent, plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import translate
from tribus._display.terms import translate_term
from tribus.plot._frame import annotate_rows, draw_legend, new_axes, write_title
from tribus.plot._rows import label_rows
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink, paper

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.returns import Returns


def draw_returns(returns: Returns, *, ax: Axes | None = None) -> Axes:
    """Draw the share of the outcomes from friends, tribe, audience and strangers.

    Parameters
    ----------
    returns
        The result of `measure_return`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a row for each relation. The bar is its share, the line the interval of the share. The
    diamond is the share that people of equal activity would have in the permutation test, among people
    of the events.

    Examples
    --------
    >>> import pandas as pd, tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="180d", step="90d", progress=False)
    >>> account, *others = timeline.users
    >>> sales = pd.DataFrame({"user": others[:30], "time": "2024-12-01", "amount": 10.0})
    >>> returns = tb.measure_return(sales, timeline, account=account)
    >>> tb.plot.draw_returns(returns).get_xlabel()
    'share of the amount'
    """
    frame = returns.to_frame()
    frame = frame[frame["relation"] != "unknown"]
    expected = returns.test()["expected"].to_numpy()
    n_rows = len(frame)
    ax = ax or new_axes(8, 3.4)
    rows = np.arange(n_rows)
    share = frame["share"].to_numpy()
    reach = np.array([share - frame["low"], frame["high"] - share])
    reach = np.maximum(reach, 0.0)  # a limit may be beyond its share by rounding
    bars = ax.barh(rows, np.nan_to_num(share), height=0.6, color=tribe_colour(0), alpha=0.8)
    limits = ax.errorbar(
        share, rows, xerr=np.nan_to_num(reach), fmt="none", ecolor=ink(), elinewidth=1.4, capsize=3
    )
    key: dict[str, Any] = {
        translate("share"): bars,
        translate("{share} interval", share=percent(returns.confidence)): limits,
    }
    if np.isfinite(expected).all():
        (key[translate("people of equal activity")],) = ax.plot(
            expected, rows, "D", color=paper(), markeredgecolor=ink(), markersize=7
        )
    label_rows(ax, [translate_term(relation) for relation in frame["relation"]])
    counts = [plural(outcomes, "outcome") for outcomes in frame["outcomes"].tolist()]
    annotate_rows(
        ax,
        {row: f"{percent(share[row])}, {counts[row]}" for row in range(n_rows)},
    )
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(lambda value, _: percent(value))
    values = {"share": percent(share[0]), "name": format_user(returns.account)}
    if returns.measures_amounts:
        label = translate("share of the amount")
        title = translate(
            "Friends bring {share} of the amount of {name}: an association, not a cause", **values
        )
    else:
        label = translate("share of the outcomes")
        title = translate(
            "Friends bring {share} of the outcomes of {name}: an association, not a cause", **values
        )
    ax.set_xlabel(label, color=ink(), **LITERAL_TEXT)
    ax.grid(visible=True, axis="x", color=GREY, alpha=0.4)
    ax.spines[["top", "right", "left"]].set_visible(False)
    draw_legend(ax, key)
    write_title(ax, title)
    return ax
