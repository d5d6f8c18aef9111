import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tribus as tb
from tribus.errors import OptionError
from tribus.tribes.knowledge import Knowledge

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


def residual(count, n_of_user, n_with):
    """Residual of a word that n_with of the four questions have."""
    expected = n_of_user * n_with / len(QUESTIONS)
    return (count - expected) / math.sqrt(expected + 1)


def test_a_person_knows_the_words_of_the_questions_they_answered(found):
    # Ben answered two of four questions. Both have masa and madre, which three have; one has verano.
    frame = found[2].of("ben").knows
    assert frame[["word", "questions", "people"]].values.tolist() == [
        ["verano", 1, 1],
        ["madre", 2, 2],
        ["masa", 2, 2],
    ]
    both = residual(2, 2, 3)
    assert frame["score"].tolist() == pytest.approx([residual(1, 2, 1), both, both])
    assert len(found[2].of("ben").asks) == 0


def test_a_person_asks_the_words_of_their_questions(found):
    dani = found[2].of("dani")
    assert dani.asks[["word", "questions", "people"]].values.tolist() == [
        ["madre", 1, 0],
        ["masa", 1, 0],
    ]
    assert len(dani.knows) == 0


def test_who_asks_what_a_person_knows_can_be_helped(found):
    # Carla asked one question, with masa, madre and verano; Dani and Ana one each, with masa and madre.
    frame = found[2].of("ben").can_help
    assert frame["user"].tolist()[0] == "carla"
    assert frame["words"].tolist()[0] == "verano, madre, masa"
    two = 2 * residual(2, 2, 3) * residual(1, 1, 3)
    summer = residual(1, 2, 1) * residual(1, 1, 1)
    assert frame["score"].tolist() == pytest.approx([two + summer, two, two])
    assert frame[["questions", "answers"]].values.tolist() == [[3, 5], [2, 4], [2, 4]]


def test_who_knows_what_a_person_asks_could_help(found):
    frame = found[2].of("dani").could_be_helped_by
    assert frame["user"].tolist() == ["ben"]
    assert frame[["answers", "questions"]].values.tolist() == [[4, 2]]


def test_skills_are_asked_and_answered_inside_the_tribe(found):
    frame = found[1][0].skills.set_index("word")
    shown = ["questions", "answered", "askers", "helpers", "best_helper"]
    assert frame.loc["masa", shown].tolist() == [3, 2, 3, 1, "ben"]
    assert frame.loc["horno", shown].tolist() == [1, 1, 1, 1, "carla"]


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
def test_a_match_is_the_product_of_the_residuals_of_knowing_and_asking(questions):
    pairs = sorted((place, word) for place, (_, _, words) in enumerate(questions) for word in words)
    question, word = np.array(pairs, np.int32).reshape(-1, 2).T
    knowledge = Knowledge(
        words=("a", "b", "c", "d"),
        asker=np.array([one for one, _, _ in questions], np.int32),
        helper=np.array([other for _, other, _ in questions], np.int32),
        question=question,
        word=word,
        n_users=6,
    )
    scores = dict(knowledge.match_askers(0, np.arange(1, 6))[["row", "score"]].values)
    answered = [words for _, helper, words in questions if helper == 0]
    for other in range(1, 6):
        asked = [words for asker, _, words in questions if asker == other]
        expected = 0.0
        for letter in range(4):
            share = sum(letter in words for _, _, words in questions) / max(len(questions), 1)
            residuals = []
            for mine in (answered, asked):
                count, chance = sum(letter in words for words in mine), share * len(mine)
                residuals.append(max((count - chance) / math.sqrt(chance + 1), 0) if count else 0)
            expected += math.prod(residuals)
        assert scores.get(other, 0) == pytest.approx(expected)
