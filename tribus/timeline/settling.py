"""Settling: when the partners of a user stop changing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.timeline.ties import TieActs

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints64
    from tribus.timeline.person import PersonalTimeline

CREDIBILITY = 0.9
GRID_POINTS = 2000  # of a rate from 0 to 1
MIN_WINDOWS = 3  # that do not overlap, for one change between two turnovers


class SettlingPoint(NamedTuple):
    """Posterior of one fall of a rate.

    Attributes
    ----------
    probability
        Probability that the rate fell, against a constant rate, 0 to 1.
    at
        Probability of each place of the fall, given that there is one, float64, shape `(n - 1,)`: place
        k is between rows k and k + 1.
    """

    probability: float
    at: Floats


def find_fall(changed: Ints64, total: Ints64) -> SettlingPoint:
    """Return the posterior of one fall of the share `changed / total`.

    Parameters
    ----------
    changed, total
        Numbers of each period in order, int64, shape `(n,)`, n of 2 or more.

    Notes
    -----
    Each number is binomial. The rates before and after have uniform priors on 0 to 1, conditioned on the
    second being lower; all places of the fall are equally likely, and a fall is as likely as a constant
    rate. With K and N the sums of a stretch, its marginal likelihood is ``B(K + 1, N - K + 1)``.

    References
    ----------
    Smith (1975), A Bayesian approach to inference about a change-point in a sequence of random
    variables, doi:10.1093/biomet/62.2.407.
    """
    from scipy.special import betainc, betaln, logsumexp

    k1, n1 = np.cumsum(changed)[:-1], np.cumsum(total)[:-1]
    k2, n2 = changed.sum() - k1, total.sum() - n1
    one, other = betaln(k1 + 1, n1 - k1 + 1), betaln(k2 + 1, n2 - k2 + 1)
    rate = (np.arange(GRID_POINTS) + 0.5) / GRID_POINTS
    before = betainc(k1[:, None] + 1, (n1 - k1)[:, None] + 1, np.append(0, rate + 0.5 / GRID_POINTS))
    after = betainc(k2[:, None] + 1, (n2 - k2)[:, None] + 1, rate)
    falls = (np.diff(before, axis=1) * after).sum(axis=1)  # P(rate after < rate before)
    with np.errstate(divide="ignore"):
        log = one + other + np.log(2 * falls)
    constant = betaln(changed.sum() + 1, total.sum() - changed.sum() + 1)
    fall = logsumexp(log) - np.log(len(log))
    return SettlingPoint(float(1 / (1 + np.exp(constant - fall))), np.exp(log - logsumexp(log)))


def frame_of_settling(person: PersonalTimeline) -> pd.DataFrame:
    """Return when the partners of a user stopped changing; see `PersonalTimeline.settling`."""
    import pandas as pd

    timeline, schedule = person.timeline, person.timeline.schedule
    lag = -(-schedule.window // schedule.step)
    numbers = np.arange(person.first, len(timeline), lag)
    ends = schedule.ends(len(timeline))[numbers].tolist()
    is_partner = person.partners.events[numbers] > 0
    changed, total = count_changes(is_partner)
    tribe_changed, tribe_total = _count_tribe_changes(person, numbers)
    nothing = dict.fromkeys(("churn_before", "churn_after", "tribe_before", "tribe_after"), np.nan)
    row = {"settled": None, "low": None, "high": None, "probability": np.nan, **nothing}
    if len(numbers) >= MIN_WINDOWS:
        found = find_fall(changed, total)
        best, reached = int(found.at.argmax()), np.cumsum(found.at)
        tail = (1 - CREDIBILITY) / 2
        low, high = (int(np.searchsorted(reached, limit)) for limit in (tail, 1 - tail))
        before, after = slice(None, best + 1), slice(best + 1, None)
        row = {
            "settled": ends[best + 1],  # the last window before the changes became rarer
            "low": ends[low + 1],
            "high": ends[min(high, len(found.at) - 1) + 1],
            "probability": found.probability,
            "churn_before": _share(changed[before], total[before]),
            "churn_after": _share(changed[after], total[after]),
            "tribe_before": _share(tribe_changed[before], tribe_total[before]),
            "tribe_after": _share(tribe_changed[after], tribe_total[after]),
        }
    frame = pd.DataFrame([row])
    for name in ("settled", "low", "high"):
        frame[name] = pd.to_datetime(frame[name], unit="us", utc=True)
    return frame


def count_changes(is_partner: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> tuple[Ints64, Ints64]:
    """Return how many partners are in only one of each window and the one before, and in either."""
    either = (is_partner[1:] | is_partner[:-1]).sum(axis=1)
    both = (is_partner[1:] & is_partner[:-1]).sum(axis=1)
    return either - both, either


def _count_tribe_changes(person: PersonalTimeline, numbers: Ints64) -> tuple[Ints64, Ints64]:
    """Return the same for all ties of the members of the user's tribe in each window."""
    timeline, ties = person.timeline, TieActs.of_timeline(person.timeline)
    active = np.array(
        [sum(ties.count_acts(*timeline.schedule.bins_of(number))) > 0 for number in numbers.tolist()]
    )
    changed, total = [], []
    for place, number in enumerate(numbers.tolist()[1:]):
        tribe = timeline.tribes_at(number)
        own = tribe[person.row]
        inside = (own != NO_TRIBE) & ((tribe[ties.one] == own) | (tribe[ties.other] == own))
        counts = count_changes(active[place : place + 2, inside])
        changed.append(int(counts[0][0]))
        total.append(int(counts[1][0]))
    return np.array(changed, np.int64), np.array(total, np.int64)


def _share(changed: Ints64, total: Ints64) -> float:
    return float(changed.sum() / total.sum()) if total.sum() else np.nan
