import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network
from tribus.network import AffinityTerms, weigh_affinity
from tribus.network._kernel import cosine_on_ties
from tribus.network.pattern import Pattern

OFF = {"logarithm": False, "balance": 0, "reciprocity": 0, "shared_attention": 0}
TALK = [
    ("ana", "ben", "reply", 3),
    ("ben", "ana", "reply", 1),
    ("ana", "carla", "reply", 1),
    ("carla", "ana", "like", 2),
]


def weigh(rows, **options):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    network = build_network(Events.from_frame(frame, count="count"), **{**OFF, **options})
    return network.affinity


def test_without_any_term_affinity_is_the_mean_of_both_directions_over_all_kinds():
    affinity = weigh(TALK)
    assert affinity("ana", "ben") == pytest.approx((3 + 1) / 2)
    assert affinity("ana", "carla") == pytest.approx((1 + 2) / 2)
    assert affinity("ben", "carla") == 0.0


def test_the_logarithm_takes_each_count_of_each_kind():
    affinity = weigh(TALK, logarithm=True)
    assert affinity("ana", "ben") == pytest.approx((math.log(4) + math.log(2)) / 2)
    assert affinity("ana", "carla") == pytest.approx((math.log(2) + math.log(3)) / 2)


def test_balance_one_half_divides_by_the_root_of_both_activities():
    # Replies: out ana 4, ben 1; in ben 3, ana 1, carla 1. Likes: out carla 2, in ana 2.
    # ana-ben: 3 / sqrt(4 x 3) and 1 / sqrt(1 x 1); ana-carla: 1 / sqrt(4 x 1) and 2 / sqrt(2 x 2).
    affinity = weigh(TALK, balance=0.5)
    assert affinity("ana", "ben") == pytest.approx((3 / math.sqrt(12) + 1) / 2)
    assert affinity("ana", "carla") == pytest.approx((1 / 2 + 1) / 2)


def test_balance_one_divides_by_both_activities():
    # 3 / 12 and 1 / 1; 1 / 4 and 2 / 4.
    affinity = weigh(TALK, balance=1)
    assert affinity("ana", "ben") == pytest.approx((0.25 + 1) / 2)
    assert affinity("ana", "carla") == pytest.approx((0.25 + 0.5) / 2)


def test_reciprocity_adds_the_geometric_mean_of_both_directions():
    affinity = weigh(TALK, reciprocity=0.5)
    assert affinity("ana", "ben") == pytest.approx(2 + 0.5 * math.sqrt(3 * 1))
    assert affinity("ana", "carla") == pytest.approx(1.5 + 0.5 * math.sqrt(1 * 2))


def test_mutual_replies_weigh_more_than_one_way():
    # Two events each: 1 and 1 give 1 + .5 x 1; 2 and 0 give 1 + .5 x 0.
    rows = [("a", "b", "reply", 1), ("b", "a", "reply", 1), ("c", "d", "reply", 2)]
    affinity = weigh(rows, reciprocity=0.5)
    assert affinity("a", "b") == pytest.approx(1.5)
    assert affinity("c", "d") == pytest.approx(1.0)


def test_a_like_can_answer_a_reply():
    # A reply and a like: 1 + .5 sqrt(1 x 1), as for two replies.
    rows = [
        ("a", "b", "reply", 1),
        ("b", "a", "like", 1),
        ("c", "d", "reply", 1),
        ("d", "c", "reply", 1),
    ]
    affinity = weigh(rows, reciprocity=0.5)
    assert affinity("a", "b") == pytest.approx(1.5)
    assert affinity("c", "d") == pytest.approx(1.5)


@pytest.mark.parametrize(("weight", "affinity_of_ana_and_ben"), [(0.5, 1.25), (1.0, 2.0), (2.0, 3.5)])
def test_shared_attention_weighs_the_ties_of_those_who_attend_to_the_same(
    weight, affinity_of_ana_and_ben
):
    # Both attend to carla, ana to ben too: cosine 1 x 1 / (sqrt 2 x 1) on ana-ben, 0 on the other ties.
    # All direct weight, 3 x .5, times `weight`, goes to the one tie with a cosine: .5 + 1.5 weight.
    rows = [("ana", "carla", "reply", 1), ("ben", "carla", "reply", 1), ("ana", "ben", "reply", 1)]
    affinity = weigh(rows, shared_attention=weight)
    assert affinity("ana", "ben") == pytest.approx(affinity_of_ana_and_ben)
    assert affinity("ana", "carla") == affinity("ben", "carla") == pytest.approx(0.5)


def test_shared_attention_adds_nothing_where_nobody_attends_to_the_same():
    assert weigh(TALK, shared_attention=1.0)("ana", "ben") == weigh(TALK)("ana", "ben")


@pytest.mark.parametrize(
    ("weight", "affinity_of_ana_and_carla"), [(0, 0.5), (0.25, 0.75), (1, 1.5), (2, 2.5)]
)
def test_a_kind_counts_by_its_weight(weight, affinity_of_ana_and_carla):
    # (1 reply + weight x 2 likes) / 2
    affinity = weigh(TALK, kind_weights={"like": weight})
    assert affinity("ana", "carla") == pytest.approx(affinity_of_ana_and_carla)
    assert affinity("ana", "ben") == pytest.approx(2)


def test_a_weight_for_a_kind_that_never_occurs_changes_nothing():
    assert weigh(TALK, kind_weights={"quote": 7})("ana", "ben") == weigh(TALK)("ana", "ben")


def test_who_follows_everybody_says_little_by_following_you():
    rows = [("fan", name, "follow", 1) for name in ("ana", "ben", "carla", "dan")]
    rows += [("eva", "flo", "follow", 1)]
    affinity = weigh(rows, balance=0.5)
    assert affinity("fan", "ana") < affinity("eva", "flo")


directed_weights = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0.01, 100)), min_size=1, max_size=40
)


@given(directed_weights)
@settings(max_examples=40, deadline=None)
def test_cosine_on_ties_is_the_dense_cosine(links):
    dense = np.zeros((8, 8))
    for source, target, weight in links:
        if source != target:
            dense[source, target] = weight
    pattern = Pattern.of_pairs(8, *(end.astype(np.int32) for end in np.nonzero(dense)))
    one_end = cosine_on_ties(pattern.indptr, pattern.indices, dense[pattern.rows, pattern.indices])
    norm = np.linalg.norm(dense, axis=1)
    expected = dense @ dense.T / np.maximum(np.outer(norm, norm), 1e-300)
    found = one_end + one_end[pattern.mirror]
    np.testing.assert_allclose(found, expected[pattern.rows, pattern.indices], atol=1e-12)
    assert not (one_end * one_end[pattern.mirror]).any()  # each tie is worked out once


@given(directed_weights, st.booleans(), st.floats(0, 1), st.floats(0, 3), st.floats(0, 3))
@settings(max_examples=40, deadline=None)
def test_affinity_is_symmetric_and_never_negative(
    links, logarithm, balance, reciprocity, shared_attention
):
    dense = np.zeros((8, 8))
    for source, target, weight in links:
        if source != target:
            dense[source, target] = weight
    pattern = Pattern.of_pairs(8, *(end.astype(np.int32) for end in np.nonzero(dense)))
    terms = AffinityTerms(
        logarithm=logarithm, balance=balance, reciprocity=reciprocity, shared_attention=shared_attention
    )
    affinity = weigh_affinity(pattern, {"reply": dense[pattern.rows, pattern.indices]}, terms)
    assert np.array_equal(affinity, affinity[pattern.mirror])
    assert (affinity > 0).all()
