"""The events of a synthetic society, drawn role by role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from tribus._core.durations import MICROSECONDS_PER_HOUR
from tribus.datasets._evolution import Evolution
from tribus.events import KINDS, to_microseconds
from tribus.events.kinds import FOLLOW_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.datasets._population import Population

END_OF_EVENTS = datetime(2025, 1, 1, tzinfo=UTC)  # fixed: the same society on any day
REPLY_CODE, MENTION_CODE, QUOTE_CODE = (KINDS.index(kind) for kind in ("reply", "mention", "quote"))

# Probability of each kind, in the order of `KINDS`.
MEMBER_KIND_SHARES = (0, 0.36, 0.14, 0.14, 0.06, 0.30)
FAN_KIND_SHARES = (0, 0.15, 0.20, 0.35, 0, 0.30)
BRAND_KIND_SHARES = (0, 0, 0.50, 0.30, 0, 0.20)

ACTIVITY_SIGMA = 0.8  # of the logarithm: one in twenty is nearly four times as active as the median
EVENTS_PER_TIE = 5.0  # mean
FOLLOW_SHARE = 0.85  # of the ties, in each direction
OUTSIDE_WARMTH = 0.5  # factor of the probabilities to answer and to follow outside the tribe
BRAND_FOLLOWS_SHARE, BRAND_FOLLOWERS_SHARE = 0.9, 0.08  # of the members
PUSHY_EVENT_COUNTS = (250, 350)  # least and most events of a pushy account


class SyntheticEvents(NamedTuple):
    """Columns of events: two indices of users, index in `KINDS`, microseconds since 1970."""

    source: Ints64
    target: Ints64
    kind: Ints64
    time: Ints64


class PlannedTies(NamedTuple):
    """Pairs of members who will exchange events; a pair may occur several times."""

    opener: Ints64
    partner: Ints64
    warmth: Floats  # 1 within a tribe
    start: Ints64  # microseconds since 1970


class Simulation:
    """Generator of all events of a population between two times.

    Parameters
    ----------
    rng
        Generator of everything except the events of pushy and ring accounts.
    added_rng
        Generator of the events of pushy and ring accounts, which leave all others as they are.
    population
        The users.
    days
        Length of the simulated time.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        added_rng: np.random.Generator,
        population: Population,
        days: int,
    ) -> None:
        self.rng, self.added_rng, self.population = rng, added_rng, population
        self.change_rng = np.random.default_rng(added_rng.bit_generator.seed_seq.spawn(1)[0])  # type: ignore[attr-defined]  # numpy's stubs
        self.evolution: Evolution | None = None
        self._replaced: tuple[Ints64, Ints64, Ints64] | None = None
        self.members, self.gurus = population.of("member"), population.of("guru")
        self.brand, self.ghosts = population.of("brand"), population.of("ghost")
        self.end = to_microseconds(END_OF_EVENTS)
        self.start = to_microseconds(END_OF_EVENTS - timedelta(days=days))
        self.tribe_start = rng.integers(self.start, self._time_at(0.4), len(population.tribe_names))
        # Whole numbers, so that drawing by activity is exact, on any machine.
        activity = np.rint(1000 * rng.lognormal(0, ACTIVITY_SIGMA, len(self.members))).astype(np.int64)
        self.cumulated_activity = np.concatenate([[0], np.cumsum(np.maximum(activity, 1))])

    def draw_ties(self, n_ties: int, mixing: float) -> PlannedTies:
        """Draw pairs of members by activity, mostly within a tribe; each member opens at least one."""
        n_people, n_tribes = len(self.members), len(self.tribe_start)
        n_draws = n_people * n_ties // 2
        opener = np.concatenate([self.members, self._draw_active(n_draws - n_people)])
        tribe = self.population.tribe[opener]
        outside = (self.rng.random(n_draws) < mixing) & (n_tribes > 1)
        first_of_tribe = np.searchsorted(self.population.tribe[self.members], np.arange(n_tribes + 1))
        activity, bounds = self.cumulated_activity, self.cumulated_activity[first_of_tribe]
        partner = self._draw_between(
            np.where(outside, 0, bounds[tribe]),
            np.where(outside, activity[-1], bounds[tribe + 1]),
            gap_start=np.where(outside, bounds[tribe], activity[opener]),
            gap_end=np.where(outside, bounds[tribe + 1], activity[opener + 1]),
        )
        earliest = np.maximum(self.tribe_start[tribe], self.tribe_start[self.population.tribe[partner]])
        latest = earliest + (0.7 * (self.end - earliest)).astype(np.int64)
        warmth = np.where(outside, OUTSIDE_WARMTH, 1.0)
        return PlannedTies(opener, partner, warmth, self.rng.integers(earliest, latest))

    def follow_partners(self, ties: PlannedTies) -> Iterator[SyntheticEvents]:
        """Draw follows along the ties: the opener follows at the start, the partner later."""
        later = self.rng.integers(ties.start, self.end)
        directions = (
            (ties.opener, ties.partner, ties.start),
            (ties.partner, ties.opener, later),
        )
        for source, target, time in directions:
            follows = self._draw_flags(FOLLOW_SHARE * ties.warmth)
            yield _repeat_columns(source[follows], target[follows], FOLLOW_CODE, time[follows])

    def exchange_events(self, ties: PlannedTies, answering: float) -> Iterator[SyntheticEvents]:
        """Draw events along the ties in both directions, then the answers to them."""
        n_events = self.rng.geometric(1 / EVENTS_PER_TIE, len(ties.opener))
        tie, size = np.repeat(np.arange(len(n_events)), n_events), n_events.sum()
        by_opener = self._draw_flags(np.full(size, 0.5))
        source = np.where(by_opener, ties.opener[tie], ties.partner[tie])
        target = np.where(by_opener, ties.partner[tie], ties.opener[tie])
        time = self.rng.integers(ties.start[tie], self.end)
        if self.evolution is not None:
            source, target = self._replace_partners(ties, tie, (source, target), time)
        sent = _repeat_columns(source, target, self._draw_kinds(MEMBER_KIND_SHARES, size), time)
        yield sent
        latency_hours = self.rng.lognormal(np.log(3), 1.5, size)
        time = time + (latency_hours * MICROSECONDS_PER_HOUR).astype(np.int64)
        answered = np.isin(sent.kind, (REPLY_CODE, MENTION_CODE)) & (time < self.end)
        answered &= self._draw_flags(answering * ties.warmth[tie])
        yield _repeat_columns(target[answered], source[answered], REPLY_CODE, time[answered])

    def evolve(self, *, churn: float, merge: int, split: int) -> Evolution:
        """Plan the changes of the society; ties drawn afterwards follow them."""
        span = self.start, self.end
        self.evolution = Evolution.plan(
            self.change_rng, self.population.tribe, span, churn=churn, merge=merge, split=split
        )
        return self.evolution

    def follow_new_partners(self, ties: PlannedTies) -> Iterator[SyntheticEvents]:
        """Draw follows in both directions along ties that were replaced."""
        if self.evolution is None:
            return
        keeper, partner, change = self._new_ties(ties)
        replaced = change > 0
        for source, target in ((keeper, partner), (partner, keeper)):
            follows = replaced & (self.change_rng.random(len(keeper)) < FOLLOW_SHARE)
            time = self.change_rng.integers(np.maximum(change, self.start), self.end)
            yield _repeat_columns(source[follows], target[follows], FOLLOW_CODE, time[follows])

    def _replace_partners(
        self, ties: PlannedTies, tie: Ints64, ends: tuple[Ints64, Ints64], time: Ints64
    ) -> tuple[Ints64, Ints64]:
        """Return source and target, with a new partner after the change of a tie inside a tribe."""
        keeper, partner, change = self._new_ties(ties)
        later = (change[tie] > 0) & (time >= change[tie])
        kept, new = keeper[tie], partner[tie]
        source, target = ends
        by_keeper = source == kept
        return (
            np.where(later, np.where(by_keeper, kept, new), source),
            np.where(later, np.where(by_keeper, new, kept), target),
        )

    def _new_ties(self, ties: PlannedTies) -> tuple[Ints64, Ints64, Ints64]:
        """Return keeper, new partner and time of the change of each tie; time 0 without a change."""
        if self._replaced is None:
            evolution = cast("Evolution", self.evolution)
            inside = self.population.tribe[ties.opener] == self.population.tribe[ties.partner]
            change = np.where(inside, evolution.first_change(ties.opener, ties.partner), 0)
            swapped = evolution.keeper(ties.opener, ties.partner)
            keeper = np.where(swapped, ties.partner, ties.opener)
            self._replaced = keeper, self._draw_in_tribe(keeper, evolution.tribe), change
        return self._replaced

    def _draw_in_tribe(self, users: Ints64, tribe: Ints64) -> Ints64:
        """Draw another member of the tribe of each user, by activity."""
        members = self.members[np.argsort(tribe[self.members], kind="stable")]
        activity = np.diff(self.cumulated_activity)[np.searchsorted(self.members, members)]
        edges = np.concatenate([[0], np.cumsum(activity)])
        first = np.searchsorted(tribe[members], tribe[users])
        last = np.searchsorted(tribe[members], tribe[users], side="right")
        drawn = members[
            np.searchsorted(edges, self.change_rng.integers(edges[first], edges[last]), "right") - 1
        ]
        other = members[first]
        return np.where(drawn == users, np.where(other == users, members[last - 1], other), drawn)

    def applaud_gurus(self) -> Iterator[SyntheticEvents]:
        """Draw follows and events from members to gurus; gurus quote only other gurus."""
        if len(self.gurus) == 0:
            return
        n_follows, n_events = 3 * len(self.members), 8 * len(self.members)
        fans = self.rng.choice(self.members, n_follows + len(self.gurus))
        followed = np.concatenate([self._draw_gurus(n_follows), self.gurus])  # each has a follower
        yield _repeat_columns(fans, followed, FOLLOW_CODE, self._draw_times(fans))
        fans = self._draw_active(n_events)
        time = self.rng.integers(self.tribe_start[self.population.tribe[fans]], self.end)
        gurus, kinds = self._draw_gurus(n_events), self._draw_kinds(FAN_KIND_SHARES, n_events)
        yield _repeat_columns(fans, gurus, kinds, time)
        if len(self.gurus) > 1:
            for kind in (FOLLOW_CODE, QUOTE_CODE):
                time = self._draw_times(self.gurus)
                yield _repeat_columns(self.gurus, np.roll(self.gurus, -1), kind, time)

    def broadcast(self) -> Iterator[SyntheticEvents]:
        """Draw the follows and events of the brand; few members follow it, and no one answers."""
        followed = self.members[self._draw_flags(np.full(len(self.members), BRAND_FOLLOWS_SHARE))]
        fans = self.members[self._draw_flags(np.full(len(self.members), BRAND_FOLLOWERS_SHARE))]
        yield _repeat_columns(self.brand, followed, FOLLOW_CODE, self._draw_times(followed))
        yield _repeat_columns(fans, self.brand, FOLLOW_CODE, self._draw_times(fans))
        target = self.rng.choice(self.members, 3 * len(self.members))
        kinds = self._draw_kinds(BRAND_KIND_SHARES, len(target))
        yield _repeat_columns(self.brand, target, kinds, self._draw_times(target))

    def buy_followers(self) -> Iterator[SyntheticEvents]:
        """Let all ghosts follow the brand, and half of them each of two gurus and three members."""
        first, last = self._time_at(0.60), self._time_at(0.62)
        time = self.rng.integers(first, last, len(self.ghosts))
        yield _repeat_columns(self.ghosts, self.brand, FOLLOW_CODE, time)
        for buyer in (*self.gurus[:2], *self.rng.choice(self.members, 3, replace=False)):
            sold = self.ghosts[self._draw_flags(np.full(len(self.ghosts), 0.5))]
            yield _repeat_columns(sold, buyer, FOLLOW_CODE, self.rng.integers(first, last, len(sold)))

    def lurk(self) -> Iterator[SyntheticEvents]:
        """Let each lurker follow six members of any tribe."""
        lurkers = np.repeat(self.population.of("lurker"), 6)
        target = self.rng.choice(self.members, len(lurkers))
        yield _repeat_columns(lurkers, target, FOLLOW_CODE, self._draw_times(lurkers))

    def reply_to_oneself(self) -> Iterator[SyntheticEvents]:
        """Let each loner reply to itself up to five times, as in a thread."""
        loners = self.population.of("loner")
        loners = np.repeat(loners, self.rng.integers(1, 6, len(loners)))
        yield _repeat_columns(loners, loners, REPLY_CODE, self._draw_times(loners))

    def push(self) -> Iterator[SyntheticEvents]:
        """Let each pushy account send about 300 replies and mentions to one member, who answers one.

        The targets are different members, as long as there are enough.
        """
        rng, pushy = self.added_rng, self.population.of("pushy")
        target = np.resize(rng.permutation(self.members), len(pushy))
        least, most = PUSHY_EVENT_COUNTS
        n_events = rng.integers(least, most + 1, len(pushy))
        account = np.repeat(np.arange(len(pushy)), n_events)
        kinds = rng.choice([REPLY_CODE, MENTION_CODE], len(account))
        time = rng.integers(self.start, self.end, len(account))
        yield _repeat_columns(pushy[account], target[account], kinds, time)
        answer_time = rng.integers(self._time_at(0.5), self.end, len(pushy))
        yield _repeat_columns(target, pushy, REPLY_CODE, answer_time)

    def follow_in_a_ring(self) -> Iterator[SyntheticEvents]:
        """Let each account of the follow-back ring follow all the others."""
        ring = self.population.of("ring")
        source, target = np.repeat(ring, len(ring)), np.tile(ring, len(ring))
        pairs = source != target
        time = self.added_rng.integers(self.start, self.end, pairs.sum())
        yield _repeat_columns(source[pairs], target[pairs], FOLLOW_CODE, time)

    def _time_at(self, share: float) -> int:
        """Return the time after a share of the days."""
        return self.start + int(share * (self.end - self.start))

    def _draw_times(self, events: Ints64) -> Ints64:
        return self.rng.integers(self.start, self.end, len(events))

    def _draw_flags(self, probabilities: Floats) -> Bools:
        return self.rng.random(len(probabilities)) < probabilities

    def _draw_kinds(self, shares: Sequence[float], size: int) -> Ints64:
        return self.rng.choice(len(KINDS), size, p=shares)

    def _draw_gurus(self, size: int) -> Ints64:
        """Draw gurus by fame: the probability is about `rank^-0.5`."""
        return self.gurus[(len(self.gurus) * self.rng.random(size) ** 2).astype(np.int64)]

    def _draw_active(self, size: int) -> Ints64:
        """Draw members by activity."""
        return self._find_member(self.rng.integers(0, self.cumulated_activity[-1], size))

    def _draw_between(self, low: Ints64, high: Ints64, *, gap_start: Ints64, gap_end: Ints64) -> Ints64:
        """Draw members by activity, from an interval of the cumulated activity without its gap."""
        point = self.rng.integers(low, high - (gap_end - gap_start))
        return self._find_member(np.where(point < gap_start, point, point + gap_end - gap_start))

    def _find_member(self, point: Ints64) -> Ints64:
        return np.searchsorted(self.cumulated_activity, point, side="right") - 1


def _repeat_columns(source: Ints64, target: Ints64, kind: int | Ints64, time: Ints64) -> SyntheticEvents:
    """Return events with one row per time; a single source, target or kind holds for all rows."""
    ones = np.ones(len(time), np.int64)
    return SyntheticEvents(source * ones, target * ones, kind * ones, time)


def join_by_time(*parts: SyntheticEvents) -> SyntheticEvents:
    """Join events in the order of time, without repeated follows."""
    joined = SyntheticEvents(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.argsort(joined.time, kind="stable")
    source, target, kind, time = (column[order] for column in joined)
    follows = np.flatnonzero(kind == FOLLOW_CODE)
    pair = source[follows] * (1 + target.max()) + target[follows]
    keep = kind != FOLLOW_CODE
    keep[follows[np.unique(pair, return_index=True)[1]]] = True
    return SyntheticEvents(source[keep], target[keep], kind[keep], time[keep])


def frame_events(events: SyntheticEvents, population: Population) -> pd.DataFrame:
    """Return one row per event, ordered by time; see `Society.to_frame`."""
    import pandas as pd

    return pd.DataFrame(
        {
            "source": population.handles[events.source],
            "target": population.handles[events.target],
            "kind": np.array(KINDS, dtype=object)[events.kind],
            "time": pd.to_datetime(events.time, unit="us", utc=True),
        }
    )
