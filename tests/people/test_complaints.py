import pytest

from tests.people.conftest import make_events
from tribus import measure_people
from tribus.errors import EventsError, OptionError

ROWS = [
    ("ben", "ana", "reply", 0, "my bread came LATE"),
    ("ana", "ben", "reply", 4, "sorry"),
    ("carla", "ana", "reply", 0, "lovely bread"),
    ("dan", "ana", "reply", 1, "late again"),
    ("dan", "ana", "reply", 2, "hello?"),
    ("eva", "ana", "reply", 3, None),
]


def account_of(complaints, rows=ROWS):
    people = measure_people(make_events(rows, text="text"), complaints=complaints, progress=False)
    return people.of("ana").to_frame().set_index("measure")


@pytest.mark.parametrize(
    "complaints", ["late", lambda texts: texts.str.contains("late|LATE").to_numpy()]
)
def test_complaints_have_a_share_and_answers_of_their_own(complaints):
    # Four messages: Ben's and Dan's are complaints (Dan's two are one message), Carla's and Eva's not.
    # A share of 2 in 4 with one of each before: (2 + 1) / (4 + 2). Ben has an answer after 4 h.
    frame = account_of(complaints)
    assert frame.loc["complaint_share", ["value", "count"]].tolist() == [0.5, 4]
    assert frame.loc["complaint_answer_rate", ["value", "count"]].tolist() == [0.5, 2]
    assert frame.loc["complaint_answer_hours", "value"] == 4


def test_without_a_mark_there_are_no_complaints():
    assert not account_of(None).index.str.startswith("complaint").any()
    assert account_of("no such word").loc["complaint_answer_rate", "value"] != 0


def test_the_call_says_how_complaints_were_marked():
    events = make_events(ROWS, text="text")
    assert "complaints='late'" in str(measure_people(events, complaints="late", progress=False).made_by)


@pytest.mark.parametrize(
    ("complaints", "message"),
    [
        (7, r"complaints must be a regular expression, .*; got 7"),
        ("", "complaints must be a regular expression"),
        ("late(", r"complaints='late\(' is not a regular expression: .*Escape signs"),
        (lambda texts: texts, "must return a truth value for each text; for 5 texts it returned"),
        (lambda texts: [True], r"for 5 texts it returned bool of shape \(1,\)"),  # noqa: ARG005
    ],
)
def test_marks_that_cannot_be_used_are_errors(complaints, message):
    with pytest.raises(OptionError, match=message):
        account_of(complaints)


def test_complaints_without_texts_are_an_error():
    rows = [row[:4] for row in ROWS]
    with pytest.raises(EventsError, match="complaints are found in texts, and the events have none"):
        measure_people(make_events(rows), complaints="late", progress=False)
