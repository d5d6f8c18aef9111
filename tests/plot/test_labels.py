from itertools import combinations

import numpy as np
import pytest

from tribus.plot.labels import name_points, name_tribe


@pytest.fixture
def square(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return ax


def test_names_cover_neither_one_another_nor_the_edge(square):
    places = np.random.default_rng(0).random((40, 2))
    written = name_points(square, places, [f"user {number}" for number in range(40)])
    boxes = [text.get_window_extent() for text in written]
    assert 20 < len(written) < 40
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    frame = square.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)


def test_the_first_names_come_first(square):
    places = np.full((20, 2), 0.5)
    written = name_points(square, places, [f"name {number}" for number in range(20)])
    assert [text.get_text() for text in written] == [f"name {number}" for number in range(len(written))]
    assert len(square.texts) == len(written) < 20


def test_a_name_stands_where_it_covers_least(square):
    crowd = np.column_stack([np.linspace(0.52, 1, 50), np.full(50, 0.5)])
    (name,) = name_points(square, np.array([[0.5, 0.5]]), ["ana"], obstacles=crowd)
    point = square.transData.transform((0.5, 0.5))
    assert name.get_window_extent().x1 < point[0]


def test_a_name_covers_no_text_that_is_there(square):
    there = square.text(0.5, 0.5, "a long text that is there", ha="left", va="center")
    (name,) = name_points(square, np.array([[0.5, 0.5]]), ["ana"], texts=[there])
    assert not name.get_window_extent().overlaps(there.get_window_extent())


def test_a_name_stays_beside_its_point_when_the_figure_grows(square):
    (name,) = name_points(square, np.array([[0.5, 0.5]]), ["ana"])

    def away():
        return name.get_window_extent().x0 - square.transData.transform((0.5, 0.5))[0]

    before = away()
    square.figure.set_size_inches(20, 20)
    assert away() == pytest.approx(before, abs=0.5)


def test_a_tribe_is_named_by_its_number_and_its_first_two_users():
    assert name_tribe(3, ["ana", "a very long name", "carla"], at_most=10) == "3 · ana, a very lo…"
