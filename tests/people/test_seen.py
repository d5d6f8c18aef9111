import numpy as np
import pandas as pd
import pytest

from tests.people.conftest import make_events
from tribus import measure_people
from tribus.errors import OptionError

ROWS = [
    ("ana", "ben", "reply", 0),
    ("ben", "ana", "reply", 1),
    ("ana", "guru", "reply", 2),
    ("cai", "guru", "mention", 3),
    ("guru", "ana", "follow", 4),
    ("cai", "ana", "follow", 5),
    ("ana", "cai", "reply", 6),
]
COVERAGE = pd.DataFrame(
    [("ana", "all seen", ""), ("ben", "all seen", ""), ("cai", "cut off", "the budget of requests")],
    columns=["user", "state", "reason"],
)


@pytest.fixture(scope="module")
def people():
    return measure_people(make_events(ROWS), coverage=COVERAGE, progress=False)


def test_the_rates_of_somebody_who_was_not_collected_are_unknown(people):
    frame = people.to_frame().set_index("user")
    assert frame["seen"].to_dict() == {
        "ana": "all seen",
        "ben": "all seen",
        "cai": "cut off",
        "guru": "not reached",
    }
    assert np.isnan(
        frame.loc["guru", ["answer_rate", "median_answer_hours", "monologue"]].astype(float)
    ).all()
    assert frame.loc["guru", "people_addressing"] == 2
    assert frame.loc[["ana", "ben", "cai"], "answer_rate"].notna().all()
    assert people.mix().set_index("user").loc["guru", "regularity":].isna().all()
    assert people.listening().set_index("user").loc["guru", "follows_writers":].isna().all()


def test_unknown_silence_does_not_lower_the_rates_of_others():
    asked = [(f"p{one}", f"q{number}", "reply", 0) for number in range(40) for one in range(4)]
    answers = [
        (f"q{number}", f"p{one}", "reply", 1) for number in range(20) for one in range(number % 4 + 1)
    ]
    events = make_events([*asked, *answers])
    talkers = sorted({user for row in answers for user in row[:2]})
    coverage = pd.DataFrame({"user": talkers, "state": "all seen", "reason": ""})
    known, everything = (
        measure_people(events, coverage=one, progress=False).answering for one in (coverage, None)
    )
    assert (known.addressing == everything.addressing).all()
    row = measure_people(events, progress=False).row_of("q0")
    assert known.rate.value[row] > everything.rate.value[row]


def test_followers_who_were_not_collected_are_not_silent(people):
    followers = people.of("ana").followers().set_index("group")["followers"]
    assert followers.to_dict() == {"active": 0, "elsewhere": 1, "silent": 0, "unknown": 1}
    assert people.follower_activity.share.value[people.row_of("ana")] == pytest.approx(1 / 3)


def test_accounts_say_what_was_not_collected(people):
    assert people.of("guru").sentences[0] == (
        "What guru does was not collected, so nobody can say whom guru answers."
    )
    assert "no answer" not in " ".join(people.of("guru").sentences)
    assert people.of("cai").sentences[0].startswith("Only a part of what cai does was collected")
    assert "1 user was not collected: whom they answer is unknown." in people.gaps


@pytest.mark.parametrize(
    ("coverage", "message"),
    [
        (COVERAGE.drop(columns="state"), "it has no column 'state'"),
        ("all", "it has no column 'user'"),
        (COVERAGE.assign(user="zoe"), "none of the users of the events"),
    ],
)
def test_a_coverage_of_something_else_is_an_error(coverage, message):
    with pytest.raises(OptionError, match=message):
        measure_people(make_events(ROWS), coverage=coverage, progress=False)
