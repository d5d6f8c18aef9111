"""Choice of the half-life: the decay whose bonds best predict who replies to whom afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.progress import step
from tribus.events import lazy_table, to_microseconds
from tribus.events.pairs import sum_trials
from tribus.ties.directed_pairs import PairValues
from tribus.ties.expected_reply import ResponseRates, expect_on_pairs

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa

    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.events import Events

CUTOFF_SHARES = (2 / 3, 1 / 2)  # of the time span: events before the cut-off predict those after it
HALF_LIFE_SHARES = (1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32)  # of the span before the first cut-off
MIN_PAIRS = 100  # pairs with and without an exchange; with fewer a comparison means nothing
MIN_DECAY_GAIN = 1.1  # minimum ratio of average precisions that is worth a decay


def choose_half_life(events: Events) -> timedelta | None:
    """Return the half-life whose expected replies at a cut-off best predict the exchanges after it.

    Parameters
    ----------
    events
        All events.

    Returns
    -------
    timedelta or None
        None for no decay: if no event has a time, if too few pairs exchange events, or if no half-life
        predicts clearly better.

    Notes
    -----
    The cut-offs are at two thirds and at half of the time span. Half-lives of 1/2 to 1/32 of the span
    before the first cut-off are compared with no decay, by the average precision of the expected
    replies of all pairs with an event before the cut-off. A pair is a hit if both users address each
    other after it. The half-life must be a tenth better at both cut-offs: in a burst of a few days
    decay may help at one of them by accident.
    """
    if events.span is None or events.span[0] == events.span[1]:
        return None
    first, last = events.span
    half_lives = [CUTOFF_SHARES[0] * (last - first) * share for share in HALF_LIFE_SHARES]
    gains = np.full(len(HALF_LIFE_SHARES), np.inf)
    for share in CUTOFF_SHARES:
        with step(1 / len(CUTOFF_SHARES)):
            trial = HalfLifeTrial.of_events(events, first + share * (last - first), half_lives)
        gains = np.minimum(gains, trial.measure_gains())
        if gains.max() <= MIN_DECAY_GAIN:
            return None
    return half_lives[int(np.argmax(gains))]


@dataclass(frozen=True, eq=False)
class HalfLifeTrial:
    """Pairs with an event before a cut-off, each pair once.

    Attributes
    ----------
    sums
        The table of `sum_trials`, one row per ordered pair.
    n_half_lives
        Number of half-lives in the table.
    in_pairs
        Rows of the table that belong to these pairs.
    index
        Direction (0 or 1) and pair number of each row in `in_pairs`.
    row, col
        The two users of each pair, int32, shape `(n_pairs,)`, `row > col`.
    """

    sums: pa.Table
    n_half_lives: int
    in_pairs: Ints64
    index: tuple[Ints8, Ints64]
    row: Ints
    col: Ints

    @classmethod
    def of_events(cls, events: Events, cutoff: datetime, half_lives: list[timedelta]) -> HalfLifeTrial:
        """Sum the events before the cut-off, with each half-life, and after it."""
        microseconds = [half_life / timedelta(microseconds=1) for half_life in half_lives]
        split = to_microseconds(cutoff)
        sums = sum_trials(lazy_table(events), microseconds, split, n_users=events.n_users)
        return cls.of_sums(sums, len(half_lives))

    @classmethod
    def of_sums(cls, sums: pa.Table, n_half_lives: int) -> HalfLifeTrial:
        """Match the two directions of each pair."""
        source, target = sums["source"].to_numpy(), sums["target"].to_numpy()
        key = np.minimum(source, target).astype(np.int64) << 32 | np.maximum(source, target)
        order = np.argsort(key)
        is_first = np.diff(key[order], prepend=-1) != 0
        pair = np.empty(len(key), np.int64)
        pair[order] = np.cumsum(is_first) - 1
        has_past = np.zeros(np.count_nonzero(is_first), np.bool_)
        has_past[pair[sums["count"].to_numpy() > 0]] = True
        in_pairs = np.flatnonzero(has_past[pair])
        direction = (source < target)[in_pairs].astype(np.int8)
        index = direction, (np.cumsum(has_past) - 1)[pair[in_pairs]]
        keys = key[order][is_first][has_past]
        row, col = (keys & 0xFFFFFFFF).astype(np.int32), (keys >> 32).astype(np.int32)
        return cls(sums, n_half_lives, in_pairs, index, row, col)

    def pair_directions(self, column: str) -> Floats:
        """Return a column from row to col and from col to row, shape `(2, n_pairs)`."""
        values = np.zeros((2, len(self.row)))
        values[self.index] = self.sums[column].to_numpy()[self.in_pairs]
        return values

    def measure_gains(self) -> Floats:
        """Return the average precision of each half-life relative to no decay.

        All are 0 if too few pairs have an exchange after the cut-off, or too few have none.
        """
        later_forward, later_reverse = self.pair_directions("later")
        is_hit = (later_forward > 0) & (later_reverse > 0)
        if not MIN_PAIRS <= is_hit.sum() <= len(is_hit) - MIN_PAIRS:
            return np.zeros(self.n_half_lives)
        forward, reverse = self.pair_directions("count") / COUNT_PARTS
        counts = PairValues(self.row, self.col, forward, reverse)
        rates = ResponseRates.from_pairs(counts, n_users=int(self.row.max()) + 1)

        def score(column: str) -> float:
            forward, reverse = self.pair_directions(column) / COUNT_PARTS
            faded = PairValues(self.row, self.col, forward, reverse)
            expected = expect_on_pairs(counts, faded, rates)
            return average_precision(expected, is_hit)

        scores = [score(f"faded_{number}") for number in range(self.n_half_lives)]
        return np.array(scores) / score("count")


def average_precision(score: Floats, is_hit: Bools) -> float:
    """Return the precision averaged over the hits; equal scores count as one step.

    The precision of a hit is the share of hits among all items with the same or a higher score.
    """
    hits, misses = np.sort(score[is_hit]), np.sort(score[~is_hit])
    hits_up_to = len(hits) - np.searchsorted(hits, hits)
    misses_up_to = len(misses) - np.searchsorted(misses, hits)
    return float(np.mean(hits_up_to / (hits_up_to + misses_up_to)))
