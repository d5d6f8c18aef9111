import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network
from tribus.datasets import make_society
from tribus.errors import OptionError, UserError
from tribus.events import KINDS

TALK = [
    ("ana", "ben", "reply", 3),
    ("ben", "ana", "reply", 1),
    ("ana", "carla", "reply", 1),
    ("carla", "ana", "like", 2),
]
OFF = {"logarithm": False, "normalization": 0, "reciprocity_weight": 0, "attention_weight": 0}


def make(rows, **options):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    return build_network(Events.from_frame(frame, count="count"), **options)


@pytest.fixture(scope="module")
def society_network():
    return build_network(make_society(n_people=60, n_tribes=3, seed=1).events, half_life="30d")


def term(explanation, kind):
    return next(term for term in explanation.kinds if term.kind == kind)


def test_an_explanation_has_observed_and_expected_events():
    # 5 replies: ana gave 4 and got 1, ben gave 1 and got 3. Chance: 4 x 3 / 5 there, 1 x 1 / 5 back.
    reply = term(make(TALK).explain("ana", "ben"), "reply")
    assert (reply.given, reply.received) == (3, 1)
    assert reply.expected_given == pytest.approx(12 / 5)
    assert reply.expected_received == pytest.approx(1 / 5)


def test_affinity_matches_a_case_by_hand():
    # Balanced by the roots of both activities: 3 / sqrt(4 x 3) there and 1 / sqrt(1 x 1) back.
    explanation = make(TALK, **{**OFF, "normalization": 0.5, "reciprocity_weight": 0.5}).explain(
        "ana", "ben"
    )
    assert term(explanation, "reply").affinity == pytest.approx((3 / math.sqrt(12) + 1) / 2)
    assert term(explanation, "like").affinity == 0
    assert explanation.reciprocity == pytest.approx(0.5 * math.sqrt(3 / math.sqrt(12)))
    assert explanation.shared_attention == 0


def test_mutual_links_across_kinds_differ_from_those_of_each_kind():
    # A reply there and two likes back: halves of 1 and of 2, and .5 sqrt(1 x 2) for both.
    explanation = make(TALK, **{**OFF, "reciprocity_weight": 0.5}).explain("ana", "carla")
    assert [term.affinity for term in explanation.kinds] == [pytest.approx(0.5), pytest.approx(1)]
    assert explanation.reciprocity == pytest.approx(0.5 * math.sqrt(2))


def test_shared_attention_matches_a_case_by_hand():
    # ana turns to ben and carla, ben to carla: cosine 1 / sqrt 2. The one tie with a cosine gets all,
    # which is as much as the three ties have without it.
    rows = [("ana", "carla", "reply", 1), ("ben", "carla", "reply", 1), ("ana", "ben", "reply", 1)]
    explanation = make(rows, **{**OFF, "attention_weight": 1}).explain("ana", "ben")
    assert explanation.cosine == pytest.approx(1 / math.sqrt(2))
    assert explanation.shared_attention == pytest.approx(1.5)
    assert explanation.common == ("carla",)


def test_shared_targets_are_sorted_by_importance_to_both():
    rows = [
        (one, name, "reply", n) for one in ("ana", "ben") for name, n in (("x", 1), ("y", 9), ("z", 4))
    ]
    rows += [("ana", "only", "reply", 50), ("x", "ana", "reply", 1), ("x", "ben", "reply", 1)]
    assert make(rows, **OFF).explain("ana", "ben").common == ("y", "z", "x")


def test_how_lately_is_the_age_at_which_one_day_would_have_faded_as_much():
    # A reply of 20 days before the end; and two likes of 10 and 30 days, which have faded to 1/2 + 1/8.
    day = pd.Timestamp("2024-01-01", tz="UTC")
    acts = [("ana", "ben", "reply", 10), ("ben", "ana", "like", 20), ("ben", "ana", "like", 0)]
    acts += [("ana", "ben", "follow", 0), ("ana", "ben", "mention", 30)]
    frame = pd.DataFrame(acts, columns=["source", "target", "kind", "time"])
    frame["time"] = day + pd.to_timedelta(frame["time"], "D")
    explanation = build_network(Events.from_frame(frame, time="time"), half_life="10d").explain(
        "ana", "ben"
    )
    assert term(explanation, "reply").age_given_days == pytest.approx(20)
    assert term(explanation, "like").age_received_days == pytest.approx(
        -10 * math.log2((0.5 + 0.125) / 2)
    )
    assert term(explanation, "mention").age_given_days == 0
    assert term(explanation, "follow").age_given_days is None  # follows do not fade
    assert term(explanation, "reply").age_received_days is None  # nothing came back
    assert "ana replied to ben once (expected: 1), about 20 days ago" in explanation.text


def test_without_a_half_life_nothing_is_said_of_how_lately():
    explanation = make(TALK).explain("ana", "ben")
    assert all(term.age_given_days is None for term in explanation.kinds)
    assert "ago" not in explanation.text


def test_the_terms_of_every_tie_add_up_to_both_weights(society_network):
    network = society_network
    for one, other in itertools.islice(itertools.combinations(network.users, 2), 0, None, 17):
        explanation = network.explain(one, other)
        assert explanation.affinity == pytest.approx(network.affinity(one, other), abs=1e-9)
        assert explanation.bond == pytest.approx(network.bond(one, other), abs=1e-9)
        parts = [term.affinity for term in explanation.kinds]
        parts += [explanation.reciprocity, explanation.shared_attention]
        parts += [explanation.mutual, explanation.answer]
        assert min(parts) >= 0


acts = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(KINDS), st.floats(0.01, 1e4)).filter(
        lambda act: act[0] != act[1]
    ),
    min_size=1,
    max_size=40,
)


options = st.fixed_dictionaries(
    {
        "logarithm": st.booleans(),
        "normalization": st.floats(0, 1),
        "reciprocity_weight": st.sampled_from([0, 0.5, 2]),
        "attention_weight": st.sampled_from([0, 1.0]),
        "unanswered_weight": st.sampled_from([0, 0.1, 1]),
        "kind_weights": st.sampled_from([{}, {"like": 0.2, "quote": 0}]),
    }
)


alike = st.fixed_dictionaries(
    {"affinity": st.sampled_from(["counts", "ties"]), "kind_weights": st.just({"quote": 0})}
)


@given(acts, options | alike)
@settings(max_examples=15, deadline=None)
def test_the_terms_add_up_under_any_options(rows, chosen):
    network = make(rows, **chosen)
    for one, other in itertools.combinations(network.users, 2):
        explanation = network.explain(one, other)
        assert explanation.affinity == pytest.approx(network.affinity(one, other), rel=1e-9, abs=1e-9)
        assert explanation.bond == pytest.approx(network.bond(one, other), rel=1e-9, abs=1e-9)


def test_shared_attention_is_in_proportion_to_the_cosine(society_network):
    # What the other terms leave of the affinity is one scale, the same for all ties, times the cosine.
    frame = society_network.to_frame().head(40)
    told = [
        society_network.explain(one, other)
        for one, other in zip(frame["user"], frame["other"], strict=True)
    ]
    scales = [one.shared_attention / one.cosine for one in told if one.cosine > 1e-3]
    assert len(scales) > 20
    np.testing.assert_allclose(scales, scales[0], rtol=1e-6)


def test_swapping_both_users_mirrors_the_explanation(society_network):
    frame = society_network.to_frame().head(5)
    for one, other in zip(frame["user"], frame["other"], strict=True):
        there, back = society_network.explain(one, other), society_network.explain(other, one)
        assert [(term.given, term.expected_given) for term in there.kinds] == [
            (term.received, term.expected_received) for term in back.kinds
        ]
        assert (there.one, there.other) == (back.other, back.one)
        assert there.affinity == pytest.approx(back.affinity)
        assert there.mutual == pytest.approx(back.mutual)
        assert there.common == back.common


def test_two_users_without_events_have_zeros():
    explanation = make(TALK).explain("ben", "carla")
    assert explanation.affinity == explanation.bond == 0.0
    assert not any(term.given or term.received or term.affinity for term in explanation.kinds)
    assert explanation.text.splitlines() == [
        "ben and carla: affinity 0.00, bond 0.00",
        "no events between them",
        "both turn to ana (cosine 1.00)",
    ]
    assert "no events between them" in explanation._repr_html_()


def test_users_without_any_tie_have_zeros_too():
    network = make([*TALK, ("dan", "dan", "reply", 1), ("eva", "eva", "reply", 1)])
    for pair in (("dan", "eva"), ("ana", "dan")):
        explanation = network.explain(*pair)
        assert explanation.affinity == explanation.bond == explanation.cosine == 0.0
        assert explanation.common == ()


def test_a_user_and_themselves_is_an_error():
    with pytest.raises(OptionError, match="explain takes two different users, got 'ana' twice"):
        make(TALK).explain("ana", "ana")


@pytest.mark.parametrize("pair", [("anna", "ben"), ("ben", "anna")])
def test_an_unknown_user_is_an_error_with_the_nearest_names(pair):
    with pytest.raises(UserError, match=r"no user 'anna' in .* did you mean 'ana'"):
        make(TALK).explain(*pair)


def test_explanations_are_equal_by_value(society_network):
    one, other = society_network.to_frame().loc[0, ["user", "other"]]
    told, again = society_network.explain(one, other), society_network.explain(one, other)
    assert told == again
    assert hash(told) == hash(again)
    assert told != society_network.explain(other, one)


def test_the_text_has_a_line_for_each_term():
    explanation = make(TALK, **{**OFF, "reciprocity_weight": 0.5}).explain("ana", "ben")
    lines = str(explanation).splitlines()
    assert explanation.text == str(explanation)
    assert lines[1:3] + lines[-2:-1] == [
        "ana replied to ben 3 times (expected: 2.4)",
        "ben replied to ana once (expected: 0.2)",
        "affinity = 2.000 reply + 0.866 mutual",
    ]
    assert lines[0].startswith("ana and ben: affinity 2.87, bond ")
    assert lines[-1].startswith("bond = ")


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "once"), (2, "twice"), (1234, "1,234 times"), (0.5, "0.5 times")]
)
def test_counts_agree_with_their_nouns(count, shown):
    assert f"ana liked ben {shown} (" in make([("ana", "ben", "like", count)]).explain("ana", "ben").text


def test_a_frame_has_a_row_a_term_and_columns_that_add_up(society_network):
    one, other = society_network.to_frame().loc[0, ["user", "other"]]
    frame = society_network.explain(one, other).to_frame()
    assert frame["term"].tolist() == [
        *["direct"] * len(society_network.kinds),
        *("reciprocity", "shared_attention", "mutual", "answer"),
    ]
    assert tuple(frame["kind"]) == (*society_network.kinds, "", "", "", "")
    assert frame["affinity"].sum() == pytest.approx(society_network.affinity(one, other), abs=1e-9)
    assert frame["bond"].sum() == pytest.approx(society_network.bond(one, other), abs=1e-9)
    assert (frame.dtypes.iloc[2:] == np.float64).all()


def test_ids_come_back_as_they_were_given():
    explanation = make([(7, -3, "like", 1), (-3, 2**60, "like", 1), (7, 2**60, "like", 1)]).explain(
        7, -3
    )
    assert (explanation.one, explanation.other, explanation.common) == (7, -3, (2**60,))
    assert type(explanation.one) is int
