"""Shares and sums of outcomes by group, with intervals over people."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Floats, Ints64

RESAMPLES_AT_ONCE = 2_000_000  # numbers


class Interval(NamedTuple):
    """Estimates with the limits of their intervals, float64."""

    value: Floats
    low: Floats
    high: Floats


class PersonTotals(NamedTuple):
    """The sum of each person in each group.

    Attributes
    ----------
    sums
        float64, shape `(n_people, n_groups)`.
    """

    sums: Floats

    @classmethod
    def of_rows(cls, person: Ints64, group: Ints64, weight: Floats, n_groups: int) -> PersonTotals:
        """Return the sums of rows; each row with the person -1 is a person of its own."""
        own = np.where(person < 0, person.max(initial=0) + 1 + np.arange(len(person)), person)
        _, row = np.unique(own, return_inverse=True)
        n_people = int(row.max(initial=-1)) + 1
        sums = np.bincount(row * n_groups + group, weight, n_people * n_groups)
        return cls(sums.astype(np.float64, copy=False).reshape(n_people, n_groups))

    def resampled(self, resamples: int, seed: int) -> Iterator[Floats]:
        """Yield sums of each group in resamples of the people, shape `(n_resamples, n_groups)`."""
        generator = np.random.default_rng(seed)
        n_people = max(len(self.sums), 1)
        at_once = max(1, RESAMPLES_AT_ONCE // n_people)
        for start in range(0, resamples, at_once):
            shape = min(at_once, resamples - start), len(self.sums)
            yield generator.poisson(1.0, shape) @ self.sums


def estimate_shares(totals: PersonTotals, *, confidence: float) -> Interval:
    """Return the share of each group in the sum of all, with an interval over people.

    Notes
    -----
    The interval is Wilson's, with the quantile t of Student's distribution for n - 1 people, for an
    effective number of people ``m = p (1 - p) / V``, at most n. V is the variance of the share p of
    group g as a ratio of sums over people, ``V = n / (n - 1) Σ (s_ig - p t_i)² / T²``, with the sum
    s_ig of person i in g, t_i of the person in all groups, and T of all people. A group with few
    people often lacks its rare large sums. Then its share and V are both too small, and the true share
    is above the interval of a bootstrap over people more often than it should be. Therefore the sum of
    squares of a group is at least that of its people with the coefficient of variation of people
    around the means of all groups. For a group without outcomes, or with all, the limit at the open
    side is exact for m = ``T² / Σ t_i²`` people (Clopper & Pearson 1934; Kish 1965).

    References
    ----------
    Wilson (1927), Probable inference, doi:10.1080/01621459.1927.10502953. Franco, Little, Louis & Slud
    (2019), Comparative study of confidence intervals for proportions in complex sample surveys,
    doi:10.1093/jssam/smy019, for effective numbers. Kish (1965), Survey Sampling, eq. 8.1. Clopper &
    Pearson (1934), doi:10.1093/biomet/26.4.404.
    """
    sums = totals.sums[totals.sums.sum(axis=1) > 0]
    n_people, of_group, tail = len(sums), sums.sum(axis=0), (1 - confidence) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = of_group / of_group.sum()
    if not n_people:
        return Interval(share, share.copy(), share.copy())
    n_equal = of_group.sum() ** 2 / (sums.sum(axis=1) ** 2).sum()  # Kish 1965
    effective = np.where((share > 0) & (share < 1), _count_effective(sums, share), n_equal)
    found = _wilson(share, effective, _student(n_people, tail))
    rest = tail ** (1 / n_equal)  # Clopper & Pearson 1934 at 0 and m
    low = np.where(share == 1, rest, np.minimum(found.low, share))  # rounding may cross the share
    return Interval(share, low, np.where(share == 0, 1 - rest, np.maximum(found.high, share)))


def _count_effective(sums: Floats, share: Floats) -> Floats:
    """Return the effective number of people m of each group; `estimate_shares` has the formula."""
    n_people, of_group = len(sums), sums.sum(axis=0)
    residual = sums - sums.sum(axis=1, keepdims=True) * share
    squares = (residual**2).sum(axis=0)
    lacking = _measure_lacking_squares(sums)
    squares += (1 - share) ** 2 * lacking + share**2 * (lacking.sum() - lacking)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = squares / of_group.sum() ** 2 * n_people / max(n_people - 1, 1)
        effective: Floats = np.minimum(share * (1 - share) / variance, n_people)
    return effective


def _measure_lacking_squares(sums: Floats) -> Floats:
    """Return by how much the squares of each group are below those with the variation of all groups."""
    n_people = np.count_nonzero(sums, axis=0)
    of_group, squares = sums.sum(axis=0), (sums**2).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.where(sums > 0, sums * n_people / of_group - 1, 0.0)
        n_free = max(int(n_people.sum() - np.count_nonzero(n_people)), 1)
        variation = 1 + (relative**2).sum() / n_free  # mean square over squared mean
        expected = np.where(n_people > 0, variation * of_group**2 / n_people, 0.0)
    lacking: Floats = np.maximum(expected - squares, 0.0)
    return lacking


def estimate_sums(totals: PersonTotals, *, confidence: float, resamples: int, seed: int) -> Interval:
    """Return the sum of each group, with a bootstrap interval over people.

    Notes
    -----
    The interval is the percentile interval of the Poisson bootstrap: in a resample every person counts a
    Poisson number of times with mean 1, with all their outcomes. Its quantiles are moved outwards for
    small numbers n of people, to ``Φ(-t √(n / (n - 1)))`` with the quantile t of Student's distribution
    (Hesterberg 2015, "expanded percentile interval").

    References
    ----------
    Hesterberg (2015), What teachers should know about the bootstrap,
    doi:10.1080/00031305.2015.1089789.
    """
    drawn = np.concatenate(list(totals.resampled(resamples, seed)))
    return Interval(totals.sums.sum(axis=0), *_limits(drawn, len(totals.sums), confidence))


def _limits(drawn: Floats, n_people: int, confidence: float) -> tuple[Floats, Floats]:
    """Return the limits of an expanded percentile interval of each column."""
    from scipy.special import ndtr

    tail = (1 - confidence) / 2
    if n_people > 1:
        quantile = _student(n_people, tail)
        tail = float(ndtr(-quantile * np.sqrt(n_people / (n_people - 1))))  # Hesterberg 2015, sec. 5.3
    found = drawn[~np.isnan(drawn).any(axis=1)]
    if not len(found):
        return np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    low, high = np.quantile(found, (tail, 1 - tail), axis=0)
    return low, high


def wilson(count: Floats, total: Floats, confidence: float) -> Interval:
    """Return shares `count / total` with Wilson's interval; NaN for a total of 0.

    References
    ----------
    Wilson (1927), Probable inference, doi:10.1080/01621459.1927.10502953.
    """
    from scipy.special import ndtri

    with np.errstate(invalid="ignore", divide="ignore"):
        share = count / total
    return _wilson(share, total, float(ndtri((1 + confidence) / 2)))


def _wilson(share: Floats, total: Floats, z: float) -> Interval:
    """Return Wilson's interval of shares of `total` people for a quantile z."""
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
        half = z / (1 + z**2 / total) * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    return Interval(share, np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0))


def _student(n_people: int, tail: float) -> float:
    """Return the quantile of Student's distribution for a number of people, above 0."""
    from scipy.special import stdtrit

    return -float(stdtrit(max(n_people - 1, 1), tail))


def compare_shares(one: Interval, other: Interval) -> Interval:
    """Return the difference of two shares, with Newcombe's interval from those of Wilson.

    References
    ----------
    Newcombe (1998), Interval estimation for the difference between independent proportions, method 10,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    value = one.value - other.value
    down = np.sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    up = np.sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(value, value - down, value + up)
