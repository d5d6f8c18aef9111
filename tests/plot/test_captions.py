"""Captions are checked by the boxes of the renderer."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import tribus as tb
from tribus.plot._captions import Captions, Discs, _are_stray, _cost_of_covering
from tribus.plot._text import write


def find(sizes, name="p{}.{}"):
    """Tribes of the given sizes, each a clique of mutual replies."""
    pairs = [
        (name.format(tribe, one), name.format(tribe, other))
        for tribe, size in enumerate(sizes)
        for one in range(size)
        for other in range(size)
        if one != other
    ]
    events = tb.Events.from_frame(pd.DataFrame(pairs, columns=["source", "target"]), kind="reply")
    return tb.find_tribes(tb.build_network(events), resolution=1.0, significance=None)


LAYOUTS = {
    "few": [6, 5, 4],
    "uneven": [20, *[3] * 12],
    "ten": [8] * 10,
    "many": [3] * 40,
}


def shown(ax):
    FigureCanvasAgg(ax.figure).draw()
    return [text for text in ax.texts if text.get_visible()]


def check_apart(ax):
    """No two texts overlap and none is cut off at the edge of the figure."""
    boxes = [text.get_window_extent() for text in shown(ax)]
    frame = ax.figure.bbox
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)
    assert all(frame.y0 <= box.y0 and box.y1 <= frame.y1 for box in boxes)
    for one, other in combinations(boxes, 2):
        assert not one.padded(-0.5).overlaps(other.padded(-0.5))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("engine", [None, "constrained"])
def test_captions_of_the_map_do_not_overlap_and_are_not_clipped(layout, engine):
    ax = find(LAYOUTS[layout]).plot(ax=Figure(figsize=(9, 7), layout=engine).subplots())
    check_apart(ax)
    captions = [text for text in shown(ax) if "·" in text.get_text()]
    assert len(captions) == min(len(LAYOUTS[layout]), 16)


@pytest.mark.parametrize("name", ["p{}.{}", "a_name_of_some_length_{}_{}", "{}" + "W" * 60 + "{}"])
@pytest.mark.parametrize("n_people", [2, 6, 16, 60])
def test_names_on_the_rings_do_not_overlap_and_are_not_clipped(n_people, name):
    tribes = find([n_people], name)
    ax = tribes.of(name.format(0, 0)).plot(ax=Figure(figsize=(8, 8), layout="constrained").subplots())
    check_apart(ax)
    n_rings = 1 + (n_people > 6) + (n_people > 16) + (n_people > 51)
    assert len(shown(ax)) == min(n_people, 16) + n_rings


def test_captions_do_not_overlap_after_a_resize():
    ax = find(LAYOUTS["ten"]).plot(ax=Figure(figsize=(12, 9)).subplots())
    check_apart(ax)
    ax.figure.set_size_inches(7, 6)
    check_apart(ax)


def test_a_caption_without_room_is_hidden():
    ax = Figure(figsize=(2, 1)).subplots()
    texts = [write(ax, 0, 0, "a caption as wide as the picture") for _ in range(3)]
    discs = Discs(np.full((3, 2), 0.5), np.full(3, 0.1), np.ones(3))
    Captions(ax, texts, discs, own=1.0)
    assert shown(ax) == []


def test_a_caption_that_would_cover_another_disc_is_hidden():
    ax = Figure(figsize=(3, 3)).subplots()
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    discs = Discs(np.zeros((2, 2)), np.array([0.01, 9.0]), np.array([0.0, 2.0]))
    Captions(ax, [write(ax, 0, 0, "a caption")], discs, own=0.0)
    assert shown(ax) == []


@pytest.fixture
def square():
    ax = Figure(figsize=(5, 5)).subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return ax


def name_dots(ax, positions, n_named, weight=0.4):
    texts = [write(ax, 0, 0, f"user {number}") for number in range(n_named)]
    Captions(ax, texts, Discs.of_dots(positions, np.full(len(positions), 20.0), weight), own=weight)


def test_names_of_dots_overlap_neither_names_nor_dots(square):
    positions = np.random.default_rng(0).random((40, 2))
    name_dots(square, positions, 15)
    check_apart(square)
    assert len(shown(square)) == 15
    points = square.transData.transform(positions)
    assert not any(text.get_window_extent().padded(-2).count_contains(points) for text in shown(square))


def test_the_first_names_of_dots_at_one_position_are_shown(square):
    name_dots(square, np.full((150, 2), 0.5), 150, weight=0.0)
    named = [text.get_text() for text in shown(square)]
    assert 20 < len(named) < 150
    assert named[:20] == [f"user {number}" for number in range(20)]


def test_a_name_takes_the_position_that_covers_least(square):
    crowd = np.column_stack([np.linspace(0.2, 0.8, 50), np.full(50, 0.53)])
    name_dots(square, np.concatenate([[[0.5, 0.5]], crowd]), 1)
    (name,) = shown(square)
    assert name.get_window_extent().y1 < square.transData.transform((0.5, 0.53))[1]


def test_the_covered_share_is_relative_to_the_smaller_of_box_and_disc():
    boxes, circle = np.array([[-1.0, -1, 1, 1], [5, -1, 7, 1]]), np.zeros((1, 2))
    # around the whole of a small disc, inside a large one, half of the box on a half plane
    assert weigh(boxes, circle, 0.5) == pytest.approx([1, 0], abs=0.15)
    assert weigh(boxes, circle, 20.0) == pytest.approx([1, 1])
    assert weigh(boxes, np.array([[1e4, 0]]), 1e4)[0] == pytest.approx(0.5, abs=0.01)


def weigh(boxes, centres, radius):
    return _cost_of_covering(boxes, centres, np.array([radius]), np.ones(1))


def test_a_line_joins_a_disc_and_a_distant_caption():
    ax = Figure(figsize=(6, 6)).subplots()
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    around = np.array([[0, 0], *([np.cos(k), np.sin(k)] for k in range(6))]) * 0.35
    texts = [write(ax, 0, 0, "a caption")]
    captions = Captions(ax, texts, Discs(around, np.full(7, 0.2), np.full(7, 1.0)), own=1.0)
    assert shown(ax) == texts
    assert len(captions.leaders.get_segments()) == 1


def test_a_caption_that_is_about_as_near_to_another_disc_is_stray():
    centres, radii = np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([1.0, 1.0])
    boxes = np.array([[2.0, -0.5, 3.0, 0.5], [4.0, -0.5, 5.0, 0.5], [7.0, -0.5, 8.0, 0.5]])
    # 1 and 6 from the edges of the two discs, then 3 and 4, then 6 and 1; 3 is over 0.6 of 4
    assert _are_stray(boxes, 0, centres, radii).tolist() == [False, True, True]
    assert _are_stray(boxes, 1, centres, radii).tolist() == [True, True, False]


def test_no_leader_line_strikes_a_caption():
    # as on a telephone: many small tribes around a large one
    ax = find([30, 12, 9, 8, 7, *[5] * 20, *[3] * 40]).plot(ax=Figure(figsize=(5.6, 5.4)).subplots())
    boxes = [text.get_window_extent() for text in shown(ax) if "·" in text.get_text()]
    (leaders,) = (part.leaders for part in ax.get_children() if isinstance(part, Captions))
    lines = leaders.get_segments()
    assert lines
    for start, end in lines:
        points = start + np.linspace(0, 0.98, 50)[:, None] * (end - start)
        assert not any(box.padded(-1).contains(*point) for box in boxes for point in points)
    assert len(boxes) >= 8
