import re

import numpy as np
import pandas as pd
import pytest

from tests.people.conftest import START, make_events
from tribus import build_network, find_tribes, measure_people
from tribus.datasets import make_society
from tribus.errors import OptionError

ROWS = [
    ("ben", "ana", "reply", 0),
    ("ana", "ben", "reply", 1),
    ("carla", "ana", "reply", 2),
    ("dan", "ana", "reply", 3),
    ("dan", "ana", "reply", 4),
    ("ben", "ana", "reply", 5),
    ("eva", "ana", "like", 30),
]


def test_waiting_lists_the_closest_people_and_the_longest_waits_first(measure):
    waiting = measure(ROWS).of("ana").waiting
    # ben and ana have two exchanges, for his message at 5 h answers hers;
    # carla waits since 2 h, dan since 3 h with two messages
    assert waiting["user"].tolist() == ["ben", "carla", "dan"]
    assert waiting["since"].tolist() == [START + pd.Timedelta(hours=hour) for hour in (5, 2, 3)]
    assert waiting["hours"].tolist() == [25, 28, 27]  # the data end at 30 h
    assert waiting["messages"].tolist() == [1, 1, 2]
    assert waiting["exchanges"].tolist() == [2, 0, 0]
    assert str(waiting["since"].dtype) == "datetime64[us, UTC]"


def test_waiting_is_sorted_by_bond_with_tribes():
    events = make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0).events
    network = build_network(events, half_life=None, progress=False)
    tribes = find_tribes(network, resolution=1.0, significance=None, progress=False)
    people = measure_people(events, tribes, progress=False)
    user = people.to_frame().nlargest(1, "waiting")["user"].iloc[0]
    waiting = people.of(user).waiting
    assert (waiting["bond"].diff().dropna() <= 0).all()
    assert waiting["bond"].tolist() == [network.bond(user, other) for other in waiting["user"]]


def test_questions_are_measured_apart(measure):
    rows = [
        ("ben", "ana", "reply", 0, "what is it?"),
        ("ana", "ben", "reply", 4, "this"),
        ("carla", "ana", "reply", 0, "https://x.y/?a=b"),
        ("ana", "carla", "reply", 9, "yes"),
        ("dan", "ana", "reply", 1, "¿y"),
    ]
    people = measure(rows, text="text")
    frame = people.of("ana").to_frame().set_index("measure")
    # questions of ben, answered after 4 h, and of dan; a question mark in a link is none
    assert frame.loc["question_answer_rate", ["value", "count"]].tolist() == [0.5, 2]
    assert frame.loc["question_answer_hours", "value"] == 4
    assert people.of("ana").waiting["asks"].tolist() == [True]


def test_the_frame_has_quartiles_of_the_answer_times(measure):
    # answers after 1, 2, 3 and 4 hours: S = 3/4, 1/2, 1/4, 0
    rows = [(name, "ana", "reply", 0) for name in "bcde"]
    rows += [("ana", name, "reply", hour) for hour, name in enumerate("bcde", 1)]
    frame = measure(rows).of("ana").to_frame().set_index("measure")["value"]
    quartiles = ["median_answer_hours", "third_quarter_hours"]
    assert frame[quartiles].tolist() == [2, 3]
    assert frame["answer_rate"] == pytest.approx(5 / 6)


def test_the_answer_curve_is_that_of_kaplan_and_meier(measure):
    curve = measure(ROWS).of("ana").answer_curve
    # four messages: ben's answered after 1 h; three wait longer
    assert curve[["hours", "waiting"]].to_numpy().tolist() == [[1, pytest.approx(0.75)]]


def test_hours_of_the_week_are_in_the_time_zone(measure):
    hours = measure(ROWS).of("ana").hours_of_week()
    assert len(hours) == 168
    assert hours.query("posts > 0")[["weekday", "hour"]].to_numpy().tolist() == [[0, 1]]  # a Monday
    assert hours["messages"].sum() == 4
    assert hours["answered"].sum() == 1
    assert hours["median_answer_hours"].isna().all()


def test_hours_of_the_week_move_with_the_zone():
    people = measure_people(make_events(ROWS), time_zone="Asia/Tokyo", progress=False)
    hours = people.of("ana").hours_of_week()
    assert hours.query("posts > 0")[["weekday", "hour"]].to_numpy().tolist() == [[0, 10]]


def test_five_messages_in_one_hour_of_the_week_have_a_median(measure):
    rows = [(name, "ana", "reply", 0) for name in "bcdef"]
    rows += [("ana", name, "reply", 2) for name in "bcd"]
    hours = measure(rows).of("ana").hours_of_week()
    assert hours.loc[0, ["messages", "answered", "median_answer_hours"]].tolist() == [5, 3, 2]


def test_over_time_counts_each_period(measure):
    frame = measure(ROWS).of("ana").over_time("day")
    # day 1: ben, carla and dan act, one post of ana, two exchanges with ben; day 2: eva likes
    assert frame["start"].tolist() == [START, START + pd.Timedelta(days=1)]
    assert frame["reach"].tolist() == [3, 1]
    assert frame["posts"].tolist() == [1, 0]
    assert frame["exchanges"].tolist() == [2, 0]
    assert frame["likes_and_reposts"].tolist() == [0, 1]
    # all periods: 2 exchanges in 1 post; (2 + 2) / (1 + 1) = 2
    assert frame["conversation"].tolist() == [2, pytest.approx(np.nan, nan_ok=True)]


def test_weeks_without_events_are_rows_too(measure):
    rows = [*ROWS, ("ben", "ana", "like", 24 * 21)]
    assert measure(rows).of("ana").over_time("week")["reach"].tolist() == [4, 0, 0, 1]


def test_an_unknown_period_is_an_error(measure):
    with pytest.raises(OptionError, match=r"period must be one of 'day', 'week', .*got 'd'"):
        measure(ROWS).of("ana").over_time("d")


@pytest.mark.parametrize("method", ["over_time", "hours_of_week"])
def test_nothing_is_over_time_without_times(measure, method):
    account = measure([("ana", "ben", "reply", None)]).of("ana")
    with pytest.raises(OptionError, match="the events have no times"):
        getattr(account, method)()


def test_sentences_tell_the_account(measure):
    assert measure(ROWS).of("ana").sentences[:8] == [
        "3 people wrote to ana, and 1 got an answer.",
        "3 messages to ana wait for an answer, the oldest since 2024-01-01.",
        "The closest person who waits is ben.",
        "4 people wrote to ana, shared something or liked something.",
        "ana had 2 exchanges (a message and its answer).",
        "Likes and reposts of what ana wrote: 1.",
        "ana wrote 1 post.",
        "ana talks with 1 person: one writes, the other answers.",
    ]


def test_sentences_have_an_answer_rate_from_five_people_on(measure):
    rows = [(f"user{number}", "ana", "reply", number) for number in range(5)]
    said = measure([*rows, ("ana", "user0", "reply", 9)]).of("ana").sentences
    assert said[0] == "5 people wrote to ana, and 1 got an answer."
    assert said[1].startswith("The answer rate is about ")
    assert said[2].startswith("Half of the messages get an answer within ")


def test_sentences_have_rates_per_post_from_five_posts_on(measure):
    # five posts to ben, who answers one, and likes another
    rows = [("ana", "ben", "reply", hour) for hour in range(5)]
    said = measure([*rows, ("ben", "ana", "reply", 9), ("ben", "ana", "like", 9)]).of("ana").sentences
    (rate,) = [line for line in said if line.startswith("In 10 posts, ana has about ")]
    assert not re.search(r"[.,]\d", rate)  # a fraction of an exchange is nothing that anybody had
    assert any(line.endswith("of them answer nobody and get no answer.") for line in said)


def test_nobody_is_talked_about_in_a_sentence_without_them(measure):
    said = " ".join(measure(ROWS).of("ana").sentences)
    assert "mentions" not in said
    people = measure([*ROWS, ("ana", "gil", "mention", 7)])
    assert "ana mentions 1 person without ever talking with them." in people.of("ana").sentences


def test_the_line_of_an_account_has_its_main_measures(measure):
    account = measure(ROWS).of("ana")
    assert repr(account) == ("<Account of ana: answers 1 of 3, median never, 3 waiting, reach 4>")


def test_accounts_of_the_same_user_are_equal(measure):
    people = measure(ROWS)
    assert people.of("ana") == measure(ROWS).of("ana")
    assert people.of("ana") != people.of("ben")
    assert len({people.of("ana"), people.of("ana")}) == 1
