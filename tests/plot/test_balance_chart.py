from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import tribus as tb
from tribus._display.colours import GREY, PALETTE
from tribus.plot._text import format_user

ROWS = [
    *(("ana", user, 3) for user in ("ben", "carla")),
    *((user, "ana", 3) for user in ("ben", "carla")),
    ("ben", "carla", 2),
    ("carla", "ben", 2),
    ("ana", "guru", 20),
    ("fan", "ana", 5),
    ("loner", "loner", 1),
]


def tribes_of(rows):
    frame = pd.DataFrame(rows, columns=["source", "target", "count"])
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply", count="count"))
    return tb.find_tribes(network, resolution=0.5, significance=None)


@pytest.fixture(scope="module")
def tribes():
    return tribes_of(ROWS)


def positions(ax, number=0):
    return {tuple(position) for position in ax.collections[number].get_offsets().tolist()}


def test_the_given_axes_are_returned(tribes, ax):
    assert tb.plot.draw_balance(tribes.of("ana"), ax=ax) is ax


def test_dots_are_at_the_numbers_of_events(tribes, ax):
    tb.plot.draw_balance(tribes.of("ana"), ax=ax)
    assert positions(ax) == {(3, 3), (20, 0), (0, 5)}
    assert positions(ax, 1) == {(3, 3)}  # the companions
    assert mpl.colors.to_hex(ax.collections[1].get_facecolors()[0]).upper() == PALETTE[0]
    assert mpl.colors.to_hex(ax.collections[0].get_facecolors()[0]).upper() == GREY


def test_several_users_at_one_position_have_a_larger_dot(tribes, ax):
    tb.plot.draw_balance(tribes.of("ana"), ax=ax)
    sizes = ax.collections[0].get_sizes()
    assert sizes[0] > sizes[1] == sizes[2]
    assert "several users" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_labels_name_the_person_and_count_one_way_partners(tribes, ax, texts_of):
    tb.plot.draw_balance(tribes.of("ana"), ax=ax)
    assert {
        "ana sends more",
        "they send more",
        "never\nanswer:\n1 user",
        "get no answer:\n1 user",
    } <= set(texts_of(ax))
    assert ax.get_title() == "ana and 4 others: 2 with events both ways"


def test_both_scales_are_the_same_and_start_at_zero(tribes, ax):
    tb.plot.draw_balance(tribes.of("ana"), ax=ax)
    assert ax.get_xlim() == ax.get_ylim()
    marks = [label.get_text() for label in ax.get_xticklabels()]
    assert marks == ["0", "1", "2", "5", "10", "20"]


def test_names_of_the_most_active_users_do_not_overlap(society_tribes, ax):
    own = society_tribes.of(society_tribes[0].users[0])
    tb.plot.draw_balance(own, ax=ax)
    ax.figure.canvas.draw()
    known = set(map(format_user, society_tribes.network.users))
    named = [text for text in ax.texts if text.get_visible() and text.get_text() in known]
    assert len(named) > 3
    boxes = [text.get_window_extent() for text in named]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_a_person_without_events_has_an_empty_chart(tribes, ax):
    tb.plot.draw_balance(tribes.of("loner"), ax=ax)
    assert ax.get_title() == "loner has no events with others"
    assert ax.get_legend() is None


def test_companions_in_a_grey_tribe_differ_from_other_users(tribes_of_cliques, ax):
    tribes = tribes_of_cliques(12, ("user44", "user0"))
    tb.plot.draw_balance(tribes.of("user44"), ax=ax)
    colours = [tuple(dots.get_facecolors()[0]) for dots in ax.collections[:2]]
    assert colours[0] != colours[1]


@pytest.mark.parametrize("most", [1, 100_000])
def test_labels_of_the_regions_cover_no_dot(ax, most):
    events = [("ana", "guru", most), ("fan", "ana", most), ("ana", "ben", 1), ("ben", "ana", 1)]
    tb.plot.draw_balance(tribes_of(events).of("ana"), ax=ax)
    ax.figure.canvas.draw()
    dots = ax.transData.transform(np.array([(most, 0), (0, most), (1, 1)], float))
    for text in ax.texts[:2]:
        assert text.get_text().endswith("more")
        assert not text.get_window_extent().padded(5).count_contains(dots)


@pytest.mark.parametrize("name", ["$x_{}$", "🙂{}", "\u202e{}", "{}" + "a" * 300, "_{}"], ids=ascii)
def test_hostile_names_draw_without_a_warning(tribes_of_cliques, name, ax):
    tb.plot.draw_balance(tribes_of_cliques(2, name=name).of(name.replace("{}", "0")), ax=ax)
    ax.figure.canvas.draw()


def test_the_balance_chart_matches_the_golden_picture(society_tribes, check_golden):
    own = society_tribes.of(society_tribes[0].users[0])
    ax = Figure(figsize=(6, 6.4), layout="constrained").subplots()
    check_golden("balance_chart", tb.plot.draw_balance(own, ax=ax))


def test_the_default_is_a_new_figure(tribes):
    from matplotlib import pyplot as plt

    ax = tb.plot.draw_balance(tribes.of("ana"))
    assert ax.figure in map(plt.figure, plt.get_fignums())
    plt.close(ax.figure)
