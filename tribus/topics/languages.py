"""Languages: the language of each text, and the stop words and lemmas of each language."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import show, suggest
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from tribus._core.arrays import Bools, Ints, Ints8

LANGUAGES = ("es", "en", "pt", "ca", "fr", "de", "it", "gl", "eu", "nl")
MAX_DETECTED_LETTERS = 600  # of a text that its language is detected from
MIN_CONFIDENCE = 0.9  # below it a text has the main language of its author
MAX_LANGUAGES = 60


def check_languages(languages: Sequence[str] | None) -> tuple[str, ...]:
    """Return the languages to distinguish; `OptionError` for an unknown one."""
    if languages is None:
        return LANGUAGES
    if isinstance(languages, str) or not languages:
        raise OptionError(
            f'languages must be a list of codes, such as ["es", "en"], got {show(languages)}'
        )
    known = sorted(set(_identifier().labels) & set(_stop_word_languages()))
    for language in languages:
        if language not in known:
            raise OptionError(
                f"languages: {show(language)} is unknown; use codes of ISO 639-1, such as "
                f"'es' or 'en'{suggest(language, known)}"
            )
    return tuple(dict.fromkeys(languages))


class LanguageDetector:
    """Detector of some languages, by `py3langid`.

    Parameters
    ----------
    languages
        Codes of ISO 639-1.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self._identifier = _identifier_of(self.languages)
        self._code = {language: code for code, language in enumerate(self.languages)}

    def detect(self, normalised: pa.Array) -> tuple[Ints8, Bools]:
        """Return the language of each text, as an index into `languages`, and whether it is certain."""
        found = [
            self._identifier.classify(text[:MAX_DETECTED_LETTERS]) for text in normalised.to_pylist()
        ]
        language = np.array([self._code[code] for code, _ in found], np.int8)
        return language, np.array([confidence >= MIN_CONFIDENCE for _, confidence in found], np.bool_)


def fill_languages(language: Ints8, is_certain: Bools, author: Ints) -> Ints8:
    """Return the language of each text; an uncertain one has the main language of its author.

    Authors without a certain text have the main language of all.
    """
    if not len(language):
        return language
    n_languages = int(language.max()) + 1
    counts = np.bincount(language[is_certain], minlength=n_languages)
    key = author.astype(np.int64)[is_certain] * n_languages + language[is_certain]
    by_author = np.bincount(key, minlength=(int(author.max()) + 1) * n_languages)
    by_author = by_author.reshape(-1, n_languages)
    main = np.where(by_author.any(axis=1), by_author.argmax(axis=1), counts.argmax()).astype(np.int8)
    return np.where(is_certain, language, main[author])


def is_stop_word(word: str, language: str) -> bool:
    """Return whether a word is a stop word of a language, or a sign of a repost."""
    return word in _stop_words(language) or word == "rt"


def find_lemma(word: str, language: str) -> str:
    """Return the dictionary form of a word; a word of another language stays as it is."""
    import simplemma

    if not word.isalpha() or language not in _lemma_languages():
        return word
    return simplemma.lemmatize(word, lang=language).lower()


@lru_cache(maxsize=MAX_LANGUAGES)
def _stop_words(language: str) -> frozenset[str]:
    import stopwordsiso

    return frozenset(stopwordsiso.stopwords(language))


def _stop_word_languages() -> Any:
    import stopwordsiso

    return stopwordsiso.langs()


@lru_cache(maxsize=1)
def _lemma_languages() -> frozenset[str]:
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return frozenset(SUPPORTED_LANGUAGES)


@lru_cache(maxsize=4)
def _identifier_of(languages: tuple[str, ...]) -> Any:
    """Return the model of some languages; loading it takes some 0.3 s."""
    identifier = _identifier()
    identifier.set_languages(list(languages))
    return identifier


def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
