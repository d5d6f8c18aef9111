import pandas as pd
import pytest

from tests.people.conftest import START
from tribus import Events, measure_people


def exchange(hours, *, answered=True):
    """Messages of ana at some hours, each answered by ben an hour later."""
    rows = []
    for hour in hours:
        rows.append(("ana", "ben", "reply", hour))
        rows += [("ben", "ana", "reply", hour + 1)] if answered else []
    return rows


def test_somebody_who_answered_often_and_now_waits_longest_stopped(measure):
    rows = [*exchange([0, 10, 20]), ("ana", "ben", "reply", 30), ("x", "y", "like", 100)]
    frame = measure(rows).of("ana").departures()
    assert frame["user"].tolist() == ["ben"]
    assert frame["what"].tolist() == ["stopped answering"]
    assert frame["since"].tolist() == [START + pd.Timedelta(hours=21)]
    assert frame[["answers", "unanswered"]].to_numpy().tolist() == [[3, 1]]
    assert frame["p_value"].tolist() == [1 / 4]  # the longest of four waits


def test_two_answers_are_too_few(measure):
    rows = [*exchange([0, 10]), ("ana", "ben", "reply", 30), ("x", "y", "like", 100)]
    assert len(measure(rows).of("ana").departures()) == 0


def test_a_wait_as_long_as_an_earlier_one_is_no_departure(measure):
    rows = [*exchange([0, 10, 20]), ("ana", "ben", "reply", 30), ("x", "y", "like", 31)]
    assert len(measure(rows).of("ana").departures()) == 0


def test_somebody_to_whom_nobody_writes_did_not_leave(measure):
    assert len(measure([*exchange([0, 10, 20]), ("x", "y", "like", 900)]).of("ana").departures()) == 0


def test_an_undone_follow_is_a_departure_unless_it_began_again():
    frame = pd.DataFrame(
        {
            "source": ["ben", "carla", "carla", "dan"],
            "target": ["ana"] * 4,
            "kind": "follow",
            "time": ["2024-01-01", "2024-01-01", "2024-03-01", "2024-01-01"],
            "until": ["2024-02-01", "2024-02-01", None, None],
        }
    )
    events = Events.from_frame(frame, time="time", until="until", time_zone="UTC")
    found = measure_people(events, progress=False).of("ana").departures()
    assert found[["user", "what"]].to_numpy().tolist() == [["ben", "unfollowed"]]
    assert found["since"].tolist() == [pd.Timestamp("2024-02-01", tz="UTC")]
    assert found["p_value"].isna().all()


@pytest.mark.parametrize("hour", [None, 1])
def test_an_account_that_nobody_left_has_an_empty_table(measure, hour):
    frame = measure([("ben", "ana", "reply", hour)]).of("ana").departures()
    assert frame.columns.tolist() == ["user", "what", "since", "answers", "unanswered", "p_value"]
    assert len(frame) == 0
