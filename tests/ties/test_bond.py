"""The axioms of the bond, each as a property, and worked examples."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network
from tribus.ties.bond import UNANSWERED_WEIGHT, split_bond
from tribus.ties.expected_reply import ResponseRates

EVEN_RATES = ResponseRates(np.array([0.6, 0.6]), np.array([0.6, 0.6]))
events = st.floats(0.01, 1e6)


def bond_of(given_events, received_events, **options):
    """Bond of one pair with these replies, neither faded."""
    sides = (given_events, received_events)
    return sum(split_bond(sides, sides, EVEN_RATES, unanswered_weight=UNANSWERED_WEIGHT, **options))


def build(rows, **options):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    return build_network(Events.from_frame(frame, count="count"), **options)


def test_a_bond_by_hand():
    # Harmonic mean of 3 and 1 is 2 x 3 / 4 = 1.5; an answered tie adds the whole weight of .1. Carla is
    # expected to answer with .4 (see test_expected_reply), after one event with half of that.
    rows = [("ana", "ben", "reply", 3), ("ben", "ana", "reply", 1), ("ana", "carla", "reply", 1)]
    network = build(rows)
    assert network.bond("ana", "ben") == pytest.approx(math.log(2.5) + 0.1)
    assert network.bond("ana", "carla") == pytest.approx(0.1 * 0.4 / 2)
    assert network.bond("ben", "carla") == 0.0


@given(events, events)
@settings(deadline=None)
def test_a_bond_is_symmetric(n, m):
    assert bond_of(n, m) == bond_of(m, n)


@given(events, events, st.floats(1.01, 10))
@settings(deadline=None)
def test_a_bond_grows_when_both_give_more(n, m, factor):
    assert bond_of(factor * n, factor * m) > bond_of(n, m)


@given(events, st.floats(1, 1e9))
@settings(deadline=None)
def test_a_bond_is_bounded_by_the_weaker_side(m, factor):
    assert bond_of(factor * m, m) <= bond_of(2 * m, 2 * m) + 1e-12


@given(st.floats(0, 1e12), st.integers(2, 50))
@settings(deadline=None)
def test_unanswered_events_bond_less_than_two_answers_each_way(n, answers):
    assert bond_of(n, 0) < UNANSWERED_WEIGHT < bond_of(answers, answers)


@given(events, events, st.floats(1e-6, 0.99))
@settings(deadline=None)
def test_recent_exchange_counts_more(n, m, freshness):
    faded = (freshness * n, freshness * m)
    old = sum(split_bond(faded, (n, m), EVEN_RATES, unanswered_weight=0.1))
    assert old < bond_of(n, m)
    assert old >= UNANSWERED_WEIGHT  # an answer is not forgotten


@given(events, st.floats(1, 1e9), st.floats(2, 100), st.floats(1, 1e9))
@settings(deadline=None)
def test_the_weaker_side_decides_between_two_ties(m, louder, more, other_louder):
    assert bond_of(more * m, other_louder * more * m) >= bond_of(m, louder * m) - 1e-12


@given(events)
@settings(deadline=None)
def test_as_one_side_grows_without_end_the_bond_stays_below_its_bound(m):
    bound = math.log1p(2 * m) + UNANSWERED_WEIGHT
    bonds = [bond_of(m, n) for n in (1e3, 1e6, 1e9, 1e12)]
    assert bonds == sorted(bonds)
    assert bonds[-1] <= bound + 1e-9


def test_an_answer_of_another_kind_counts_by_its_weight():
    # Weights of reply 1, repost .5 and like .2: harmonic means 1, 2/3 and 1/3.
    asked = [("ana", "ben", "reply", 1), ("x", "y", "repost", 1), ("x", "z", "like", 1)]
    bonds = [
        build([*asked, ("ben", "ana", kind, 1)]).bond("ana", "ben")
        for kind in ("reply", "repost", "like")
    ]
    assert bonds == pytest.approx([math.log1p(mean) + 0.1 for mean in (1, 2 / 3, 1 / 3)])


def test_mutual_follows_weigh_little_where_exchange_is_seen():
    rows = [("ana", "ben", "follow", 1), ("ben", "ana", "follow", 1)]
    talk = [("eva", "dan", "reply", 1), ("dan", "eva", "reply", 1)]
    assert build([*rows, *talk]).bond("ana", "ben") == pytest.approx(math.log1p(0.05))
    assert build(rows).bond("ana", "ben") == pytest.approx(math.log(2) + 0.1)


def test_one_stray_reply_does_not_turn_follows_into_little():
    people = [f"p{number}" for number in range(30)]
    follows = [(one, other, "follow", 1) for one in people for other in people if one != other]
    network = build([*follows, ("p0", "p1", "reply", 1)])
    assert network.bond("p2", "p3") == pytest.approx(math.log(2) + 0.1)


def test_a_bond_does_not_depend_on_the_terms_of_affinity():
    rows = [("ana", "ben", "reply", 3), ("ben", "ana", "reply", 1)]
    options = {"logarithm": False, "normalization": 0, "reciprocity_weight": 3, "attention_weight": 0}
    changed = build(rows, **options, kind_weights={"reply": 9})
    assert changed.bond("ana", "ben") == build(rows).bond("ana", "ben")


@given(st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_its_terms_add_up_to_a_bond(unanswered_weight):
    rows = [("ana", "ben", "reply", 3), ("ben", "ana", "reply", 1), ("ana", "eva", "reply", 2)]
    network = build(rows, unanswered_weight=unanswered_weight)
    for other in ("ben", "eva"):
        explanation = network.explain("ana", other)
        total = explanation.mutual + explanation.answer
        assert total == pytest.approx(network.bond("ana", other))
