"""Names of tribes: two or three of their most distinctive words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus._core.counts import count_by, mark_first, sum_by
from tribus.topics.distinctive import compute_scores

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64, Uints64
    from tribus.topics.distinctive import DistinctiveWords
    from tribus.topics.usage import Usage

MAX_NAME_WORDS = 3
NAME_SEPARATOR = ", "
TOP_WORDS = 5  # a word is stable if it is among the first five of its tribe in most resamples
CANDIDATES = 10  # words of each tribe that compete in a resample
MIN_NAME_STABILITY = 0.5


def measure_stability(
    words: DistinctiveWords, usage: Usage, group: Ints, *, resamples: int, seed: int
) -> Floats:
    """Return the share of bootstrap resamples with each word among the first five of its tribe.

    Authors are resampled, with Poisson weights of mean 1. The first ten words of each tribe compete;
    other words have NaN.

    Notes
    -----
    Authors are sorted by their tribe and their words before they get a weight, so ids do not matter.
    """
    stability = np.full(len(words), np.nan)
    candidates = np.flatnonzero(rank_in_runs(words.tribe) < CANDIDATES)
    if not len(candidates):
        return stability
    tribe, word = words.tribe[candidates].astype(np.int64), words.word[candidates]
    known, column = np.unique(word, return_inverse=True)
    authors = _sort_authors(usage, group)
    uses = _tabulate_uses(usage, authors, known)
    n_words = count_by(usage.author, len(group))[authors]
    of_group, n_groups = group[authors], int(group.max()) + 1
    generator, hits = np.random.default_rng(seed), np.zeros(len(candidates))
    for _ in range(resamples):
        weight = generator.poisson(1.0, len(authors)).astype(np.float64)
        shape = (n_groups, len(authors))
        counts = csr_array((weight, (of_group, np.arange(len(authors)))), shape=shape) @ uses
        size = sum_by(of_group, weight * n_words, n_groups)
        scores = compute_scores(
            counts[tribe, column], (weight @ uses)[column], size[tribe], size.sum(), weight.sum()
        )
        score = np.nan_to_num(scores.score, nan=-np.inf)
        order = np.lexsort((word, -score, tribe))
        hits[order] += rank_in_runs(tribe[order]) < TOP_WORDS
    stability[candidates] = hits / resamples
    return stability


def name_tribes(
    words: DistinctiveWords,
    stability: Floats,
    texts: list[str],
    n_tribes: int,
    *,
    significance: float,
) -> tuple[str, ...]:
    """Return the name of each tribe, an empty text for tribes without a distinctive word.

    Parameters
    ----------
    words, stability
        Words of each tribe, and their stability.
    texts
        The words, by their index.
    n_tribes
        Number of tribes.
    significance
        Largest adjusted p-value of a word in a name.

    Notes
    -----
    A name has up to three words, in the order of their scores. Each has a positive score, an adjusted
    p-value of at most `significance` and a stability of at least one half. A word that is distinctive of
    several tribes names the one with the highest score, so no two names share a word. A hashtag and the
    same word without the sign are one word.
    """
    is_fit = (words.p_value <= significance) & (words.score > 0) & (stability >= MIN_NAME_STABILITY)
    names: list[list[str]] = [[] for _ in range(n_tribes)]
    taken: set[str] = set()
    for row in np.flatnonzero(is_fit)[np.argsort(-words.score[is_fit], kind="stable")].tolist():
        tribe, word = int(words.tribe[row]), texts[words.word[row]]
        plain_word = word.lstrip("#")
        if len(names[tribe]) < MAX_NAME_WORDS and plain_word not in taken:
            taken.add(plain_word)
            names[tribe].append(word)
    return tuple(NAME_SEPARATOR.join(name) for name in names)


def split_name(name: str) -> list[str]:
    """Return the words of a name."""
    return name.split(NAME_SEPARATOR) if name else []


def rank_in_runs(values: Ints | Ints64) -> Ints64:
    """Return the position of each element in its run of equal elements, from 0."""
    index = np.arange(len(values))
    positions: Ints64 = index - np.maximum.accumulate(np.where(mark_first(values), index, 0))
    return positions


def _sort_authors(usage: Usage, group: Ints) -> Ints64:
    """Return the authors, sorted by tribe, number of words and a digest of their words."""
    digest = np.zeros(len(group), np.uint64)
    np.add.at(digest, usage.author, hash_words(usage.words)[usage.word])
    authors = np.unique(usage.author).astype(np.int64)
    n_words = count_by(usage.author, len(group))
    return authors[np.lexsort((digest[authors], n_words[authors], group[authors]))]


def hash_words(words: list[str]) -> Uints64:
    """Return a number of 64 bits for each word, the same on every machine."""
    from pandas.util import hash_array

    return hash_array(np.array(words, object), categorize=False)


def _tabulate_uses(usage: Usage, authors: Ints64, words: Ints) -> csr_array:
    """Return whether each author uses each word, float64, shape `(n_authors, n_words)`."""
    place = np.zeros(int(authors.max()) + 1, np.int64)
    place[authors] = np.arange(len(authors))
    column = np.searchsorted(words, usage.word)
    is_known = words[np.minimum(column, len(words) - 1)] == usage.word
    row, column = place[usage.author[is_known]], column[is_known]
    return csr_array((np.ones(len(row)), (row, column)), shape=(len(authors), len(words)))
