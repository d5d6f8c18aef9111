"""Personal maps of several people side by side, on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_count, show
from tribus._display.language import translate, translate_count
from tribus._display.sketches import INNER_RING_SIZES
from tribus._display.terms import translate_term
from tribus.errors import OptionError
from tribus.plot._friend_legend import heard_mark, legend_of_friends
from tribus.plot._friends import draw_person, list_drawn, measure_scale
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink
from tribus.tribes import PersonalTribe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANEL_SIZE = 4.2  # inches
N_COLUMNS, MAX_PANELS = 3, 30


def draw_personal_tribes(owns: Sequence[PersonalTribe], *, n_columns: int = N_COLUMNS) -> list[Axes]:
    """Draw the personal maps of several people side by side, on one scale.

    Parameters
    ----------
    owns
        Results of `tribes.of(user)`, 1 to 30, in the order of the maps.
    n_columns
        Maps in a row, 1 or more; default 3. More make the figure wider.

    Returns
    -------
    list of Axes
        The axes of each person, in the same order, in one new figure. Nothing is shown or saved;
        `axes[0].figure.savefig(path)` saves the figure.

    Raises
    ------
    OptionError
        If `owns` is empty, longer than 30, or has something else in it, or `n_columns` is below 1.

    Notes
    -----
    The marks are those of `draw_personal_tribe`. A dot of one size, and a line of one width, is the same
    bond in all maps. The closest 5 of each person have a name and a line.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), progress=False)
    >>> axes = tb.plot.draw_personal_tribes([tribes.of(user) for user in tribes[0].core[:2]])
    >>> print(axes[0].get_title())
    hector_tahona (core): 19 friends
    """
    from matplotlib import pyplot as plt

    people = _check_owns(owns)
    check_count("n_columns", n_columns)
    n_columns = min(int(n_columns), len(people))
    n_rows = -(-len(people) // n_columns)
    figure, grid = plt.subplots(
        n_rows,
        n_columns,
        figsize=(PANEL_SIZE * n_columns, PANEL_SIZE * n_rows),
        layout="constrained",
        squeeze=False,
    )
    panels = grid.ravel().tolist()
    scale = measure_scale(people, n_named=INNER_RING_SIZES[0], names_person=False)
    for ax, own in zip(panels, people, strict=False):
        draw_person(ax, own, scale)
        ax.set_title(_write_title(own), fontsize=10, color=ink(), **LITERAL_TEXT)
    for ax in panels[len(people) :]:
        ax.remove()
    _draw_legend(figure, people)
    return panels[: len(people)]


def _check_owns(owns: Any) -> list[PersonalTribe]:
    people = list(owns) if isinstance(owns, list | tuple) else []
    wrong = next((own for own in people if not isinstance(own, PersonalTribe)), None)
    if not people or wrong is not None:
        raise OptionError(
            "draw_personal_tribes takes a list such as [tribes.of(user) for user in users], "
            f"got {show(owns if wrong is None else wrong)}"
        )
    if len(people) > MAX_PANELS:
        raise OptionError(
            f"draw_personal_tribes draws at most {MAX_PANELS} people, got {len(people)}; draw them in "
            "several figures"
        )
    return people


def _write_title(own: PersonalTribe) -> str:
    name = format_user(own.display_name)
    friends = translate_count("{n} friend", "{n} friends", len(own))
    if own.number < 0:
        return translate("{name} has no tribe: {friends}", name=name, friends=friends)
    role = translate_term(own.role)
    return translate("{name} ({role}): {friends}", name=name, role=role, friends=friends)


def _draw_legend(figure: Figure, people: Sequence[PersonalTribe]) -> None:
    """Draw one legend below all maps: the tribes of the friends, and the dots without a tribe."""
    tribes = np.concatenate([list_drawn(own)["tribe"].to_numpy() for own in people])
    key = legend_of_friends(tribes, people[0].tribes.given_names)
    if any(own.heard for own in people):
        heard = translate("heard, with little in return")
        key[heard] = heard_mark()
    if not key:
        return
    legend = figure.legend(
        list(key.values()),
        list(key),
        loc="outside lower center",
        ncols=max(1, round(figure.get_figwidth() / PANEL_SIZE * 1.5)),
        frameon=False,
        fontsize=8.5,
        labelcolor=ink(),
        handlelength=1.2,
    )
    for text in legend.get_texts():
        text.set(**LITERAL_TEXT)
