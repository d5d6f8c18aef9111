"""How fast the past fades: half-lives as analysts write them, and the one that the data ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import show
from tribus._engine.progress import step
from tribus._engine.typed import COUNT_PARTS
from tribus.errors import OptionError
from tribus.events.pairs import sum_trials
from tribus.ties.bond import Answering, bond_pairs

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa

    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.events import Events

_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31557600.0}
_WRITTEN = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(s|min|h|d|w|y)\s*", re.ASCII)

MOMENTS = (2 / 3, 1 / 2)  # of the time: what is known then predicts who answer each other later
SHARES = (1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32)  # half-lives tried, as shares of the first of them
FEWEST_PAIRS = 100  # who answer each other, and who do not: with fewer a comparison is chance
MUST_GAIN = 1.1  # fading has to predict this many times as well as not fading


def read_half_life(
    half_life: str | timedelta | None, events: Events, *, one_way: float
) -> timedelta | None:
    """Turn `"90d"`, a timedelta, None or `"auto"` into a half-life; None for no fading.

    Raises
    ------
    OptionError
        If it is none of these, not above 0, or longer than a timedelta can be.
    """
    if half_life is None or isinstance(half_life, timedelta):
        span = half_life
    elif half_life == "auto":
        return choose_half_life(events, one_way=one_way)
    else:
        written = _WRITTEN.fullmatch(str(half_life))
        if written is None:
            raise OptionError(
                f"half_life must be like '90d' (units: {', '.join(_UNITS)}), a timedelta, None for no "
                f"fading, or 'auto'; got {show(half_life)}"
            )
        seconds = float(written[1]) * _UNITS[written[2]]
        if seconds > timedelta.max.total_seconds():
            raise OptionError(
                f"half_life must be below {timedelta.max.days:,} days, got {show(half_life)}"
            )
        span = timedelta(seconds=seconds)
    if span is not None and span <= timedelta(0):
        raise OptionError(
            f"half_life must be longer than 0, got {show(half_life)}; None means no fading"
        )
    return span


def choose_half_life(events: Events, *, one_way: float) -> timedelta | None:
    """The half-life under which bonds known at a moment best tell who then answer each other.

    The moments are two thirds of the time and half of it. Half-lives of a half to a thirty-second of
    the first are tried against no fading, by the average precision of the bond among all pairs of
    whom the one had dealt with the other; a hit is a pair who deal with each other, both ways, after
    the moment. Fading is taken only if it predicts a tenth better at both moments: in a burst of a
    few days it may help at one of them by chance.
    None if no event has a time, or if too few pairs answer each other to tell.
    """
    if events.span is None or events.span[0] == events.span[1]:
        return None
    first, last = events.span
    half_lives = [MOMENTS[0] * (last - first) * share for share in SHARES]
    least = np.full(len(SHARES), np.inf)
    for moment in MOMENTS:
        with step(1 / len(MOMENTS)):
            trial = Trial.of_events(events, first + moment * (last - first), half_lives)
        least = np.minimum(least, trial.measure_gains(one_way=one_way))
        if least.max() <= MUST_GAIN:
            return None
    return half_lives[int(np.argmax(least))]


@dataclass(frozen=True, eq=False)
class Trial:
    """Pairs of whom one had dealt with the other up to a moment, each once.

    Attributes
    ----------
    sums
        The table of `sum_trials`, one row an ordered pair.
    half_lives
        How many were tried.
    rows, place
        The rows of these pairs, and where each stands: its direction, and the number of its pair.
    near, far
        The two users of each pair, int32, shape `(n_pairs,)`; near is the one of the higher number.
    """

    sums: pa.Table
    half_lives: int
    rows: Ints64
    place: tuple[Ints8, Ints64]
    near: Ints
    far: Ints

    @classmethod
    def of_events(cls, events: Events, moment: datetime, half_lives: list[timedelta]) -> Trial:
        """Add up what happened before the moment, under each half-life, and after it."""
        microseconds = [half_life / timedelta(microseconds=1) for half_life in half_lives]
        split = events.microseconds(moment)
        sums = sum_trials(events.lazy(), microseconds, split, users=events.n_users)
        return cls.of_sums(sums, len(half_lives))

    @classmethod
    def of_sums(cls, sums: pa.Table, half_lives: int) -> Trial:
        """Let the two directions of each pair face each other."""
        source, target = sums["source"].to_numpy(), sums["target"].to_numpy()
        key = np.minimum(source, target).astype(np.int64) << 32 | np.maximum(source, target)
        order = np.argsort(key)
        begins = np.diff(key[order], prepend=-1) != 0
        pair = np.empty(len(key), np.int64)
        pair[order] = np.cumsum(begins) - 1
        known = np.zeros(np.count_nonzero(begins), np.bool_)
        known[pair[sums["count"].to_numpy() > 0]] = True
        rows = np.flatnonzero(known[pair])
        place = (source < target)[rows].astype(np.int8), (np.cumsum(known) - 1)[pair[rows]]
        keys = key[order][begins][known]
        near, far = (keys & 0xFFFFFFFF).astype(np.int32), (keys >> 32).astype(np.int32)
        return cls(sums, half_lives, rows, place, near, far)

    def face(self, name: str) -> Floats:
        """A column there, from near to far, and back, shape `(2, n_pairs)`."""
        faced = np.zeros((2, len(self.near)))
        faced[self.place] = self.sums[name].to_numpy()[self.rows]
        return faced

    def measure_gains(self, *, one_way: float) -> Floats:
        """How many times as well each half-life tells who answer each other later as no fading does.

        0 if too few do, or do not, to tell.
        """
        later_there, later_back = self.face("later")
        answered = (later_there > 0) & (later_back > 0)
        if not FEWEST_PAIRS <= answered.sum() <= len(answered) - FEWEST_PAIRS:
            return np.zeros(self.half_lives)
        there, back = self.face("count") / COUNT_PARTS
        ends, counts = (self.near, self.far), (there, back)
        answering = Answering.of_ties(*ends, counts, n_users=int(self.near.max()) + 1)

        def predict(acts: Floats) -> float:
            faded_there, faded_back = acts / COUNT_PARTS
            faded = faded_there, faded_back
            return average_precision(
                bond_pairs(*ends, counts, faded, answering, one_way=one_way), answered
            )

        tried = [predict(self.face(f"faded_{number}")) for number in range(self.half_lives)]
        return np.array(tried) / predict(self.face("count"))


def average_precision(score: Floats, is_hit: Bools) -> float:
    """Precision averaged over the hits, best score first; equal scores count as one step.

    The mean over all hits of the share of hits among what scores as high or higher.
    """
    hits, misses = np.sort(score[is_hit]), np.sort(score[~is_hit])
    hits_up_to = len(hits) - np.searchsorted(hits, hits)
    misses_up_to = len(misses) - np.searchsorted(misses, hits)
    return float(np.mean(hits_up_to / (hits_up_to + misses_up_to)))
