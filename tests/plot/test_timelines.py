import warnings
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure

import tribus as tb
from tests.moving import make_events, plant
from tribus._display.colours import tribe_colour
from tribus._display.language import in_language
from tribus.plot import flow_chart
from tribus.plot._dates import draw_dates


@pytest.fixture(scope="module")
def timeline():
    whole = plant((14, 12, 10))
    truth = [whole, whole | {"g0u00": 1}, {user: min(group, 1) for user, group in whole.items()}]
    events = make_events(truth, partners=8, mixing=0.02)
    return tb.trace_tribes(
        events, window="1d", step="1d", half_life="1h", resolution=1.0, progress=False
    )


def test_blocks_have_the_sizes_and_colours_of_tribes(timeline):
    ax = timeline.plot(ax=Figure().subplots())
    blocks = [(bar.get_height(), bar.get_facecolor()) for bar in ax.patches if bar.get_height()]
    heights = sorted(height for height, _ in blocks)
    assert [round(height) for height in heights] == sorted(
        size for row in timeline.sizes.tolist() for size in row if size
    )
    assert tribe_colour(0) == "#5E37B7"
    assert np.allclose(blocks[0][1][:3], [0x5E / 255, 0x37 / 255, 0xB7 / 255])


def test_bands_hold_all_users_of_two_windows(timeline):
    ax = timeline.plot(ax=Figure().subplots())
    widths = [np.ptp(band.get_paths()[0].vertices[:, 1][[0, -2]]) for band in ax.collections]
    assert len(ax.collections) >= 4
    assert all(np.isfinite(widths))


def test_each_tribe_has_its_number_once(timeline):
    ax = timeline.plot(ax=Figure().subplots())
    texts = [text.get_text() for text in ax.texts]
    assert [text for text in texts if text.startswith("tribe ") and ":" not in text] == [
        "tribe 0",
        "tribe 1",
        "tribe 2",
    ]


def test_the_last_window_has_the_sizes_of_its_tribes(timeline):
    texts = [text.get_text().strip() for text in timeline.plot(ax=Figure().subplots()).texts]
    sizes = timeline.sizes[-1].tolist()
    assert [text for text in texts if ":" in text] == [
        f"tribe {tribe}: {size}" for tribe, size in enumerate(sizes) if size
    ]


def test_an_audience_is_called_so(timeline):
    last = timeline.placements[-1]
    heard = replace(last, audiences=np.array([0], np.int32))
    with_audience = replace(timeline, placements=(*timeline.placements[:-1], heard))
    texts = [text.get_text() for text in with_audience.plot(ax=Figure().subplots()).texts]
    assert [text for text in texts if "audience" in text] == [f" audience 0: {timeline.sizes[-1][0]}"]


def test_changes_stand_above_their_window(timeline, monkeypatch):
    (at,) = (text for text in timeline.plot(ax=Figure().subplots()).texts if "merge" in text.get_text())
    assert at.get_text() == "1 merge"
    assert date2num(timeline[2].end) == at.get_position()[0]
    monkeypatch.setattr(flow_chart, "MAX_MARKED_WINDOWS", 0)
    assert "1 merge" not in [text.get_text() for text in timeline.plot(ax=Figure().subplots()).texts]


def test_names_of_tribes_are_in_the_legend_of_the_flow(timeline):
    ax = tb.plot.draw_flows(timeline, names=["bakers", "", "cyclists"], ax=Figure().subplots())
    key = [text.get_text() for text in ax.get_legend().get_texts()]
    assert key[:2] == ["0 · bakers", "2 · cyclists"]


def test_names_of_tribes_are_rows_of_the_journey(timeline):
    person = timeline.of("g0u00")
    number = int(person.tribe[0])
    names = ["bakers" if tribe == number else "" for tribe in range(3)]
    ax = tb.plot.draw_journey(person, names=names, ax=Figure().subplots())
    assert f"{number} · bakers" in [text.get_text() for text in ax.get_yticklabels()]


def test_changes_of_neighbouring_windows_stand_in_different_lines(timeline):
    merge = next(changes for changes in timeline.changes_found if changes)
    crowded = replace(timeline, changes_found=((), merge, merge))
    for size, n_lines in (((1.5, 3), 2), ((10, 3), 1)):
        texts = crowded.plot(ax=Figure(figsize=size).subplots()).texts
        heights = {text.get_position()[1] for text in texts if text.get_text() == "1 merge"}
        assert len(heights) == n_lines


def test_uncertain_flows_are_paler():
    from tribus.plot.flow_chart import MIN_OPACITY, OPACITY_RANGE

    assert 0 < MIN_OPACITY < MIN_OPACITY + OPACITY_RANGE < 1


def test_the_title_counts_changes(timeline):
    title = timeline.plot(ax=Figure().subplots()).get_title()
    assert "36 users, 3 tribes, 2 at the end" in title
    assert "1 merge" in title


def test_a_journey_has_a_dot_for_each_window(timeline):
    ax = timeline.of("g0u00").plot(ax=Figure().subplots())
    assert len(ax.collections[0].get_offsets()) == 3
    assert {text.get_text() for text in ax.texts} >= {"joined"}


def test_the_churn_chart_has_the_columns_of_the_summary(timeline):
    ax = tb.plot.draw_churn(timeline, ax=Figure().subplots())
    lines = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 3]
    summary = timeline.summary()
    for values, name in zip(lines, ("kept", "certainty", "churn"), strict=True):
        np.testing.assert_array_equal(values, summary[name])


@pytest.mark.parametrize("n_days", [0.01, 0.1, 0.5, 1, 2, 2.9, 3.4, 4, 30, 90, 400, 1000, 5000])
def test_dates_have_two_to_eight_ticks_for_any_time(n_days):
    ax = Figure().subplots()
    ax.set_xlim(19_723.3, 19_723.3 + n_days)
    draw_dates(ax, "end of the window")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, high = ax.get_xlim()
        ticks = [tick for tick in ax.get_xticks() if low <= tick <= high]
    assert 2 <= len(ticks) <= 9


@pytest.mark.parametrize(("width", "angle"), [(4.2, 35), (9.0, 0)])
def test_whole_dates_are_slanted_in_a_narrow_picture(width, angle):
    ax = Figure(figsize=(width, 3)).subplots()
    ax.set_xlim(19_723, 20_100)
    with in_language("es"):
        draw_dates(ax, "end of the window")
        assert {text.get_rotation() for text in ax.get_xticklabels()} == {angle}
