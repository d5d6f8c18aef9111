import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from tribus._display.colours import PALETTE
from tribus.plot.mixing_matrix import FEW_EVENTS_INDEX, ODDS_COLOURS

SHADES = [*ODDS_COLOURS, "#FFFFFF"]


def levels(ax, n_rows):
    colours = [mpl.colors.to_hex(colour).upper() for colour in ax.collections[0].get_facecolors()]
    return np.array([SHADES.index(colour) for colour in colours]).reshape(n_rows, n_rows)


def rows(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_the_given_axes_are_returned(society_tribes, ax):
    assert society_tribes.mixing.plot(ax=ax) is ax


def test_a_cell_shows_its_events_and_their_ratio_to_the_null_model(tribes_of_cliques, ax, texts_of):
    # 2 x 12 events inside the cliques and 1 between them: the null model gives 13 x 12 / 25 and so on.
    tribes = tribes_of_cliques(2, ("user0", "user4"))
    tribes.mixing.plot(ax=ax)
    cells = np.array(texts_of(ax)).reshape(2, 2)
    own, other = tribes.of("user0").number, tribes.of("user4").number
    assert cells[own].tolist() == ["12\n1.9×", "1\n0.15×"][:: 1 if own == 0 else -1]
    assert (cells[other, own], cells[other, other]) == ("0\n0×", "12\n1.9×")


def test_numbers_wider_than_their_cells_are_hidden(tribes_of_cliques, texts_of, ax):
    tribes_of_cliques(5).mixing.plot(ax=ax)
    ax.figure.canvas.draw()
    assert len(texts_of(ax)) == 25
    ax.figure.set_size_inches(1.2, 1.2)
    ax.figure.canvas.draw()
    assert texts_of(ax) == []


def test_more_events_than_expected_have_the_darkest_colour(tribes_of_cliques, ax):
    tribes_of_cliques(5, ("user0", "user4")).mixing.plot(ax=ax)
    level = levels(ax, 5)
    assert (
        np.diag(level) == len(ODDS_COLOURS) - 1
    ).all()  # 12 events where the null model gives 3 or less


def test_a_closed_tribe_with_most_of_the_events_looks_closed(tribes_of_cliques, ax):
    # the large clique has 132 of 156 events, so its ratio is 1.2, while its odds are far above chance
    loud = [(f"big{a}", f"big{b}") for a in range(12) for b in range(12) if a != b]
    tribes_of_cliques(2, *loud).mixing.plot(ax=ax)
    assert levels(ax, 3)[0, 0] == len(ODDS_COLOURS) - 1


def test_cells_of_few_events_are_white(tribes_of_cliques, ax):
    tribes_of_cliques(5, ("user0", "user4")).mixing.plot(ax=ax)
    level = levels(ax, 5)
    assert (level[~np.eye(5, dtype=bool)] == FEW_EVENTS_INDEX).all()
    assert "under 5 events" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_more_than_ten_tribes_are_added_up(tribes_of_cliques, ax, texts_of):
    tribes_of_cliques(13).mixing.plot(ax=ax)
    assert [row.partition(" ")[0] for row in rows(ax)[:10]] == [f"{number}" for number in range(10)]
    assert rows(ax)[10:] == ["3 smaller tribes"]
    assert [label.get_text() for label in ax.get_xticklabels()][9:] == ["9", "rest"]
    assert sum(map(int, texts_of(ax))) == 13 * 12
    squares = [mpl.colors.to_hex(colour).upper() for colour in ax.collections[1].get_facecolors()]
    assert squares[:10] == list(PALETTE)


def test_users_without_a_tribe_have_a_row_only_if_they_have_events(tribes_of_cliques, ax):
    tribes_of_cliques(2, ("loner", "loner")).mixing.plot(ax=ax)
    assert len(rows(ax)) == 2


def test_the_title_shows_the_internal_share(tribes_of_cliques, ax):
    tribes_of_cliques(2, ("user0", "user4")).mixing.plot(ax=ax)
    assert ax.get_title() == "96% of 25 events stay inside tribes\nExpected in the null model: 50%"


def test_the_title_reports_that_there_is_no_tribe(tribes_of_cliques, ax):
    ring = [(f"r{number}", f"r{(number + 1) % 12}") for number in range(12)]
    tribes = tribes_of_cliques(0, *ring)
    level = tribes.levels.taken
    level.labels.flags.writeable = True
    level.labels[:] = -1
    tribes.mixing.plot(ax=ax)
    assert ax.get_title() == "No tribe among 12 events"
    assert rows(ax) == ["without tribe"]


@pytest.mark.parametrize("name", ["$x_{}$", "🙂{}", "\u202e{}", "{}" + "a" * 300, "_{}"], ids=ascii)
def test_hostile_names_draw_without_a_warning(tribes_of_cliques, name, ax):
    tribes_of_cliques(3, name=name).mixing.plot(ax=ax)
    ax.figure.canvas.draw()


def test_the_mixing_matrix_matches_the_golden_picture(society_tribes, check_golden):
    ax = Figure(figsize=(7, 4.5), layout="constrained").subplots()
    check_golden("mixing_matrix", society_tribes.mixing.plot(ax=ax))
