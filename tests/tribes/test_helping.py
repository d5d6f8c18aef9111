import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tribus as tb
from tribus.errors import OptionError
from tribus.tribes.knowledge import NO_HELPER, Knowledge

PEOPLE = ["ana", "ben", "carla", "dani", "eva"]
QUESTIONS = [  # who asks whom, the question, and whether it is answered
    ("ana", "ben", "¿Cómo se hace la masa madre?", True),
    ("carla", "ben", "¿masa madre en verano?", True),
    ("dani", "ana", "¿qué hago con mi masa madre?", False),
    ("eva", "carla", "¿horno de leña?", True),
]


def make_events(rows=QUESTIONS):
    pairs = [(one, other, "hola amigo") for one in PEOPLE for other in PEOPLE if one != other]
    texts = list(pairs)
    for asker, helper, text, is_answered in rows:
        texts += [(asker, helper, text), *([(helper, asker, "toma nota")] if is_answered else [])]
    frame = pd.DataFrame(texts, columns=["source", "target", "text"])
    start = pd.Timestamp("2024-01-01", tz="UTC")
    frame["time"] = [start + pd.Timedelta(minutes=number) for number in range(len(frame))]
    return tb.Events.from_frame(frame, kind="reply", text="text")


@pytest.fixture(scope="module")
def found():
    events = make_events()
    tribes = tb.find_tribes(tb.build_network(events), progress=False)
    topics = tb.find_topics(events, tribes, min_authors=1, progress=False)
    return tribes, topics, tribes.with_names(topics)


def test_a_person_knows_the_words_of_the_questions_they_answered(found):
    ben = found[2].of("ben")
    assert ben.knows.values.tolist() == [["madre", 2, 2], ["masa", 2, 2], ["verano", 1, 1]]
    assert len(ben.asks) == 0


def test_a_person_asks_the_words_of_their_questions(found):
    dani = found[2].of("dani")
    assert dani.asks.values.tolist() == [["madre", 1, 0], ["masa", 1, 0]]
    assert len(dani.knows) == 0


def test_who_asks_what_a_person_knows_can_be_helped(found):
    # Four questions; masa and madre are in three, so each weighs log(4/3); verano is in one: log(4).
    # Carla asks masa, madre, verano once, Ben answered each at least once; Dani and Ana ask two of them.
    frame = found[2].of("ben").can_help
    assert frame["user"].tolist()[0] == "carla"
    assert frame["words"].tolist()[0] == "verano, madre, masa"
    two = 2 * math.log(4 / 3)
    assert frame["score"].tolist() == pytest.approx([two + math.log(4), two, two])
    assert frame[["questions", "answers"]].values.tolist() == [[3, 5], [2, 4], [2, 4]]


def test_who_knows_what_a_person_asks_could_help(found):
    frame = found[2].of("dani").could_be_helped_by
    assert frame["user"].tolist() == ["ben"]
    assert frame[["answers", "questions"]].values.tolist() == [[4, 2]]


def test_skills_are_asked_and_answered_inside_the_tribe(found):
    frame = found[1][0].skills.set_index("word")
    assert frame.loc["masa"].tolist() == [3, 2, 3, 1, "ben"]
    assert frame.loc["horno"].tolist() == [1, 1, 1, 1, "carla"]


def test_questions_are_saved_with_the_tribes(found, tmp_path):
    found[2].save(tmp_path / "t.tribus")
    assert tb.load(tmp_path / "t.tribus").of("ben").can_help.equals(found[2].of("ben").can_help)


def test_tribes_without_questions_say_how_to_read_them(found):
    with pytest.raises(OptionError, match=r"hold no questions; read them .* tribes\.with_names"):
        _ = found[0].of("ben").can_help


def test_texts_without_a_question_give_empty_tables():
    events = make_events([])
    tribes = tb.find_tribes(tb.build_network(events), progress=False)
    named = tribes.with_names(tb.find_topics(events, tribes, progress=False))
    own = named.of("ana")
    assert [len(frame) for frame in (own.knows, own.asks, own.can_help, own.could_be_helped_by)] == [
        0
    ] * 4


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5), st.sets(st.integers(0, 3))), max_size=20)
)
def test_a_match_is_the_weighted_overlap_of_knowing_and_asking(questions):
    pairs = sorted((place, word) for place, (_, _, words) in enumerate(questions) for word in words)
    questions_of_pairs, word = np.array(pairs, np.int32).reshape(-1, 2).T
    knowledge = Knowledge(
        words=("a", "b", "c", "d"),
        asker=np.array([one for one, _, _ in questions], np.int32),
        helper=np.array([other for _, other, _ in questions], np.int32),
        question=questions_of_pairs,
        word=word,
        n_users=6,
    )
    scores = dict(knowledge.match_askers(0, np.arange(1, 6))[["row", "score"]].values)
    n_with = [sum(word in words for _, _, words in questions) for word in range(4)]
    for other in range(1, 6):
        expected = sum(
            math.log(len(questions) / n_with[word])
            * min(
                sum(helper == 0 and word in words for _, helper, words in questions),
                sum(asker == other and word in words for asker, _, words in questions),
            )
            for word in range(4)
            if n_with[word]
        )
        assert scores.get(other, 0) == pytest.approx(expected)
    assert NO_HELPER == -1
