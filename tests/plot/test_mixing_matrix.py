import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from tribus._display.colours import PALETTE
from tribus.plot.mixing_matrix import SHADES, TELLS_NOTHING


def shades(ax, n_rows):
    colours = [mpl.colors.to_hex(colour).upper() for colour in ax.collections[0].get_facecolors()]
    return np.array([SHADES.index(colour) for colour in colours]).reshape(n_rows, n_rows)


def rows(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_the_axes_given_come_back(society_tribes, ax):
    assert society_tribes.mixing.plot(ax=ax) is ax


def test_a_cell_has_its_events_and_their_ratio_to_chance(tribes_of_cliques, ax, texts_of):
    # 2 x 12 events inside the cliques and 1 between them: chance gives 13 x 12 / 25 and so on.
    tribes = tribes_of_cliques(2, ("user0", "user4"))
    tribes.mixing.plot(ax=ax)
    cells = np.array(texts_of(ax)).reshape(2, 2)
    own, other = tribes.of("user0").number, tribes.of("user4").number
    assert cells[own].tolist() == ["12\n1.9×", "1\n0.15×"][:: 1 if own == 0 else -1]
    assert (cells[other, own], cells[other, other]) == ("0\n0×", "12\n1.9×")


def test_numbers_that_do_not_fit_their_cells_are_not_shown(tribes_of_cliques, texts_of, ax):
    tribes_of_cliques(5).mixing.plot(ax=ax)
    ax.figure.canvas.draw()
    assert len(texts_of(ax)) == 25
    ax.figure.set_size_inches(1.2, 1.2)
    ax.figure.canvas.draw()
    assert texts_of(ax) == []


def test_the_shade_tells_who_deals_more_than_by_chance(tribes_of_cliques, ax):
    tribes_of_cliques(5, ("user0", "user4")).mixing.plot(ax=ax)
    shade = shades(ax, 5)
    assert (np.diag(shade) == len(SHADES) - 2).all()  # 12 events where chance gives 3 or less


def test_too_few_events_to_tell_are_left_white(tribes_of_cliques, ax):
    tribes_of_cliques(5, ("user0", "user4")).mixing.plot(ax=ax)
    shade = shades(ax, 5)
    assert (shade[~np.eye(5, dtype=bool)] == TELLS_NOTHING).all()
    assert "too few events to tell" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_more_than_ten_tribes_are_added_up(tribes_of_cliques, ax, texts_of):
    tribes_of_cliques(13).mixing.plot(ax=ax)
    assert [row.partition(" ")[0] for row in rows(ax)[:10]] == [f"{number}" for number in range(10)]
    assert rows(ax)[10:] == ["3 smaller tribes"]
    assert [label.get_text() for label in ax.get_xticklabels()][9:] == ["9", "rest"]
    assert sum(map(int, texts_of(ax))) == 13 * 12
    squares = [mpl.colors.to_hex(colour).upper() for colour in ax.collections[1].get_facecolors()]
    assert squares[:10] == list(PALETTE)


def test_users_without_a_tribe_have_a_row_only_if_they_deal_with_anybody(tribes_of_cliques, ax):
    tribes_of_cliques(2, ("loner", "loner")).mixing.plot(ax=ax)
    assert len(rows(ax)) == 2


def test_the_title_tells_what_stays_inside(tribes_of_cliques, ax):
    tribes_of_cliques(2, ("user0", "user4")).mixing.plot(ax=ax)
    assert ax.get_title() == "96% of 25 events stay inside tribes\nChance would give 50%"


def test_without_tribes_the_picture_says_so(tribes_of_cliques, ax):
    ring = [(f"r{number}", f"r{(number + 1) % 12}") for number in range(12)]
    tribes = tribes_of_cliques(0, *ring)
    level = tribes.levels.taken
    level.labels.flags.writeable = True
    level.labels[:] = -1
    tribes.mixing.plot(ax=ax)
    assert ax.get_title() == "Who turns to whom: 12 events, and no tribe"
    assert rows(ax) == ["without tribe"]


@pytest.mark.parametrize("name", ["$x_{}$", "🙂{}", "\u202e{}", "{}" + "a" * 300, "_{}"], ids=ascii)
def test_hostile_names_draw_without_a_warning(tribes_of_cliques, name, ax):
    tribes_of_cliques(3, name=name).mixing.plot(ax=ax)
    ax.figure.canvas.draw()


def test_it_looks_as_it_should(society_tribes, check_golden):
    ax = Figure(figsize=(7, 4.5), layout="constrained").subplots()
    check_golden("mixing_matrix", society_tribes.mixing.plot(ax=ax))
