"""A horizontal axis of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.dates

from tribus._display.language import current_language, format_date
from tribus.plot._theme import ink

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._core.arrays import Floats

MIN_DATE_TICKS, MAX_DATE_TICKS = 3, 8  # with a higher minimum, 4 days have no unit within both
NARROW_WIDTH, NARROW_ANGLE = 5.0, 35  # inches of a figure without room for whole dates in a row; degrees
_dates: Any = matplotlib.dates  # without types


def date_positions(times: pd.Series) -> Floats:
    """Return the positions of times on an axis of dates, in days."""
    positions: Floats = _dates.date2num(times.dt.tz_convert(None).to_numpy())
    return positions


def draw_dates(ax: Axes, label: str) -> None:
    """Show the positions of the horizontal axis as dates."""
    locator = _dates.AutoDateLocator(minticks=MIN_DATE_TICKS, maxticks=MAX_DATE_TICKS)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(_choose_formatter(locator))
    figure = ax.get_figure(root=True)
    if current_language() != "en" and figure is not None and figure.get_figwidth() < NARROW_WIDTH:
        ax.tick_params(axis="x", labelrotation=NARROW_ANGLE)
    ax.set_xlabel(label, color=ink())


def _choose_formatter(locator: Any) -> Any:
    """Return the formatter of matplotlib, which knows English, or one of the current language."""
    if current_language() == "en":
        return _dates.ConciseDateFormatter(locator)
    from matplotlib.ticker import FuncFormatter

    return FuncFormatter(lambda at, _: format_date(_dates.num2date(at)))
