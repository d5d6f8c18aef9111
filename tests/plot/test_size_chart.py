import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

import tribus as tb
from tribus._display.colours import PALETTE, tribe_colour

FANS = [("fan", "user0"), *((f"user{number}", "guru") for number in range(4))]


def names(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_the_given_axes_are_returned(society_tribes, ax):
    assert tb.plot.draw_sizes(society_tribes, ax=ax) is ax


def test_the_bars_add_up_to_all_users(society_tribes, ax):
    tb.plot.draw_sizes(society_tribes, ax=ax)
    assert sum(bar.get_width() for bar in ax.patches) == len(society_tribes.labels)


def test_members_are_filled_and_other_roles_are_white(tribes_of_cliques, ax, texts_of):
    tb.plot.draw_sizes(tribes_of_cliques(1, *FANS), ax=ax)
    core, heard, audience = ax.patches  # all four have the same bonds
    assert mpl.colors.to_hex(core.get_facecolor()).upper() == PALETTE[0]
    assert [bar.get_width() for bar in ax.patches] == [4, 1, 1]
    assert {mpl.colors.to_hex(bar.get_facecolor()) for bar in (heard, audience)} == {"#ffffff"}
    assert audience.get_hatch()
    assert not heard.get_hatch()
    assert texts_of(ax) == ["4 members of 6"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "core",
        "heard: do not answer the tribe",
        "audience: the tribe does not answer",
    ]


def test_a_row_has_the_number_and_two_names(tribes_of_cliques, ax):
    tb.plot.draw_sizes(tribes_of_cliques(2), ax=ax)
    assert names(ax) == ["0 · user0, user1", "1 · user4, user5"]


def test_more_than_ten_tribes_are_pale_and_more_than_25_are_counted(tribes_of_cliques, tall_ax):
    ax = tb.plot.draw_sizes(tribes_of_cliques(27), ax=tall_ax)
    assert ax.get_title().split("\n") == [
        "108 of 108 users are members of 27 tribes",
        "2 smaller groups of 8 users not drawn",
    ]
    assert len(names(ax)) == 25
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "core",
        "smaller tribes: pale colours",
    ]
    assert mpl.colors.to_hex(ax.patches[10].get_facecolor()).upper() == tribe_colour(10)


def test_the_last_bar_is_the_users_without_a_tribe_and_is_cut(tribes_of_cliques, ax, texts_of):
    loners = [(f"loner{number}", f"loner{number}") for number in range(9)]
    tb.plot.draw_sizes(tribes_of_cliques(2, *loners), ax=ax)
    assert names(ax)[-1] == "without tribe"
    assert texts_of(ax)[-1] == "9 users, bar cut"
    assert ax.patches[-1].get_width() == 6  # one and a half times the longest of the others


@pytest.mark.parametrize("name", ["$x_{}$", "🙂{}", "\u202e{}", "{}" + "a" * 300, "_{}"], ids=ascii)
def test_hostile_names_draw_without_a_warning(tribes_of_cliques, name, ax):
    tb.plot.draw_sizes(tribes_of_cliques(3, name=name), ax=ax)
    ax.figure.canvas.draw()


def test_the_size_chart_matches_the_golden_picture(society_tribes, check_golden):
    ax = Figure(figsize=(8, 3), layout="constrained").subplots()
    check_golden("size_chart", tb.plot.draw_sizes(society_tribes, ax=ax))
