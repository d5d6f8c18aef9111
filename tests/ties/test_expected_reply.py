import math

import numpy as np
import pandas as pd
import pytest

from tests.ties.whole_network import expect_replies
from tribus import Events, build_network
from tribus.ties.expected_reply import share_answered

TALK = [("ana", "ben", "reply", 3), ("ben", "ana", "reply", 1), ("ana", "carla", "reply", 1)]


def build(rows, **options):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    return build_network(Events.from_frame(frame, count="count"), **options)


def test_expected_replies_by_hand():
    # Two of three links are answered; the typical share is (2 + 1) / (3 + 2) = .6. Ana turned to two
    # people, and one turned to her: with two typical people (1 + 1.2) / (2 + 2) = .55 answer her. Ben
    # answers (1 + 1.2) / (1 + 2), Carla 1.2 / (1 + 2) = .4. Half of Ana's 3 replies are answered: 1.5.
    network = build(TALK)
    with_ben = math.log1p(1.5 + math.log1p(1.5) * 0.55)
    assert network.expected_reply("ana", "ben") == pytest.approx(with_ben)
    assert network.expected_reply("ben", "ana") == pytest.approx(with_ben)
    assert network.expected_reply("ana", "carla") == pytest.approx(math.log1p(math.log(2) * 0.4))
    assert network.expected_reply("ben", "carla") == 0.0


def test_rows_and_the_whole_network_agree():
    network = build([*TALK, ("eva", "ana", "reply", 4), ("dan", "eva", "reply", 2)])
    evidence = network.evidence
    whole = expect_replies(evidence.structure, evidence.talk, evidence.exchange(faded=True))
    rows = [network.evidence.expect_replies_of(row) for row in range(network.n_users)]
    np.testing.assert_allclose(np.concatenate(rows), whole)


def test_a_loud_side_raises_expected_replies_but_not_the_bond():
    network = build([("ana", "ben", "reply", 500), ("ben", "ana", "reply", 1), *TALK[2:]])
    friends = build([("ana", "ben", "reply", 12), ("ben", "ana", "reply", 13), *TALK[2:]])
    assert network.expected_reply("ana", "ben") > friends.expected_reply("ana", "ben")
    assert network.bond("ana", "ben") < friends.bond("ana", "ben")


def test_without_links_an_answer_is_as_likely_as_not():
    assert share_answered(0.0, 0.0) == 0.5
