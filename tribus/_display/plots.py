"""The mixin of results with a picture: the only bridge from results to `tribus.plot`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class HasPlot:
    """A result with a picture; its `plot` names the function of `tribus.plot` that draws it."""

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the result on `ax`, by default on a new figure, and return the axes."""
        raise NotImplementedError  # each result names its drawing function

    def _draw(self, drawing: str, *arguments: Any, ax: Axes | None, **options: Any) -> Axes:
        """Call a function of `tribus.plot`; matplotlib is imported here, not with the results."""
        from tribus import plot

        return cast("Axes", getattr(plot, drawing)(*arguments, ax=ax, **options))
