"""Shares of outcomes by group, with bootstrap intervals over people."""

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


def estimate_shares(totals: PersonTotals, *, confidence: float, resamples: int, seed: int) -> Interval:
    """Return the share of each group in the sum of all, with an interval over people.

    Notes
    -----
    The interval is the percentile interval of the Poisson bootstrap: in a resample every person counts a
    Poisson number of times with mean 1, with all their outcomes. Its quantiles are moved outwards for
    small numbers n of people, to ``Φ(-t √(n / (n - 1)))`` with the quantile t of Student's distribution
    (Hesterberg 2015, "expanded percentile interval"). A group without outcomes, or with all, has an
    exact binomial limit over people at its open side (Clopper & Pearson 1934).

    References
    ----------
    Hesterberg (2015), What teachers should know about the bootstrap,
    doi:10.1080/00031305.2015.1089789. Clopper & Pearson (1934), doi:10.1093/biomet/26.4.404.
    """
    sums = totals.sums.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = sums / sums.sum()
        drawn = np.concatenate(
            [part / part.sum(axis=1, keepdims=True) for part in totals.resampled(resamples, seed)]
        )
    n_people = int(np.count_nonzero(totals.sums.sum(axis=1)))
    low, high = _limits(drawn, n_people, confidence)
    if not n_people:
        return Interval(share, np.full(len(share), np.nan), np.full(len(share), np.nan))
    rest = ((1 - confidence) / 2) ** (1 / n_people)  # Clopper & Pearson 1934 at 0 and n
    low, high = np.where(share == 1, rest, low), np.where(share == 0, 1 - rest, high)
    return Interval(share, np.minimum(low, share), np.maximum(high, share))


def estimate_sums(totals: PersonTotals, *, confidence: float, resamples: int, seed: int) -> Interval:
    """Return the sum of each group, with an interval over people, as `estimate_shares`."""
    drawn = np.concatenate(list(totals.resampled(resamples, seed)))
    return Interval(totals.sums.sum(axis=0), *_limits(drawn, len(totals.sums), confidence))


def _limits(drawn: Floats, n_people: int, confidence: float) -> tuple[Floats, Floats]:
    """Return the limits of an expanded percentile interval of each column."""
    from scipy.special import ndtr, stdtrit

    tail = (1 - confidence) / 2
    if n_people > 1:
        quantile = stdtrit(n_people - 1, tail)
        tail = float(ndtr(quantile * np.sqrt(n_people / (n_people - 1))))  # Hesterberg 2015, sec. 5.3
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

    z = ndtri((1 + confidence) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = count / total
        middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
        half = z / (1 + z**2 / total) * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    return Interval(share, np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0))


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
