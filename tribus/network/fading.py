"""How fast the past fades: half-lives as analysts write them, and the one that the data ask for."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from tribus._checks import show
from tribus.errors import OptionError
from tribus.events.pairs import sum_trials
from tribus.events.typed import COUNT_PARTS
from tribus.network.both_ways import join_both_ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from tribus._arrays import Bools, Floats
    from tribus.events import Events

_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31557600.0}
_WRITTEN = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(s|min|h|d|w|y)\s*", re.ASCII)

SPLIT = 2 / 3  # of the time: what is known before it predicts who answer each other after it
SHARES = (1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32)  # half-lives tried, as shares of the time before it
FEWEST_PAIRS = 100  # who answer each other, and who do not: with fewer a comparison is chance
MUST_GAIN = 1.02  # fading has to predict this much better than not fading


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
    """The half-life under which bonds at two thirds of the time best tell who then answer each other.

    Half-lives of a half to a thirty-second of that time are tried against no fading, by the average
    precision of the bond among all pairs of whom the one had dealt with the other; a hit is a pair who
    deal with each other, both ways, in the last third. Fading is taken only if it predicts 2 % better.
    None if no event has a time, or if too few pairs answer each other to tell.
    """
    if events.span is None or events.span[0] == events.span[1]:
        return None
    first, last = events.span
    known = SPLIT * (last - first)
    half_lives = [known * share for share in SHARES]
    microseconds = [half_life / timedelta(microseconds=1) for half_life in half_lives]
    split = events.microseconds(first + known)
    trials = sum_trials(events.lazy(), microseconds, split, users=events.n_users)
    names = ("count", "later", *(f"faded_{number}" for number in range(len(SHARES))))
    columns = _face_pairs(trials, names)  # one at a time: there are many pairs
    count = next(columns)
    later_there, later_back = next(columns)
    answered = (later_there > 0) & (later_back > 0)
    if not FEWEST_PAIRS <= answered.sum() <= len(answered) - FEWEST_PAIRS:
        return None

    def predict(acts: Floats) -> float:
        there, back = np.log1p(acts / COUNT_PARTS)
        bond = join_both_ways(there, back, mean=one_way, root=1 - one_way)
        return average_precision(bond, answered)

    precision = [predict(acts) for acts in columns]
    best = int(np.argmax(precision))
    return half_lives[best] if precision[best] > MUST_GAIN * predict(count) else None


def _face_pairs(trials: pa.Table, names: Iterable[str]) -> Iterator[Floats]:
    """Each column there and back, shape `(2, n_pairs)`, of pairs of whom one dealt before the split."""
    source, target = trials["source"].to_numpy(), trials["target"].to_numpy()
    key = np.minimum(source, target).astype(np.int64) << 32 | np.maximum(source, target)
    order = np.argsort(key)
    begins = np.diff(key[order], prepend=-1) != 0
    pair = np.empty(len(key), np.int64)
    pair[order] = np.cumsum(begins) - 1
    known = np.zeros(np.count_nonzero(begins), np.bool_)
    known[pair[trials["count"].to_numpy() > 0]] = True
    rows = np.flatnonzero(known[pair])
    place = (source < target)[rows].astype(np.int8), (np.cumsum(known) - 1)[pair[rows]]
    for name in names:
        faced = np.zeros((2, np.count_nonzero(known)))
        faced[place] = trials[name].to_numpy()[rows]
        yield faced


def average_precision(score: Floats, is_hit: Bools) -> float:
    """Precision averaged over the hits, best score first; equal scores count as one step.

    The mean over all hits of the share of hits among what scores as high or higher.
    """
    hits, misses = np.sort(score[is_hit]), np.sort(score[~is_hit])
    hits_up_to = len(hits) - np.searchsorted(hits, hits)
    misses_up_to = len(misses) - np.searchsorted(misses, hits)
    return float(np.mean(hits_up_to / (hits_up_to + misses_up_to)))
