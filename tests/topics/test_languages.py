import numpy as np
import pyarrow as pa
import pytest

from tribus.errors import OptionError
from tribus.topics.languages import (
    LANGUAGES,
    LanguageDetector,
    check_languages,
    fill_languages,
    find_lemma,
    is_stop_word,
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "mañana hacemos pan con masa madre en el obrador de siempre"),
        ("en", "tomorrow we bake sourdough bread in the same old bakery"),
        ("pt", "amanhã fazemos pão com massa mãe na padaria de sempre"),
        ("fr", "demain nous ferons du pain au levain dans la boulangerie"),
        ("de", "morgen backen wir Brot mit Sauerteig in der alten Bäckerei"),
        ("ca", "demà farem pa amb massa mare al forn de sempre amb les noies"),
    ],
)
def test_the_language_of_a_sentence_is_detected(language, text):
    detector = LanguageDetector(LANGUAGES)
    code, is_certain = detector.detect(pa.array([text]))
    assert detector.languages[code[0]] == language
    assert is_certain[0]


def test_an_uncertain_text_has_the_main_language_of_its_author():
    language = np.array([0, 0, 1, 1, 1, 0], np.int8)
    is_certain = np.array([True, True, False, True, True, False])
    author = np.array([0, 0, 0, 1, 1, 2], np.int32)
    # author 0 writes language 0, author 1 writes 1; all certain texts: two of each, so the first
    assert fill_languages(language, is_certain, author).tolist() == [0, 0, 0, 1, 1, 0]


def test_stop_words_and_lemmas_depend_on_the_language():
    assert is_stop_word("los", "es")
    assert not is_stop_word("los", "fi")
    assert find_lemma("panes", "es") == "pan"
    assert find_lemma("#panes", "es") == "#panes"
    assert find_lemma("panes", "zz") == "panes"


@pytest.mark.parametrize(
    ("languages", "message"),
    [
        ("es", r"languages must be a list of codes, such as \[\"es\", \"en\"\], got 'es'"),
        ([], r"languages must be a list of codes"),
        (["es", "spanish"], r"languages: 'spanish' is unknown; use codes of ISO 639-1"),
    ],
)
def test_unknown_languages_are_errors(languages, message):
    with pytest.raises(OptionError, match=message):
        check_languages(languages)


def test_a_language_given_twice_counts_once():
    assert check_languages(["ar", "es", "ar"]) == ("ar", "es")
