import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network
from tribus.ties import AffinityTerms, weigh_affinity
from tribus.ties.affinity import weigh_attention
from tribus.ties.structure import TieStructure

OFF = {"logarithm": False, "normalization": 0, "reciprocity_weight": 0, "attention_weight": 0}
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


def test_the_affinity_of_ties_is_one_whatever_the_events():
    frame = pd.DataFrame(TALK, columns=["source", "target", "kind", "count"])
    network = build_network(
        Events.from_frame(frame, count="count"), affinity="ties", kind_weights={"like": 0}
    )
    assert network.affinity("ana", "ben") == network.affinity("ana", "carla") == 1.0
    assert network.affinity("ben", "carla") == 0.0


def test_the_affinity_of_counts_is_half_the_logarithms_of_both_directions():
    frame = pd.DataFrame(TALK, columns=["source", "target", "kind", "count"])
    network = build_network(Events.from_frame(frame, count="count"), affinity="counts")
    assert network.affinity("ana", "ben") == pytest.approx((math.log(4) + math.log(2)) / 2)


def test_the_logarithm_takes_each_count_of_each_kind():
    affinity = weigh(TALK, logarithm=True)
    assert affinity("ana", "ben") == pytest.approx((math.log(4) + math.log(2)) / 2)
    assert affinity("ana", "carla") == pytest.approx((math.log(2) + math.log(3)) / 2)


def test_balance_one_half_divides_by_the_root_of_both_activities():
    # Replies: out ana 4, ben 1; in ben 3, ana 1, carla 1. Likes: out carla 2, in ana 2.
    # ana-ben: 3 / sqrt(4 x 3) and 1 / sqrt(1 x 1); ana-carla: 1 / sqrt(4 x 1) and 2 / sqrt(2 x 2).
    affinity = weigh(TALK, normalization=0.5)
    assert affinity("ana", "ben") == pytest.approx((3 / math.sqrt(12) + 1) / 2)
    assert affinity("ana", "carla") == pytest.approx((1 / 2 + 1) / 2)


def test_balance_one_divides_by_both_activities():
    # 3 / 12 and 1 / 1; 1 / 4 and 2 / 4.
    affinity = weigh(TALK, normalization=1)
    assert affinity("ana", "ben") == pytest.approx((0.25 + 1) / 2)
    assert affinity("ana", "carla") == pytest.approx((0.25 + 0.5) / 2)


def test_reciprocity_adds_the_geometric_mean_of_both_directions():
    affinity = weigh(TALK, reciprocity_weight=0.5)
    assert affinity("ana", "ben") == pytest.approx(2 + 0.5 * math.sqrt(3 * 1))
    assert affinity("ana", "carla") == pytest.approx(1.5 + 0.5 * math.sqrt(1 * 2))


def test_mutual_replies_weigh_more_than_one_way():
    # Two events each: 1 and 1 give 1 + .5 x 1; 2 and 0 give 1 + .5 x 0.
    rows = [("a", "b", "reply", 1), ("b", "a", "reply", 1), ("c", "d", "reply", 2)]
    affinity = weigh(rows, reciprocity_weight=0.5)
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
    affinity = weigh(rows, reciprocity_weight=0.5)
    assert affinity("a", "b") == pytest.approx(1.5)
    assert affinity("c", "d") == pytest.approx(1.5)


@pytest.mark.parametrize(("weight", "affinity_of_ana_and_ben"), [(0.5, 1.25), (1.0, 2.0), (2.0, 3.5)])
def test_shared_attention_weighs_the_ties_of_those_who_attend_to_the_same(
    weight, affinity_of_ana_and_ben
):
    # Both attend to carla, ana to ben too: cosine 1 x 1 / (sqrt 2 x 1) on ana-ben, 0 on the other ties.
    # All direct weight, 3 x .5, times `weight`, goes to the one tie with a cosine: .5 + 1.5 weight.
    rows = [("ana", "carla", "reply", 1), ("ben", "carla", "reply", 1), ("ana", "ben", "reply", 1)]
    affinity = weigh(rows, attention_weight=weight)
    assert affinity("ana", "ben") == pytest.approx(affinity_of_ana_and_ben)
    assert affinity("ana", "carla") == affinity("ben", "carla") == pytest.approx(0.5)


def test_shared_attention_adds_nothing_where_nobody_attends_to_the_same():
    assert weigh(TALK, attention_weight=1.0)("ana", "ben") == weigh(TALK)("ana", "ben")


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
    affinity = weigh(rows, normalization=0.5)
    assert affinity("fan", "ana") < affinity("eva", "flo")


def weigh_slowly(counts, terms):
    """The formulas of weigh_affinity as they are written, on dense arrays, one pair at a time."""
    n_users = len(next(iter(counts.values())))
    users = range(n_users)
    strength = np.zeros((n_users, n_users))
    for kind, count in counts.items():
        evidence = np.log1p(count) if terms.logarithm else count
        given, taken = evidence.sum(axis=1), evidence.sum(axis=0)
        for i, j in zip(*np.nonzero(count), strict=True):
            balanced = evidence[i, j] / (given[i] * taken[j]) ** terms.normalization
            strength[i, j] += terms.kind_weights.get(kind, 1.0) * balanced
    direct, cosine = np.zeros_like(strength), np.zeros_like(strength)
    for i in users:
        for j in users:
            there, back = strength[i, j], strength[j, i]
            direct[i, j] = (there + back) / 2 + terms.reciprocity_weight * math.sqrt(there * back)
            if direct[i, j] > 0:
                common = sum(strength[i, k] * strength[j, k] for k in users)
                norms = math.hypot(*strength[i]) * math.hypot(*strength[j])
                cosine[i, j] = common / norms if common > 0 else 0.0
    scale = terms.attention_weight * direct.sum() / cosine.sum() if cosine.any() else 0.0
    return direct + scale * cosine


def pattern_of(counts):
    ends = np.nonzero(sum(counts.values()))
    n_users = len(next(iter(counts.values())))
    return TieStructure.from_pairs(n_users, *(end.astype(np.int32) for end in ends))


n_events = st.integers(1, 5) | st.integers(1, 400) | st.floats(1e-6, 1e9)
acts = st.dictionaries(
    st.tuples(st.sampled_from(["reply", "like", "follow"]), st.integers(0, 7), st.integers(0, 7)).filter(
        lambda act: act[1] != act[2]
    ),
    n_events,
    min_size=1,
    max_size=60,
)
all_terms = st.builds(
    AffinityTerms,
    logarithm=st.booleans(),
    normalization=st.sampled_from([0, 0.5, 1]) | st.floats(0, 1),
    reciprocity_weight=st.just(0) | st.floats(0.01, 3),
    attention_weight=st.just(0) | st.floats(0.01, 3),
    kind_weights=st.sampled_from([{}, {"like": 0.2}, {"like": 0, "follow": 2.5}]),
)


def spread_acts(drawn):
    counts = {kind: np.zeros((8, 8)) for kind, *_ in drawn}
    for (kind, source, target), count in drawn.items():
        counts[kind][source, target] = count
    return counts


@given(acts, all_terms)
@settings(max_examples=80, deadline=None)
def test_affinity_is_its_formula(drawn, terms):
    counts = spread_acts(drawn)
    structure = pattern_of(counts)
    entries = structure.rows, structure.indices
    affinity = weigh_affinity(structure, {kind: count[entries] for kind, count in counts.items()}, terms)
    np.testing.assert_allclose(affinity, weigh_slowly(counts, terms)[entries], rtol=1e-11)


@given(acts, all_terms)
@settings(max_examples=60, deadline=None)
def test_affinity_is_symmetric_and_0_only_where_no_kind_that_counts_ever_occurred(drawn, terms):
    counts = spread_acts(drawn)
    structure = pattern_of(counts)
    entries = structure.rows, structure.indices
    affinity = weigh_affinity(structure, {kind: count[entries] for kind, count in counts.items()}, terms)
    counted = sum(terms.kind_weights.get(kind, 1) * count for kind, count in counts.items())
    assert np.array_equal(affinity, affinity[structure.reverse])
    assert np.array_equal(affinity > 0, (counted + counted.T)[entries] > 0)
    assert np.isfinite(affinity).all()


@given(acts, all_terms)
@settings(max_examples=20, deadline=None)
def test_the_counts_given_are_left_as_they_were(drawn, terms):
    counts = spread_acts(drawn)
    structure = pattern_of(counts)
    given_counts = {kind: count[structure.rows, structure.indices] for kind, count in counts.items()}
    before = {kind: count.copy() for kind, count in given_counts.items()}
    weigh_affinity(structure, given_counts, terms)
    assert all(np.array_equal(given_counts[kind], before[kind]) for kind in before)


N_MANY = 1_000_000


def seconds_to_weigh(n_users, source, target):
    """CPU seconds, the least of two."""
    structure = TieStructure.from_pairs(n_users, source.astype(np.int32), target.astype(np.int32))
    counts = {"reply": np.ones(len(structure.indices))}
    seconds = []
    for _ in range(2):
        began = time.process_time()
        affinity = weigh_affinity(structure, counts, AffinityTerms())
        seconds.append(time.process_time() - began)
    assert (affinity > 0).all()
    return min(seconds)


@pytest.fixture(scope="module")
def seconds_without_hub():
    users = np.arange(N_MANY)
    return seconds_to_weigh(N_MANY, users, np.roll(users, 1))


@pytest.mark.parametrize("n_hubs", [1, 2])
@pytest.mark.parametrize("first", [0, N_MANY // 2, N_MANY])
def test_a_hub_of_a_million_ties_costs_what_a_million_ties_without_a_hub_do(
    n_hubs, first, seconds_without_hub
):
    # Hubs, who deal with one another too, stand first, in the middle, or last. A step that is quadratic
    # in the ties of a hub would cost a million times as much.
    hubs = np.arange(first, first + n_hubs)
    leaves = np.setdiff1d(np.arange(N_MANY + n_hubs), hubs)
    source = np.concatenate([np.repeat(hubs, N_MANY), hubs[1:]])
    target = np.concatenate([np.tile(leaves, n_hubs), hubs[:-1]])
    assert seconds_to_weigh(N_MANY + n_hubs, source, target) < 20 * seconds_without_hub


def test_what_shared_attention_adds_can_be_taken_from_elsewhere():
    # Ana and ben both turn to carla, and to each other: one cosine, of ana and ben, that is not 0.
    pairs = np.array([[0, 1, 0, 1], [1, 0, 2, 2]], np.int32)
    structure, places = TieStructure.with_indices(3, *pairs)
    counts = {"reply": np.zeros(len(structure.indices))}
    counts["reply"][places] = 1.0
    terms = AffinityTerms(logarithm=False, normalization=0.0, reciprocity_weight=0.0)
    # Both turn to two people, one of whom they share: the cosine is 1/2. Σ d over ties is 1 + 1/2 + 1/2.
    attention = weigh_attention(structure, counts, terms)
    assert attention == pytest.approx(2 / (1 / 2))
    assert weigh_affinity(structure, counts, terms, attention=attention) == pytest.approx(
        weigh_affinity(structure, counts, terms)
    )
    assert weigh_affinity(structure, counts, terms, attention=0.0).max() == 1.0
    assert weigh_attention(structure, counts, AffinityTerms(attention_weight=0.0)) == 0.0
