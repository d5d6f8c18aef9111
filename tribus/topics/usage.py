"""Usage: which author uses which word, and where it was first seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tribus._core.counts import mark_first
from tribus._core.frozen import freeze_fields
from tribus.topics.languages import LanguageDetector, fill_languages, find_lemma, is_stop_word
from tribus.topics.tokens import Vocabulary, find_links, is_link, normalise, split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tqdm import tqdm

    from tribus._core.arrays import Floats, Ints, Ints8, Ints64
    from tribus.topics.texts import Texts

TEXTS_AT_ONCE = 50_000
LANGUAGE_BITS, FORM_BITS = 6, 26  # of a key, after the author
NO_WORD = -1


@dataclass(frozen=True, eq=False, kw_only=True)
class Usage:
    """Which author uses which word; an author counts once for each word, however often it is used.

    Attributes
    ----------
    words
        The words, sorted: each the form of its lemma that most authors use.
    author, word
        Pairs of an author (index into `Events.ids`) and a word (index into `words`), int32, shape
        `(n_pairs,)`, sorted by word, then by author.
    row
        Row of the first text of the author with the word, int64, shape `(n_pairs,)`.
    n_tokens
        Number of words that each author writes, with repetitions, float64, shape `(n_users,)`.
    """

    words: list[str]
    author: Ints
    word: Ints
    row: Ints64
    n_tokens: Floats


def count_usage(texts: Texts, n_users: int, languages: Sequence[str], bar: tqdm[object]) -> Usage:
    """Return which author uses which word.

    Parameters
    ----------
    texts
        The texts.
    n_users
        Number of users of the events.
    languages
        Languages to distinguish: stop words are dropped, and words are joined by their lemma.
    bar
        Progress bar, moved by two steps for each text.
    """
    detector = LanguageDetector(languages)
    language = _detect_languages(texts, detector, bar)
    vocabulary = Vocabulary()
    keys, rows = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    n_tokens = np.zeros(n_users)
    for start, part in parts_of(texts):
        row, form = _find_forms(part, vocabulary)
        author, spoken = texts.author[start + row].astype(np.int64), language[start + row]
        n_tokens += np.bincount(author, minlength=n_users)
        key = (((author << FORM_BITS) | form) << LANGUAGE_BITS) | spoken
        found, first = np.unique(key, return_index=True)  # of equal keys the first row
        keys.append(found)
        rows.append(start + row[first])
        bar.update(len(part))
    key, first = np.unique(np.concatenate(keys), return_index=True)
    return _join_lemmas(
        key, np.concatenate(rows)[first], list(vocabulary.codes), detector.languages, n_tokens
    )


def parts_of(texts: Texts) -> Iterator[tuple[int, pa.Array]]:
    """Yield the texts in parts, with the row of the first."""
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        part = texts.text.slice(start, TEXTS_AT_ONCE)
        yield start, pa.concat_arrays(part.chunks)


def _detect_languages(texts: Texts, detector: LanguageDetector, bar: tqdm[object]) -> Ints8:
    found = []
    for _, part in parts_of(texts):
        found.append(detector.detect(normalise(part)))
        bar.update(len(part))
    if not found:
        return np.empty(0, np.int8)
    language, is_certain = (np.concatenate(column) for column in zip(*found, strict=True))
    return fill_languages(language, is_certain, texts.author)


def _find_forms(part: pa.Array, vocabulary: Vocabulary) -> tuple[Ints64, Ints64]:
    """Return the row and the code of each word, hashtag and site, sorted by row."""
    rows, forms = zip(
        split_words(normalise(part), vocabulary), find_links(part, vocabulary), strict=True
    )
    row, form = np.concatenate(rows), np.concatenate(forms)
    order = np.argsort(row, kind="stable")
    return row[order], form[order]


def _join_lemmas(
    key: Ints64, row: Ints64, forms: list[str], languages: Sequence[str], n_tokens: Floats
) -> Usage:
    """Return the usage of lemmas, from distinct keys of author, form and language."""
    author = key >> (LANGUAGE_BITS + FORM_BITS)
    pair, of_pair = np.unique(key & ((1 << (LANGUAGE_BITS + FORM_BITS)) - 1), return_inverse=True)
    spoken = [languages[code] for code in (pair & ((1 << LANGUAGE_BITS) - 1)).tolist()]
    form = [forms[code] for code in (pair >> LANGUAGE_BITS).tolist()]
    shown = _choose_words(form, spoken, np.bincount(of_pair, minlength=len(pair)))
    words = sorted(set(shown) - {""})
    number = {word: code for code, word in enumerate(words)} | {"": NO_WORD}
    word = np.array([number[name] for name in shown], np.int32)[of_pair]
    order = np.lexsort((row, author, word))
    order = order[np.searchsorted(word[order], 0) :]  # stop words come first
    word, author, row = word[order], author[order].astype(np.int32), row[order]
    first = mark_first(word, author)
    return freeze_fields(
        Usage(words=words, author=author[first], word=word[first], row=row[first], n_tokens=n_tokens)
    )


def _choose_words(form: list[str], spoken: list[str], n_authors: Ints64) -> list[str]:
    """Return the word shown for each form in a language: the form of its lemma that most authors use.

    Of equal forms it is the first in the alphabet; stop words have an empty text.
    """
    lemma = [_find_lemma(*pair) for pair in zip(form, spoken, strict=True)]
    used: dict[str, dict[str, int]] = {}
    for name, variant, count in zip(lemma, form, n_authors.tolist(), strict=True):
        variants = used.setdefault(name, {})
        variants[variant] = variants.get(variant, 0) + count
    shown = {name: min(counts, key=lambda form: (-counts[form], form)) for name, counts in used.items()}
    return [shown[name] if name else "" for name in lemma]


def _find_lemma(form: str, language: str) -> str:
    """Return the lemma of a form, or an empty text for a stop word."""
    if is_link(form) or form.startswith("#"):
        return form
    lemma = form if is_stop_word(form, language) else find_lemma(form, language)
    return "" if is_stop_word(lemma, language) else lemma
