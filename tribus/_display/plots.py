"""The mixin of results with a picture: the only bridge from results to `tribus.plot`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from tribus._core.checks import check_positive, show
from tribus.errors import OptionError

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Drawing(NamedTuple):
    """The picture of a result: a function of `tribus.plot`, its argument and its options."""

    function: str
    subject: Any
    options: dict[str, Any] = {}  # noqa: RUF012  never changed


class HasPlot:
    """A result with a picture; its `_drawing` names the function of `tribus.plot` that draws it."""

    _plot_hint: ClassVar[str] = ""

    def _drawing(self) -> Drawing:
        raise NotImplementedError  # each result names its drawing function

    def plot(
        self,
        ax: Axes | None = None,
        *,
        title: str | None = None,
        figsize: tuple[float, float] | None = None,
    ) -> Axes:
        """Draw the result.

        Parameters
        ----------
        ax
            Axes to draw on; by default the axes of a new figure.
        title
            Title in place of the usual one; `""` for none.
        figsize
            Width and height of the new figure in inches; by default they depend on the result. Only
            without `ax`.

        Returns
        -------
        Axes
            The axes with the picture. Nothing is shown or saved; `ax.figure.savefig(path)` saves it.

        Raises
        ------
        OptionError
            If `ax` is not axes of matplotlib, or `figsize` is not two numbers above 0, or both are
            given.

        Notes
        -----
        The functions of `tribus.plot` document the meaning of every mark: `draw_tribes` the map of
        `Tribes`, also with one `Tribe` in colour; `draw_personal_tribe` the rings of a `PersonalTribe`;
        `draw_mixing` the matrix of `Mixing`; `draw_stability` the chart of `Stability`;
        `draw_answer_rates` the rates of `People`; `draw_answers` the curve of an `Account`;
        `draw_topics` the words of `Topics`, and `draw_words` those of one tribe; `draw_flows` the flow
        of a `Timeline`, and `draw_journey` the way of a `PersonalTimeline`; `draw_returns` the relations
        of `Returns`, and `draw_sowing` the answers of `Sowing`.
        """
        from tribus import plot
        from tribus.plot import _frame

        if ax is not None:
            self._check_axes(ax, figsize)
        elif figsize is not None:
            ax = _frame.new_axes(*_check_size(figsize))
        if title is not None and not isinstance(title, str):
            raise OptionError(f"title must be a text, got {show(title)}")
        drawing = self._drawing()
        drawn = getattr(plot, drawing.function)(drawing.subject, ax=ax, **drawing.options)
        if title is not None:
            _frame.write_title(drawn, title)
        return cast("Axes", drawn)

    def _check_axes(self, ax: Any, figsize: Any) -> None:
        from matplotlib.axes import Axes

        if not isinstance(ax, Axes):
            raise OptionError(
                "plot takes axes of matplotlib, such as plt.subplots()[1], "
                f"got {show(ax)}{self._plot_hint}"
            )
        if figsize is not None:
            raise OptionError("figsize is the size of a new figure, but ax is given; leave one out")


def _check_size(figsize: Any) -> tuple[float, float]:
    if not isinstance(figsize, (tuple, list)) or len(figsize) != 2:  # noqa: PLR2004  width and height
        raise OptionError(f"figsize must be a width and a height in inches, got {show(figsize)}")
    for length in figsize:
        check_positive("figsize", length)
    width, height = figsize
    return width, height
