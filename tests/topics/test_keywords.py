import numpy as np
import pyarrow as pa
import pytest

from tribus.errors import OptionError
from tribus.topics.keywords import check_keywords, count_keywords
from tribus.topics.texts import Texts


def count(texts, topics):
    """Counts of one author of tribe 0 for each text."""
    author = np.arange(len(texts), dtype=np.int32)
    table = Texts(author=author, text=pa.chunked_array([texts]))
    return count_keywords(table, check_keywords(topics), np.zeros(len(texts), np.int32), 1)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Buen PAN.", True),
        ("#pan", True),
        ("panes", False),
        ("la  masa\nmadre", True),
        ("masa con madre", False),
        ("a.b", False),
        ("@pan", False),
    ],
)
def test_a_keyword_is_a_whole_word_or_phrase(text, is_found):
    assert count([text], {"bread": ["pan", "Masa Madre"]}).hits.tolist() == [[int(is_found)]]


def test_special_characters_of_patterns_are_literal():
    assert count(["c++ now", "cxx now"], {"code": ["c++"]}).hits.tolist() == [[1], [0]]


def test_shares_have_intervals():
    frame = count(["pan", "pan", "x", "y"], {"bread": "pan"}).by_tribe()
    assert frame[["topic", "tribe", "authors", "of"]].values.tolist() == [["bread", 0, 2, 4]]
    assert frame["share"][0] == pytest.approx((2 + 1) / (4 + 2))
    assert frame["share_low"][0] < frame["share"][0] < frame["share_high"][0]


def test_nobody_is_counted_without_topics():
    assert (
        count_keywords(Texts(author=np.zeros(0, np.int32), text=pa.chunked_array([[]])), {}, None, 1)
        is None
    )


@pytest.mark.parametrize(
    ("topics", "message"),
    [
        (["pan"], r"topics must map names to lists of words, as .*, got \['pan'\]"),
        ({"bread": []}, r"topics: 'bread' must be a name with a list of words or phrases"),
        ({"bread": ["pan", 3]}, r"got \['pan', 3\]"),
        ({"bread": ["..."]}, r"topics: 'bread' must be"),
        ({3: ["pan"]}, r"topics: 3 must be a name"),
        ({}, r"topics must have 1 to 10,000 words, got 0"),
    ],
)
def test_topics_without_words_are_errors(topics, message):
    with pytest.raises(OptionError, match=message):
        check_keywords(topics)
