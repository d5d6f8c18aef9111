import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tribus.plot.frame import draw_key, head_columns, head_rows, new_axes, write_title
from tribus.plot.marks import dot_mark, key_of_rest

KEY = {f"meaning of number {number}": dot_mark("red") for number in range(8)}


def make_ax(width):
    figure = Figure(figsize=(width, 5), layout="constrained")
    FigureCanvasAgg(figure)
    return figure.subplots()


@pytest.mark.parametrize("width", [3, 6, 15])
def test_the_key_is_as_wide_as_the_figure_at_most_and_below_all_labels(width):
    ax = make_ax(width)
    ax.set_xlabel("a label\nof two lines")
    draw_key(ax, KEY)
    ax.figure.canvas.draw()
    box = ax.get_legend().get_window_extent()
    assert 0 <= box.x0 < box.x1 <= ax.figure.bbox.width
    assert 0 <= box.y0 < box.y1 <= ax.xaxis.label.get_window_extent().y0 + 1


def test_the_key_has_as_few_lines_as_there_is_room_for():
    heights = []
    for width in (15, 6, 3):
        ax = make_ax(width)
        draw_key(ax, KEY)
        heights.append(ax.get_legend().get_window_extent().height)
    assert heights == sorted(set(heights))


def test_of_two_pictures_side_by_side_each_has_its_key_below_itself():
    figure = Figure(figsize=(10, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, 2)
    for ax in axes:
        draw_key(ax, KEY)
        write_title(ax, "a title of some length that has to be broken somewhere in the middle")
    figure.canvas.draw()
    left, right = (ax.get_legend().get_window_extent() for ax in axes)
    assert not left.overlaps(right)
    assert not axes[0].title.get_window_extent().overlaps(axes[1].title.get_window_extent())


def test_a_picture_of_a_subfigure_has_its_key_there():
    figure = Figure(figsize=(10, 5), layout="constrained")
    FigureCanvasAgg(figure)
    _, right = figure.subfigures(1, 2)
    ax = right.subplots()
    draw_key(ax, KEY)
    figure.canvas.draw()
    box = ax.get_legend().get_window_extent()
    assert figure.bbox.width / 2 <= box.x0 < box.x1 <= figure.bbox.width


def test_axes_at_a_place_of_their_own_have_their_key_below():
    figure = Figure(figsize=(10, 5))
    ax = figure.add_axes((0.5, 0.5, 0.4, 0.4))
    draw_key(ax, KEY)
    box = ax.get_legend().get_window_extent()
    assert ax.bbox.x0 <= box.x0 < box.x1 <= ax.bbox.x1


def test_without_marks_there_is_no_key():
    ax = make_ax(5)
    draw_key(ax, {})
    assert ax.get_legend() is None


def test_grey_is_explained_where_more_than_ten_tribes_are():
    assert list(key_of_rest(11)) == ["not one of the 10 largest"]
    assert key_of_rest(10) == {}


def test_a_title_is_broken_at_the_width_of_the_figure():
    ax = make_ax(3)
    write_title(ax, "a title that is much too long for three inches\nand a line")
    ax.figure.canvas.draw()
    assert ax.get_title().split("\n")[-1] == "and a line"
    box = ax.title.get_window_extent()
    assert 0 <= box.x0 < box.x1 <= ax.figure.bbox.width
    assert box.y1 <= ax.figure.bbox.height


def test_headings_stand_outside_the_axes_and_below_the_title():
    ax = make_ax(6)
    head_columns(ax, {0.5: "three\nlines\nabove"})
    head_rows(ax, {0.5: "beside"})
    write_title(ax, "title", above=3)
    ax.figure.canvas.draw()
    above, beside = (text.get_window_extent() for text in ax.texts)
    assert ax.bbox.y1 < above.y0 < above.y1 < ax.title.get_window_extent().y0
    assert ax.bbox.x1 < beside.x0 < beside.x1 <= ax.figure.bbox.width


def test_neither_title_nor_headings_nor_key_are_mathematics():
    ax = make_ax(6)
    with mpl.rc_context({"text.usetex": True}):
        head_columns(ax, {0.5: "$x_{}$"})
        write_title(ax, "$x_{}$")
        draw_key(ax, {"$x_{}$": dot_mark("red")})
    ax.figure.canvas.draw()


def test_new_axes_are_those_of_the_newest_figure():
    from matplotlib import pyplot as plt

    ax = new_axes(3, 2)
    assert ax is plt.gca()
    assert ax.figure.get_size_inches().tolist() == [3, 2]
    plt.close(ax.figure)
