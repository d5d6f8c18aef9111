import numpy as np
import pytest

from tribus.ties.exchange import KIND_WEIGHTS, are_friends, weigh_kinds


@pytest.mark.parametrize(
    ("given_events", "received_events", "expected"),
    [
        (1, 1, True),
        (10, 1, True),  # a tenth, and no more than ten events
        (11, 1, False),  # one answer to more than ten
        (11, 2, True),
        (20, 2, True),
        (21, 2, False),  # less than a tenth
        (500, 1, False),
        (5, 0, False),
        (0, 0, False),
    ],
)
def test_friends_return_a_tenth_or_more(given_events, received_events, expected):
    sides = np.array([float(given_events)]), np.array([float(received_events)])
    assert are_friends(*sides).tolist() == [expected]
    assert are_friends(*reversed(sides)).tolist() == [expected]


def test_weights_are_relative_to_the_strongest_kind():
    one_pair, reverse = np.array([1.0, 1.0]), np.array([1, 0])
    assert weigh_kinds({"like": one_pair}, reverse) == {"like": 1.0}
    assert weigh_kinds({"follow": one_pair}, reverse) == {"follow": 1.0}
    assert weigh_kinds({"reply": one_pair, "like": one_pair}, reverse) == {"reply": 1.0, "like": 0.2}


def test_a_follow_is_the_exchange_only_where_hardly_anything_else_is_exchanged():
    reverse, follows = np.array([1, 0, 3, 2]), np.ones(4)
    talk = np.array([1.0, 1.0, 0.0, 0.0])
    weights = weigh_kinds({"follow": follows, "reply": talk}, reverse)
    assert weights == {"follow": KIND_WEIGHTS["follow"], "reply": 1.0}
    one_way = np.array([1.0, 0.0, 0.0, 0.0])
    assert weigh_kinds({"follow": follows, "reply": one_way}, reverse)["follow"] == 1.0
