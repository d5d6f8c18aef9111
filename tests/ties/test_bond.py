import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network
from tribus.ties import weigh_bonds
from tribus.ties._bond_kernel import share_answered
from tribus.ties.bond import Answering, split_bond
from tribus.ties.structure import TieStructure

TALK = [("ana", "ben", "reply", 3), ("ben", "ana", "reply", 1), ("ana", "carla", "reply", 1)]


def build(rows, **options):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    return build_network(Events.from_frame(frame, count="count"), **options)


def bonds(rows, **options):
    return build(rows, **options).bond


@pytest.mark.parametrize("one_way", [0, 0.4, 1])
def test_an_answered_share_counts_in_full_and_the_rest_by_the_chance_of_an_answer(one_way):
    # Of three links two are answered, usual is (2 + 1) / (3 + 2) = .6. Ana turned to two, one of whom
    # turned to her: with two more people she is answered by (1 + 1.2) / (2 + 2) = .55. Ben answers
    # (1 + 1.2) / (1 + 2), Carla 1.2 / (1 + 2): so the chance is .55 from Ben and .4 from Carla.
    # Of Ana's 3 replies to Ben a share 1/(1 + 1) is answered: 1.5, and 1.5 are not. Ben's one reply,
    # of which 3/4 are answered, supports less.
    bond = bonds(TALK, one_way=one_way)
    with_ben = math.log1p(1.5 + one_way * math.log1p(1.5) * 0.55)
    assert bond("ana", "ben") == bond("ben", "ana") == pytest.approx(with_ben)
    assert bond("ana", "carla") == pytest.approx(math.log1p(one_way * math.log(2) * 0.4))
    assert bond("ben", "carla") == 0.0


def test_by_default_an_unanswered_act_counts_as_much_as_the_chance_of_an_answer():
    assert bonds(TALK)("ana", "carla") == bonds(TALK, one_way=1)("ana", "carla")


@pytest.mark.parametrize("one_way", [0, 0.1, 0.5, 1])
def test_an_unanswered_question_bonds_less_than_an_answered_one(one_way):
    rows = [("ana", "ben", "reply", 1), ("ben", "ana", "reply", 1), ("ana", "guru", "reply", 2)]
    bond = bonds(rows, one_way=one_way)
    assert bond("ana", "guru") < bond("ana", "ben")


def test_a_guru_who_never_answers_has_hardly_any_bond_however_often_readers_write():
    readers = [(f"reader{number}", "guru", "mention", 20) for number in range(100)]
    talks = [(f"reader{number}", f"reader{number ^ 1}", "reply", 1) for number in range(100)]
    bond = bonds([*readers, *talks])
    assert bond("reader0", "guru") < bond("reader0", "reader1") / 10


def test_a_ghost_whom_nobody_answers_has_hardly_any_bond():
    circle = [(f"user{one}", f"user{other}", "reply", 1) for one in range(9) for other in range(9)]
    follows = [("ghost", f"user{number}", "follow", 1) for number in range(9)]
    bond = bonds([row for row in [*circle, *follows] if row[0] != row[1]])
    assert bond("ghost", "user0") < bond("user0", "user1") / 5


def test_each_further_answer_and_each_further_act_strengthens_a_bond():
    there_and_back = [(1, 0), (2, 0), (2, 1), (3, 1), (3, 2), (3, 3)]
    found = [
        bonds(
            [("ana", "ben", "reply", there), ("ben", "ana", "reply", back), ("ana", "eva", "reply", 1)]
        )
        for there, back in there_and_back
    ]
    strength = [bond("ana", "ben") for bond in found]
    assert strength == sorted(strength)
    assert len(set(strength)) == len(strength)


def test_a_like_can_answer_a_reply():
    rows = [("ana", "ben", "reply", 1), ("ben", "ana", "like", 1)]
    assert bonds(rows, one_way=0)("ana", "ben") == pytest.approx(math.log1p(1 / 2))


def test_kinds_add_up_before_the_logarithm():
    # 1 reply and 2 likes to Ben. Of one link none is answered, usual is (0 + 1) / (1 + 2): so Ben
    # answers (0 + 2/3) / (1 + 2), and by as much Ana is answered.
    rows = [("ana", "ben", "reply", 1), ("ana", "ben", "like", 2)]
    assert bonds(rows)("ana", "ben") == pytest.approx(math.log1p(math.log(4) * 2 / 9))


def test_what_was_given_fades_but_not_that_it_was_answered():
    structure = TieStructure.from_pairs(2, np.array([0], np.int32), np.array([1], np.int32))
    counts, faded = np.array([8.0, 1.0]), np.array([2.0, 0.25])
    # 0 gave 2 lately, of which 1/2 is answered, for one answer came; 1 gave 1/4, of which 8/9.
    assert weigh_bonds(structure, counts, faded, one_way=0) == pytest.approx([math.log(2)] * 2)


def test_a_bond_does_not_depend_on_the_terms_of_affinity():
    options = {"logarithm": False, "balance": 0, "reciprocity": 3, "shared_attention": 0}
    assert bonds(TALK, **options, kind_weights={"reply": 9})("ana", "ben") == bonds(TALK)("ana", "ben")


@pytest.mark.parametrize("one_way", [0.0, 0.3, 1.0])
def test_its_parts_add_up_to_a_bond(one_way):
    network = build(TALK, one_way=one_way)
    ends = [network.row_of(user) for user in ("ana", "ben")]
    answering = Answering(*(values[ends] for values in network.answering))
    mutual, rest = split_bond((3.0, 1.0), (3.0, 1.0), answering, one_way=one_way)
    assert mutual + rest == pytest.approx(network.bond("ana", "ben"))
    assert mutual == pytest.approx(math.log1p(1.5))
    assert rest >= 0


def test_where_there_are_no_links_an_answer_is_as_likely_as_not():
    assert share_answered(0.0, 0.0) == 0.5


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1]),
        st.floats(0, 1e6),
        min_size=1,
    ),
    st.floats(0, 1),
    st.floats(0, 1),
)
@settings(max_examples=40, deadline=None)
def test_bonds_are_symmetric_and_at_most_what_the_larger_side_gave(counts, one_way, freshness):
    source, target = np.array(list(counts), np.int32).T
    structure = TieStructure.from_pairs(6, source, target)
    count = structure.spread(source, target, np.array(list(counts.values())))
    bond = weigh_bonds(structure, count, freshness * count, one_way=one_way)
    there = freshness * count
    assert np.array_equal(bond, bond[structure.reverse])
    assert (bond <= np.log1p(np.maximum(there, there[structure.reverse])) + 1e-12).all()
    assert (bond >= 0).all()
    assert (bond >= weigh_bonds(structure, count, freshness * count, one_way=0.0)).all()
