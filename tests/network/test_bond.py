import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network
from tribus.network import weigh_bonds
from tribus.network.pattern import Pattern

TALK = [("ana", "ben", "reply", 3), ("ben", "ana", "reply", 1), ("ana", "carla", "reply", 1)]


def bonds(rows, **options):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    return build_network(Events.from_frame(frame, count="count"), **options).bond


@pytest.mark.parametrize(
    ("one_way", "answered", "unanswered"),
    [
        # sqrt(log 4 x log 2) = .98026 and (log 4 + log 2) / 2 = 1.03972; log(2) / 2 = .34657
        (0, math.sqrt(math.log(4) * math.log(2)), 0.0),
        (0.1, 0.9 * math.sqrt(math.log(4) * math.log(2)) + 0.1 * math.log(8) / 2, 0.1 * math.log(2) / 2),
        (1, math.log(8) / 2, math.log(2) / 2),
    ],
)
def test_one_way_mixes_the_geometric_with_the_arithmetic_mean(one_way, answered, unanswered):
    bond = bonds(TALK, one_way=one_way)
    assert bond("ana", "ben") == bond("ben", "ana") == pytest.approx(answered)
    assert bond("ana", "carla") == pytest.approx(unanswered)
    assert bond("ben", "carla") == 0.0


def test_the_default_counts_an_unanswered_act_a_tenth():
    assert bonds(TALK)("ana", "carla") == pytest.approx(bonds(TALK, one_way=0.1)("ana", "carla"))


@pytest.mark.parametrize("one_way", [0, 0.1, 0.5, 0.9])
def test_an_unanswered_question_bonds_less_than_an_answered_one(one_way):
    # Two acts each: log 2 and log 2 against log 3 and 0; log 2 > log(3) / 2 even where one_way is 1.
    rows = [("ana", "ben", "reply", 1), ("ben", "ana", "reply", 1), ("ana", "guru", "reply", 2)]
    bond = bonds(rows, one_way=one_way)
    assert bond("ana", "guru") < bond("ana", "ben")


def test_a_like_can_answer_a_reply():
    rows = [("ana", "ben", "reply", 1), ("ben", "ana", "like", 1)]
    assert bonds(rows, one_way=0)("ana", "ben") == pytest.approx(math.log(2))


def test_kinds_add_up_before_the_logarithm():
    # 1 reply and 2 likes: log(1 + 3), not log 2 + log 3.
    rows = [("ana", "ben", "reply", 1), ("ana", "ben", "like", 2)]
    assert bonds(rows, one_way=1)("ana", "ben") == pytest.approx(math.log(4) / 2)


def test_a_bond_does_not_depend_on_the_terms_of_affinity():
    options = {"logarithm": False, "balance": 0, "reciprocity": 3, "shared_attention": 0}
    assert bonds(TALK, **options, kind_weights={"reply": 9})("ana", "ben") == bonds(TALK)("ana", "ben")


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1]),
        st.floats(0, 1e6),
        min_size=1,
    ),
    st.floats(0, 1),
)
@settings(max_examples=40, deadline=None)
def test_bonds_are_symmetric_and_between_the_two_means(counts, one_way):
    source, target = np.array(list(counts), np.int32).T
    pattern = Pattern.of_pairs(6, source, target)
    faded = pattern.spread(source, target, np.array(list(counts.values())))
    bond = weigh_bonds(pattern, faded, one_way=one_way)
    there = np.log1p(faded)
    assert np.array_equal(bond, bond[pattern.mirror])
    assert (bond <= (there + there[pattern.mirror]) / 2 + 1e-12).all()
    assert (bond >= 0).all()
