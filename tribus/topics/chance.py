"""Chance: the probability that at least the observed number of authors in a tribe use a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.special import betainc

from tribus._core.counts import count_by

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.topics.usage import Usage

PAIRS_AT_ONCE = 100_000
N_BINS = 64  # of the number of words that authors write
MAX_ITERATIONS = 60  # of the search for the share of a word
MAX_FIRST_P_VALUE = 0.2  # larger ones are not computed exactly
ROUNDING = 1e-6  # of whole numbers after the search for the share of a word


def find_p_values(usage: Usage, group: Ints, *, tribe: Ints64, word: Ints64, authors: Ints64) -> Floats:
    """Return the probability that so many authors of a tribe use a word, for each pair of both.

    Parameters
    ----------
    usage, group
        Which author uses which word, and the group of each user.
    tribe, word, authors
        Pairs of a tribe and a word, and the number of authors of the tribe who use the word.

    Returns
    -------
    array of float64, shape (n_pairs,)
        Not adjusted.

    Notes
    -----
    In the null model, each of the words that an author writes is w with the same probability ``q`` for
    all authors. So an author of n words uses w with the probability ``u = 1 - exp(-n q)``, and ``q`` is
    such that ``Σ u`` over all authors is the observed number ``y`` of authors who use w. An author who
    writes much is expected to use more words, but counts once.

    Given y, the number in the tribe is compared with a hypergeometric variable: y draws without
    replacement from ``N = y² / Σ u²`` authors, of whom ``N Σ_tribe u / y`` are of the tribe. If all
    authors write equally much, N is the number of authors, and the test is Fisher's exact test. N is
    rounded down and the number in the tribe up, which makes p-values larger. Those that are above 0.2 by
    the binomial distribution of the same mean, which is wider, are not computed exactly.
    """
    total = count_by(usage.word, len(usage.words))
    length, members = _bin_authors(usage.n_tokens, group)
    words, column = np.unique(word, return_inverse=True)
    uses = -np.expm1(-length[:, None] * _solve_shares(length, members.sum(axis=0), total[words]))
    in_tribe = _sum_over_bins(members, uses, tribe, column)
    used = total[word]
    p_value = betainc(authors, used - authors + 1, np.clip(in_tribe / used, 0.0, 1.0))
    small = p_value <= MAX_FIRST_P_VALUE
    n_authors = used**2 / (members.sum(axis=0) @ uses**2)[column]
    p_value[small] = _draw_without_replacement(
        authors[small], used[small], n_authors[small], in_tribe[small]
    )
    return np.asarray(p_value, np.float64)


def _draw_without_replacement(
    authors: Ints64, used: Ints64, n_authors: Floats, in_tribe: Floats
) -> Floats:
    """Return the probability of at least `authors` of the tribe among `used` draws."""
    from scipy.stats import hypergeom

    population = np.maximum(np.floor(n_authors + ROUNDING), used)
    marked = np.minimum(np.ceil(population * in_tribe / used - ROUNDING), population)
    return np.asarray(hypergeom.sf(authors - 1, population, marked, used), np.float64)


def _sum_over_bins(members: Floats, uses: Floats, tribe: Ints64, column: Ints64) -> Floats:
    """Return the expected number of authors of the tribe who use the word, for each pair."""
    expected = np.empty(len(tribe))
    for start in range(0, len(tribe), PAIRS_AT_ONCE):
        rows = slice(start, start + PAIRS_AT_ONCE)
        expected[rows] = np.einsum("pb,bp->p", members[tribe[rows]], uses[:, column[rows]])
    return expected


def _bin_authors(n_tokens: Floats, group: Ints) -> tuple[Floats, Floats]:
    """Return the mean number of words in each bin, and the number of authors by group and bin."""
    writes = n_tokens > 0
    tokens, of_group = n_tokens[writes], group[writes]
    bins = np.minimum((np.log2(tokens) * 4).astype(np.int64), N_BINS - 1)
    used, index = np.unique(bins, return_inverse=True)
    n_authors = count_by(index, len(used))
    length = np.bincount(index, tokens, len(used)) / np.maximum(n_authors, 1)
    shape = (int(group.max(initial=0)) + 1, len(used))
    members = csr_array((np.ones(len(index)), (of_group, index)), shape=shape).toarray()
    return length, np.asarray(members, np.float64)


def _solve_shares(length: Floats, n_authors: Floats, total: Ints64) -> Floats:
    """Return the shares q with ``Σ_b n_b (1 - exp(-length_b q)) = total``, by bisection in log q."""
    low, high = np.full(len(total), -60.0), np.full(len(total), 8.0)
    for _ in range(MAX_ITERATIONS):
        middle = (low + high) / 2
        found = n_authors @ -np.expm1(-length[:, None] * np.exp(middle))
        low, high = np.where(found < total, middle, low), np.where(found < total, high, middle)
    share: Floats = np.exp(high)
    return share
