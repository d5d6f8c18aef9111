import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tribus.plot._frame import annotate_columns, annotate_rows, draw_legend, new_axes, write_title
from tribus.plot._marks import dot_mark, legend_of_rest

LEGEND = {f"meaning of number {number}": dot_mark("red") for number in range(8)}


def make_ax(width):
    figure = Figure(figsize=(width, 5), layout="constrained")
    FigureCanvasAgg(figure)
    return figure.subplots()


@pytest.mark.parametrize("width", [3, 6, 15])
def test_the_legend_fits_the_width_and_is_below_all_labels(width):
    ax = make_ax(width)
    ax.set_xlabel("a label\nof two lines")
    draw_legend(ax, LEGEND)
    ax.figure.canvas.draw()
    box = ax.get_legend().get_window_extent()
    assert 0 <= box.x0 < box.x1 <= ax.figure.bbox.width
    assert 0 <= box.y0 < box.y1 <= ax.xaxis.label.get_window_extent().y0 + 1


def test_the_legend_has_as_few_lines_as_fit():
    heights = []
    for width in (15, 6, 3):
        ax = make_ax(width)
        draw_legend(ax, LEGEND)
        heights.append(ax.get_legend().get_window_extent().height)
    assert heights == sorted(set(heights))


def test_legends_of_two_axes_do_not_overlap():
    figure = Figure(figsize=(10, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, 2)
    for ax in axes:
        draw_legend(ax, LEGEND)
        write_title(ax, "a title of some length that has to be broken somewhere in the middle")
    figure.canvas.draw()
    left, right = (ax.get_legend().get_window_extent() for ax in axes)
    assert not left.overlaps(right)
    assert not axes[0].title.get_window_extent().overlaps(axes[1].title.get_window_extent())


def test_the_legend_of_a_subfigure_is_inside_it():
    figure = Figure(figsize=(10, 5), layout="constrained")
    FigureCanvasAgg(figure)
    _, right = figure.subfigures(1, 2)
    ax = right.subplots()
    draw_legend(ax, LEGEND)
    figure.canvas.draw()
    box = ax.get_legend().get_window_extent()
    assert figure.bbox.width / 2 <= box.x0 < box.x1 <= figure.bbox.width


def test_free_axes_have_their_legend_below():
    figure = Figure(figsize=(10, 5))
    ax = figure.add_axes((0.5, 0.5, 0.4, 0.4))
    draw_legend(ax, LEGEND)
    box = ax.get_legend().get_window_extent()
    assert ax.bbox.x0 <= box.x0 < box.x1 <= ax.bbox.x1


def test_without_marks_there_is_no_legend():
    ax = make_ax(5)
    draw_legend(ax, {})
    assert ax.get_legend() is None


def test_the_legend_explains_grey_for_more_than_ten_tribes():
    assert list(legend_of_rest(11)) == ["smaller tribes: pale colours"]
    assert legend_of_rest(10) == {}


def test_a_title_wraps_at_the_width_of_the_figure():
    ax = make_ax(3)
    write_title(ax, "a title that is much too long for three inches\nand a line")
    ax.figure.canvas.draw()
    assert ax.get_title().split("\n")[-1] == "and a line"
    box = ax.title.get_window_extent()
    assert 0 <= box.x0 < box.x1 <= ax.figure.bbox.width
    assert box.y1 <= ax.figure.bbox.height


def test_headings_are_between_the_axes_and_the_title():
    ax = make_ax(6)
    annotate_columns(ax, {0.5: "three\nlines\nabove"})
    annotate_rows(ax, {0.5: "aside"})
    write_title(ax, "title", above=3)
    ax.figure.canvas.draw()
    above, aside = (text.get_window_extent() for text in ax.texts)
    assert ax.bbox.y1 < above.y0 < above.y1 < ax.title.get_window_extent().y0
    assert ax.bbox.x1 < aside.x0 < aside.x1 <= ax.figure.bbox.width


def test_title_headings_and_legend_are_literal_text():
    ax = make_ax(6)
    with mpl.rc_context({"text.usetex": True}):
        annotate_columns(ax, {0.5: "$x_{}$"})
        write_title(ax, "$x_{}$")
        draw_legend(ax, {"$x_{}$": dot_mark("red")})
    ax.figure.canvas.draw()


def test_new_axes_are_the_current_axes():
    from matplotlib import pyplot as plt

    ax = new_axes(3, 2)
    assert ax is plt.gca()
    assert ax.figure.get_size_inches().tolist() == [3, 2]
    plt.close(ax.figure)
