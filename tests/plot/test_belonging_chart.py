import re
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import tribus as tb
from tribus.plot import belonging_chart
from tribus.plot._text import format_user


def check(pairs, **options):
    events = tb.Events.from_frame(pd.DataFrame(pairs, columns=["source", "target"]), kind="reply")
    return tb.check_stability(events, runs=2, resolution=1.0, progress=False, **options)


def test_the_given_axes_are_returned(society_stability, ax):
    assert tb.plot.draw_belonging(society_stability, ax=ax) is ax


def test_members_are_dots_and_other_users_of_a_tribe_are_rings(society_stability, ax):
    tb.plot.draw_belonging(society_stability, ax=ax)
    rings, dots, _ = ax.collections  # and lines that lead to names
    assignment, labels = society_stability.tribes.assignment, society_stability.tribes.labels
    at = np.round(np.column_stack([assignment.belonging, society_stability.certainty]), 2)
    places = np.column_stack([at, labels])
    for drawn, shown in ((dots, assignment.is_member), (rings, ~assignment.is_member)):
        distinct, count = np.unique(places[shown & (labels >= 0)], axis=0, return_counts=True)
        assert len(drawn.get_offsets()) == len(distinct)
        # the area grows with the root of the number of users at one place
        least = drawn.get_sizes().min()
        assert sorted((drawn.get_sizes() / least) ** 2) == pytest.approx(sorted(count))
    assert len(rings.get_facecolors()) == 0
    assert len({mpl.colors.to_hex(colour) for colour in dots.get_facecolors()}) == len(
        society_stability.tribes
    )


def test_the_counts_of_the_regions_add_up(society_stability, ax, texts_of):
    tb.plot.draw_belonging(society_stability, ax=ax)
    regions = [text for text in texts_of(ax) if re.search(r"\n[\d,]+ users?$", text)]
    assert [region.partition("\n")[0] for region in regions] == [
        "mostly listen",
        "belong for sure",
        "unsure, or",
    ]
    counts = [int(region.rpartition("\n")[2].split()[0]) for region in regions]
    assert sum(counts) == (society_stability.tribes.labels >= 0).sum()


def test_the_title_counts_users_without_a_tribe(society_stability, ax):
    tb.plot.draw_belonging(society_stability, ax=ax)
    alone = (society_stability.tribes.labels < 0).sum()
    assert ax.get_title().endswith(f"\n{alone} users without tribe not drawn")


def test_names_of_notable_users_do_not_overlap(society_stability, ax):
    tb.plot.draw_belonging(society_stability, ax=ax)
    ax.figure.canvas.draw()
    known = set(map(format_user, society_stability.tribes.network.users))
    named = [text for text in ax.texts if text.get_visible() and text.get_text() in known]
    assert len(named) > 3
    boxes = [text.get_window_extent() for text in named]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_many_users_are_drawn_as_hexagons(society_stability, ax, monkeypatch):
    monkeypatch.setattr(belonging_chart, "MAX_BELONGING_DOTS", 50)
    tb.plot.draw_belonging(society_stability, ax=ax)
    hexagons, _ = ax.collections  # and lines that lead to names
    assert hexagons.get_array().sum() == (society_stability.tribes.labels >= 0).sum()


def test_more_than_ten_tribes_go_grey_with_a_note(ax):
    users = [[f"{clique}.{number}" for number in range(3)] for clique in range(12)]
    pairs = [(a, b) for clique in users for a in clique for b in clique if a != b] * 4
    tb.plot.draw_belonging(check(pairs, significance=None), ax=ax)
    key = [text.get_text() for text in ax.get_legend().get_texts()]
    assert key[10:] == ["smaller tribes: pale colours", "several users"]


def test_the_title_reports_that_there_is_no_tribe(ax):
    tb.plot.draw_belonging(check(list(zip(range(12), np.roll(range(12), -1), strict=True))), ax=ax)
    assert ax.get_title() == "No tribe\n12 users without tribe not drawn"


@pytest.mark.parametrize("name", ["$x_{}$", "🙂{}", "\u202e{}", "{}" + "a" * 300, "_{}"], ids=ascii)
def test_hostile_names_draw_without_a_warning(name, ax):
    users = [name.format(number) for number in range(3)]
    pairs = [(a, b) for a in users for b in users if a != b]
    tb.plot.draw_belonging(check(pairs, significance=None), ax=ax)
    ax.figure.canvas.draw()
    assert not any(text.get_parse_math() for text in ax.get_legend().get_texts())


def test_the_belonging_chart_matches_the_golden_picture(society_stability, check_golden):
    ax = Figure(figsize=(6.5, 6), layout="constrained").subplots()
    check_golden("belonging_chart", tb.plot.draw_belonging(society_stability, ax=ax))
