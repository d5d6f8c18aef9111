"""The mixin of results with a map to explore: the only bridge from results to `tribus.explore`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from os import PathLike

MAX_PEOPLE = 100_000  # drawn at once


class HasMap:
    """A result with a map that can be explored in a browser or a notebook."""

    def to_html(
        self,
        path: str | PathLike[str],
        *,
        max_people: int = MAX_PEOPLE,
        ties_per_person: int | None = None,
    ) -> None:
        """Write a map to explore as one file of HTML, which works without a network.

        One can search a person, point at people, choose one to see their friends and whom they could
        meet, filter by tribe, role and certainty, and change the level. The address of the page keeps
        the state.

        Parameters
        ----------
        path
            File to write; its name ends in `.html` or `.htm`. An older file is replaced when the new one
            is complete.
        max_people
            Users that are drawn at once, 1 or more. In a larger network, the map shows tribes and their
            mixing, and the people of a tribe when it is opened.
        ties_per_person
            Strongest bonds of each user that are drawn, 0 or more; by default 2, or 1 in networks of
            more than 20,000 users. All ties of a user are drawn when the user is chosen.

        Raises
        ------
        OptionError
            If the path has another ending, is a folder or is in no folder, or an option is out of range.

        Notes
        -----
        The file holds the names of all users and what they gave to whom: share it as you would share
        the data. It makes no request: its content security policy forbids everything but its own script
        and style. It needs a browser with WebGL and streams for compressed data: Firefox 113, Chrome
        80, Safari 16.4, or later.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import tribus as tb
        >>> tribes = tb.find_tribes(tb.build_network(tb.datasets.make_society(seed=0).events))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     tribes.to_html(Path(folder) / "map.html")
        ...     (Path(folder) / "map.html").stat().st_size < 300_000
        True
        """
        from tribus.explore.page import write_page

        write_page(_as_tribes(self), path, max_people=max_people, ties_per_person=ties_per_person)

    def explore(
        self,
        *,
        height: int = 640,
        max_people: int = MAX_PEOPLE,
        ties_per_person: int | None = None,
    ) -> Any:
        """Return the map of `to_html` as a widget of a notebook.

        Parameters
        ----------
        height
            Height of the widget in pixels, 200 or more.
        max_people, ties_per_person
            As in `to_html`.

        Returns
        -------
        anywidget.AnyWidget
            A widget for Jupyter, Colab, VS Code and marimo. It needs the package `anywidget`, which
            `pip install "tribus-graph[notebook]"` installs.

        Raises
        ------
        OptionError
            If `anywidget` is not installed, or an option is out of range.
        """
        from tribus.explore.notebook import make_widget

        return make_widget(
            _as_tribes(self), height=height, max_people=max_people, ties_per_person=ties_per_person
        )


def _as_tribes(result: Any) -> Any:
    """Return the result; only `Tribes` have this mixin, which stands below them."""
    return result
