"""The words that are kept of each tribe, with examples, and how many members of each tribe use them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.frozen import Frozen, freeze_fields
from tribus.topics.naming import rank_in_runs, split_name
from tribus.topics.texts import take_text

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.topics.distinctive import DistinctiveWords
    from tribus.topics.texts import Texts
    from tribus.topics.usage import Usage

MAX_WORDS = 50  # of a tribe that are kept
MAX_COMPARED_TRIBES = 100  # whose names are compared word by word
MAX_EXAMPLE_LENGTH = 500


@dataclass(frozen=True, eq=False, kw_only=True)
class WordTable(Frozen):
    """The words that are kept, sorted by tribe, then by score in descending order.

    All have `n_rows` elements.

    Attributes
    ----------
    tribe
        Number of the tribe, int32.
    word
        The words.
    authors, others
        Number of authors of the tribe, and of others, who use the word, int64.
    score, log_odds, deviation, p_value, stability
        As in `tribus.topics.distinctive` and `tribus.topics.naming`, float64.
    example, example_author
        A text of an author of the tribe with the word, of at most 500 letters, and its author.
    """

    tribe: Ints
    word: tuple[str, ...]
    authors: Ints64
    others: Ints64
    score: Floats
    log_odds: Floats
    deviation: Floats
    p_value: Floats
    stability: Floats
    example: tuple[str, ...]
    example_author: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.word)


@dataclass(frozen=True, eq=False, kw_only=True)
class ComparedWords(Frozen):
    """How many members of each of the first hundred tribes use each word of their names.

    Attributes
    ----------
    word
        Words of the names, tribe by tribe.
    tribe
        Tribe that each word names, int32, shape `(n_words,)`.
    authors
        Number of members of each tribe who use each word, int64, shape `(n_words, n_tribes)`.
    """

    word: tuple[str, ...]
    tribe: Ints
    authors: Ints64


def keep_words(
    words: DistinctiveWords,
    usage: Usage,
    texts: Texts,
    *,
    group: Ints,
    users: tuple[Any, ...],
    stability: Floats,
) -> WordTable:
    """Return the first words of each tribe, each with a text that shows it."""
    kept = np.flatnonzero((words.score > 0) & (rank_in_runs(words.tribe) < MAX_WORDS))
    rows = _find_examples(words, usage, group, kept)
    return freeze_fields(
        WordTable(
            word=tuple(usage.words[word] for word in words.word[kept].tolist()),
            stability=stability[kept],
            example=tuple(take_text(texts, row)[:MAX_EXAMPLE_LENGTH] for row in rows.tolist()),
            example_author=tuple(users[author] for author in texts.author[rows].tolist()),
            **{name: getattr(words, name)[kept] for name in _COLUMNS},
        )
    )


_COLUMNS = ("tribe", "authors", "others", "score", "log_odds", "deviation", "p_value")


def _find_examples(words: DistinctiveWords, usage: Usage, group: Ints, kept: Ints64) -> Ints64:
    """Return the row of a text for each word that is kept: the first by an author of the tribe."""
    chosen, number = np.unique(words.word[kept], return_inverse=True)
    slot = np.full(len(usage.words), -1, np.int64)
    slot[chosen] = np.arange(len(chosen))
    used: Bools = slot[usage.word] >= 0
    stride = int(group.max(initial=0)) + 1
    key = slot[usage.word[used]] * stride + group[usage.author[used]]
    order = np.lexsort((usage.row[used], key))
    found, first = np.unique(key[order], return_index=True)
    wanted = number * stride + words.tribe[kept]
    rows: Ints64 = usage.row[used][order][first[np.searchsorted(found, wanted)]]
    return rows


def compare_words(usage: Usage, group: Ints, names: tuple[str, ...]) -> ComparedWords:
    """Return how many members of each tribe use each word of the names."""
    named = [
        (word, number)
        for number, name in enumerate(names[:MAX_COMPARED_TRIBES])
        for word in split_name(name)
    ]
    n_tribes = min(len(names), MAX_COMPARED_TRIBES)
    authors = np.zeros((len(named), n_tribes), np.int64)
    for row, (word, _) in enumerate(named):
        start, end = np.searchsorted(usage.word, np.array([0, 1]) + bisect_left(usage.words, word))
        of_word = np.bincount(group[usage.author[start:end]], minlength=n_tribes)
        authors[row] = of_word[:n_tribes]
    return freeze_fields(
        ComparedWords(
            word=tuple(word for word, _ in named),
            tribe=np.array([number for _, number in named], np.int32),
            authors=authors,
        )
    )


def count_authors(usage: Usage, group: Ints, n_tribes: int) -> Ints64:
    """Return the number of members of each tribe who write, and last of everybody else who does."""
    writes = group[usage.n_tokens > 0]
    n_authors = np.bincount(writes, minlength=n_tribes + 1).astype(np.int64)
    n_authors.flags.writeable = False
    return n_authors
