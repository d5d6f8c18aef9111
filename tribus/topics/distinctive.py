"""Distinctive words: words that more authors of a tribe use than chance explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.counts import count_by
from tribus._core.frozen import freeze_fields
from tribus.topics.chance import find_p_values

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.topics.usage import Usage

PRIOR_AUTHORS = 10.0  # weight of the prior, in average authors
MIN_AUTHORS = 1e-9  # in place of no author at all, whose logarithm is infinite
LIMIT = 1.959963984540054  # of a 95 % interval, in standard deviations


@dataclass(frozen=True, eq=False, kw_only=True)
class DistinctiveWords:
    """Words of each tribe, sorted by tribe, then by score in descending order, then by word.

    All arrays have the shape `(n_rows,)`.

    Attributes
    ----------
    tribe, word
        Number of the tribe, and index into `Usage.words`, int32.
    authors
        Number of authors of the tribe who use the word, int64.
    others
        Number of other authors who use it, int64.
    score
        Log-odds ratio divided by its standard deviation, float64.
    log_odds, deviation
        Logarithm of the odds ratio, and its standard deviation, float64.
    p_value
        Probability under the null model, adjusted within the tribe, float64.
    """

    tribe: Ints
    word: Ints
    authors: Ints64
    others: Ints64
    score: Floats
    log_odds: Floats
    deviation: Floats
    p_value: Floats

    def __len__(self) -> int:
        return len(self.tribe)


def find_distinctive(usage: Usage, group: Ints, n_tribes: int, *, min_authors: int) -> DistinctiveWords:
    """Return the words that at least `min_authors` authors of a tribe use, with scores and p-values.

    Parameters
    ----------
    usage
        Which author uses which word.
    group
        Tribe of each user of the events, `n_tribes` for all other users.
    n_tribes
        Number of tribes.
    min_authors
        Smallest number of authors.

    Notes
    -----
    *Score.* Let ``y_kw`` be the number of authors of tribe k who use the word w, ``n_k = Σ_w y_kw``, and
    ``y'``, ``n'`` the same for all other authors. With the prior ``α_w``, ten times the share of authors
    who use w, and ``α = Σ_w α_w``, the log-odds ratio is
    ``δ = log((y + α_w) / (n + α - y - α_w)) - log((y' + α_w) / (n' + α - y' - α_w))``, its variance is
    ``1 / (y + α_w) + 1 / (y' + α_w)``, and the score is ``δ`` divided by its standard deviation (Monroe,
    Colaresi & Quinn 2008, eqs. 15, 19, 20, 22, with authors in place of occurrences).

    *p-values* come from `tribus.topics.chance`, adjusted within each tribe over all words that at
    least `min_authors` authors of any tribe use (Benjamini & Hochberg 1995).

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Fightin' words, doi:10.1093/pan/mpn018. Benjamini & Hochberg (1995),
    doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    total = count_by(usage.word, len(usage.words))
    is_tested = total >= min_authors
    pair, authors = np.unique(
        group[usage.author].astype(np.int64) * len(total) + usage.word, return_counts=True
    )
    tribe, word = np.divmod(pair, max(len(total), 1))
    kept = (authors >= min_authors) & (tribe < n_tribes)
    tribe, word, authors = tribe[kept], word[kept], authors[kept]
    size = count_by(group[usage.author], n_tribes + 1)
    scores = compute_scores(
        authors, total[word], size[tribe], float(size.sum()), float(np.count_nonzero(usage.n_tokens))
    )
    p_value = find_p_values(usage, group, tribe=tribe, word=word, authors=authors)
    for number in np.unique(tribe):
        rows = tribe == number
        p_value[rows] = adjust_p_values(p_value[rows], int(is_tested.sum()))
    order = np.lexsort((word, -scores.score, tribe))
    return freeze_fields(
        DistinctiveWords(
            tribe=tribe[order].astype(np.int32),
            word=word[order].astype(np.int32),
            authors=authors[order],
            others=(total[word] - authors)[order],
            score=scores.score[order],
            log_odds=scores.log_odds[order],
            deviation=scores.deviation[order],
            p_value=p_value[order],
        )
    )


@dataclass(frozen=True, eq=False)
class Scores:
    """Score, log-odds ratio and its standard deviation, float64, one of each for each pair."""

    score: Floats
    log_odds: Floats
    deviation: Floats


def compute_scores(authors: Any, total: Any, size: Any, all_sizes: float, n_authors: float) -> Scores:
    """Return the scores of pairs of a tribe and a word.

    Parameters
    ----------
    authors, total
        Number of authors of the tribe who use the word, and of all who do, for each pair.
    size
        Number of pairs of an author and a word in the tribe, for each pair.
    all_sizes
        The same in all tribes and outside of them.
    n_authors
        Number of authors.
    """
    prior = PRIOR_AUTHORS / max(n_authors, 1)
    added = prior * all_sizes
    expected = np.maximum(prior * total, MIN_AUTHORS)
    used, used_elsewhere = authors + expected, total - authors + expected
    unused = np.maximum(size + added - used, MIN_AUTHORS)
    unused_elsewhere = np.maximum(all_sizes - size + added - used_elsewhere, MIN_AUTHORS)
    log_odds = np.log(used / unused) - np.log(used_elsewhere / unused_elsewhere)
    deviation = np.sqrt(1 / used + 1 / used_elsewhere)
    return Scores(log_odds / deviation, log_odds, deviation)


def adjust_p_values(p_values: Floats, n_tests: int) -> Floats:
    """Return p-values adjusted over `n_tests` tests; the tests that are not given count as 1.

    References
    ----------
    Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    order = np.argsort(p_values, kind="stable")[::-1]
    rank = np.arange(len(p_values), 0, -1)
    adjusted = np.minimum.accumulate(np.minimum(p_values[order] * n_tests / rank, 1.0))
    found = np.empty(len(p_values))
    found[order] = adjusted
    return found
