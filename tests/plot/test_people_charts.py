import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.people.conftest import make_events
from tribus import build_network, find_tribes, measure_people, plot
from tribus.datasets import make_society
from tribus.errors import OptionError

ROWS = [
    ("ben", "ana", "reply", 0),
    ("ana", "ben", "reply", 1),
    ("carla", "ana", "reply", 2),
    ("dan", "ana", "reply", 3),
    ("eva", "ana", "like", 30),
]


@pytest.fixture(scope="module")
def people():
    return measure_people(make_events(ROWS), progress=False)


@pytest.fixture
def ax():
    return Figure(figsize=(8, 5)).subplots()


def test_the_answer_curve_rises_by_the_share_answered(people, ax):
    plot.draw_answers(people.of("ana"), ax=ax)
    hours, share = ax.lines[0].get_data()
    assert share.tolist() == [0, pytest.approx(1 / 3)]  # ben's of three messages, after 1 h
    assert hours[-1] == 1
    assert ax.get_title() == "ana: 33% of 3 messages have an answer\n2 messages still wait"


def test_the_median_is_marked_where_it_exists(ax):
    rows = [("ben", "ana", "reply", 0), ("ana", "ben", "reply", 2), ("ana", "ben", "like", 9)]
    plot.draw_answers(measure_people(make_events(rows), progress=False).of("ana"), ax=ax)
    assert ax.lines[1].get_xdata()[-1] == 2
    assert ax.get_title() == "ana: half of 1 message have an answer within 2.0 h\n0 messages still wait"


def test_an_account_that_nobody_wrote_to_has_an_empty_curve(people, ax):
    plot.draw_answers(people.of("eva"), ax=ax)
    assert ax.get_title() == "Nobody wrote to eva"
    assert not ax.lines


def test_waiting_has_a_bar_for_each_message(people, ax):
    plot.draw_waiting(people.of("ana"), ax=ax)
    assert [bar.get_width() for bar in ax.patches] == [28 / 24, 27 / 24]  # the data end at 30 h
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["carla", "dan"]


def test_nothing_waits_is_said(people, ax):
    plot.draw_waiting(people.of("eva"), ax=ax)
    assert ax.get_title() == "No message waits for an answer of eva"


def test_hours_have_dots_of_the_size_of_their_counts(people, ax):
    plot.draw_hours(people.of("ana"), ax=ax)
    posts, messages = (collection.get_sizes() for collection in ax.collections)
    assert np.flatnonzero(posts).tolist() == [1]
    assert np.flatnonzero(messages).tolist() == [0, 2, 3]


def test_lines_over_time_are_counts_of_the_periods(people, ax):
    plot.draw_over_time(people.of("ana"), period="day", ax=ax)
    assert [line.get_ydata().tolist() for line in ax.lines] == [[3, 1], [1, 0], [0, 1]]


@pytest.mark.parametrize("draw", [plot.draw_hours, plot.draw_over_time])
def test_nothing_is_drawn_over_time_without_times(ax, draw):
    people = measure_people(make_events([("ana", "ben", "reply", None)]), progress=False)
    with pytest.raises(OptionError, match="the events have no times"):
        draw(people.of("ana"), ax=ax)


def test_answer_rates_list_the_largest_reach_first(people, ax):
    people.plot(ax=ax)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["ana (4)", "ben (1)"]
    assert ax.get_title() == "25% of the people who write get an answer"


def test_nobody_who_wrote_is_said(ax):
    people = measure_people(make_events([("ana", "ben", "like", 1)]), progress=False)
    people.plot(ax=ax)
    assert ax.get_title() == "Nobody wrote to anybody"


def follows(*names, hour=0):
    return [(name, "ana", "follow", hour + number) for number, name in enumerate(names)]


def test_rings_have_the_area_of_their_followers(ax):
    # ben and carla wrote to ana, eva only to ben, gil nobody: of 5 with dan, 3, 1 and 1
    rows = [*ROWS, ("gus", "ben", "reply", 4), *follows("ben", "carla", "dan", "gus", "gil")]
    plot.draw_followers(measure_people(make_events(rows), progress=False).of("ana"), ax=ax)
    radii = [ring.r for ring in ax.patches]
    np.testing.assert_allclose(np.square(radii), [3 / 5, 4 / 5, 1])
    assert ax.get_title() == "3 of 5 followers of ana take part"
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["take part: 3", "active elsewhere only: 1", "never seen to act: 1"]


def test_an_account_without_followers_has_no_rings(people, ax):
    plot.draw_followers(people.of("ana"), ax=ax)
    assert ax.get_title() == "Nobody follows ana"
    assert not ax.patches


def test_waves_are_shaded_from_their_first_to_their_last_arrival(ax):
    society = make_society(seed=0)
    people = measure_people(society.events, progress=False)
    waves = people.waves()
    profile = waves["profile"].iloc[0]
    plot.draw_waves(people.of(profile), ax=ax)
    assert len(ax.patches) == waves.query("profile == @profile")["wave"].nunique()
    own = society.to_frame().query("kind == 'follow' and target == @profile")
    assert ax.lines[0].get_ydata()[-1] == len(own)
    assert "arrived in waves" in ax.get_title()


def test_no_wave_is_said(ax):
    rows = [*ROWS, *follows("ben", "carla")]
    plot.draw_waves(measure_people(make_events(rows), progress=False).of("ana"), ax=ax)
    assert ax.get_title() == "No wave among 2 followers of ana"
    assert ax.lines[0].get_ydata().tolist() == [1, 2]


def test_without_times_of_follows_nobody_can_tell(people, ax):
    plot.draw_waves(people.of("ana"), ax=ax)
    assert ax.get_title() == "No times of follows of ana: nobody can tell"


def test_circuits_have_a_dot_for_each_length_beside_chance(ax):
    events = make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0).events
    tribes = find_tribes(build_network(events, progress=False), significance=None, progress=False)
    account = measure_people(events, tribes, progress=False).of(tribes[0].users[0])
    frame = account.circuits(rewirings=19)
    plot.draw_circuits(account, rewirings=19, ax=ax)
    assert ax.lines[0].get_xdata().tolist() == frame["returned"].tolist()
    assert [bar.get_x() for bar in ax.patches] == frame["returned_low"].tolist()
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["3 acts", "4 acts", "5 acts", "all"]
    assert "comes back" in ax.get_title()


def test_circuits_need_tribes(people, ax):
    with pytest.raises(OptionError, match="circuits need tribes"):
        plot.draw_circuits(people.of("ana"), ax=ax)
