"""What happens in a made society: who deals with whom, chapter by chapter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.events import KINDS, Events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.datasets._names import People

LAST_MOMENT = datetime(2025, 1, 1, tzinfo=UTC)  # fixed: the same society on any day
MICROSECONDS_AN_HOUR = 3_600_000_000
FOLLOW, REPLY, MENTION, QUOTE = (KINDS.index(kind) for kind in ("follow", "reply", "mention", "quote"))

# How often an act is of each kind, in the order of `KINDS`: among members, towards gurus, by the brand.
TALK = (0, 0.36, 0.14, 0.14, 0.06, 0.30)
APPLAUSE = (0, 0.15, 0.20, 0.35, 0, 0.30)
BROADCAST = (0, 0, 0.50, 0.30, 0, 0.20)

ACTIVITY_SIGMA = 0.8  # of the logarithm: one in twenty is nearly four times as active as the median
ACTS_PER_TIE = 5.0
FOLLOWING = 0.85  # a tie is also a follow
OUTSIDE = 0.5  # how much an outsider is answered and followed, beside 1 for one's own tribe
BRAND_FOLLOWS, BRAND_IS_FOLLOWED = 0.9, 0.08  # share of the members


class Acts(NamedTuple):
    """Columns of events: numbers of two users, place in `KINDS`, microseconds since 1970."""

    source: Ints64
    target: Ints64
    kind: Ints64
    time: Ints64


class Ties(NamedTuple):
    """Pairs of members who deal with each other, one row a draw."""

    one: Ints64
    other: Ints64
    warmth: Floats  # 1 within a tribe
    start: Ints64


class Story:
    """What everybody does between two moments, every chapter drawn from one generator."""

    def __init__(self, rng: np.random.Generator, people: People, days: int) -> None:
        self.rng, self.people = rng, people
        self.members, self.gurus = people.of("member"), people.of("guru")
        self.brand, self.ghosts = people.of("brand"), people.of("ghost")
        self.end = Events.microseconds(LAST_MOMENT)
        self.start = Events.microseconds(LAST_MOMENT - timedelta(days=days))
        self.sown = rng.integers(self.start, self._at(0.4), len(people.tribe_names))
        # Whole numbers, so that drawing by activity is exact, on any machine.
        activity = np.rint(1000 * rng.lognormal(0, ACTIVITY_SIGMA, len(self.members))).astype(np.int64)
        self.mass = np.concatenate([[0], np.cumsum(np.maximum(activity, 1))])

    def draw_ties(self, n_ties: int, mixing: float) -> Ties:
        """Draw pairs by activity, mostly within the tribe; everybody opens one."""
        n_people, n_tribes = len(self.members), len(self.sown)
        n_draws = n_people * n_ties // 2
        one = np.concatenate([self.members, self._by_activity(n_draws - n_people)])
        tribe = self.people.tribe[one]
        outside = (self.rng.random(n_draws) < mixing) & (n_tribes > 1)
        bounds = self.mass[np.searchsorted(self.people.tribe[self.members], np.arange(n_tribes + 1))]
        other = self._draw_between(
            np.where(outside, 0, bounds[tribe]),
            np.where(outside, self.mass[-1], bounds[tribe + 1]),
            but_from=np.where(outside, bounds[tribe], self.mass[one]),
            but_to=np.where(outside, bounds[tribe + 1], self.mass[one + 1]),
        )
        sown = np.maximum(self.sown[tribe], self.sown[self.people.tribe[other]])
        latest = sown + (0.7 * (self.end - sown)).astype(np.int64)
        return Ties(one, other, np.where(outside, OUTSIDE, 1.0), self.rng.integers(sown, latest))

    def follow_along(self, ties: Ties) -> Iterator[Acts]:
        """Follow whom one begins to deal with, and often be followed back."""
        back = self.rng.integers(ties.start, self.end)
        for source, target, time in ((ties.one, ties.other, ties.start), (ties.other, ties.one, back)):
            follows = self._some(FOLLOWING * ties.warmth)
            yield _acts(source[follows], target[follows], FOLLOW, time[follows])

    def converse(self, ties: Ties, answering: float) -> Iterator[Acts]:
        """Deal with each other along the ties, and answer what is said to one."""
        n_acts = self.rng.geometric(1 / ACTS_PER_TIE, len(ties.one))
        tie, size = np.repeat(np.arange(len(n_acts)), n_acts), n_acts.sum()
        first = self._some(np.full(size, 0.5))
        source = np.where(first, ties.one[tie], ties.other[tie])
        target = np.where(first, ties.other[tie], ties.one[tie])
        time = self.rng.integers(ties.start[tie], self.end)
        said = _acts(source, target, self._kinds(TALK, size), time)
        yield said
        latency_hours = self.rng.lognormal(np.log(3), 1.5, size)
        time = time + (latency_hours * MICROSECONDS_AN_HOUR).astype(np.int64)
        answered = np.isin(said.kind, (REPLY, MENTION)) & (time < self.end)
        answered &= self._some(answering * ties.warmth[tie])
        yield _acts(target[answered], source[answered], REPLY, time[answered])

    def hear_gurus(self) -> Iterator[Acts]:
        """Follow gurus and applaud them, who look at nobody but one another."""
        if len(self.gurus) == 0:
            return
        n_follows, n_acts = 3 * len(self.members), 8 * len(self.members)
        fans = self.rng.choice(self.members, n_follows + len(self.gurus))
        heard = np.concatenate([self._by_fame(n_follows), self.gurus])  # nobody is a guru unheard
        yield _acts(fans, heard, FOLLOW, self._anytime(fans))
        fans = self._by_activity(n_acts)
        time = self.rng.integers(self.sown[self.people.tribe[fans]], self.end)
        yield _acts(fans, self._by_fame(n_acts), self._kinds(APPLAUSE, n_acts), time)
        if len(self.gurus) > 1:
            for kind in (FOLLOW, QUOTE):
                yield _acts(self.gurus, np.roll(self.gurus, -1), kind, self._anytime(self.gurus))

    def broadcast(self) -> Iterator[Acts]:
        """Let the brand follow nearly all, and talk at them; few follow it, nobody answers."""
        followed = self.members[self._some(np.full(len(self.members), BRAND_FOLLOWS))]
        fans = self.members[self._some(np.full(len(self.members), BRAND_IS_FOLLOWED))]
        yield _acts(self.brand, followed, FOLLOW, self._anytime(followed))
        yield _acts(fans, self.brand, FOLLOW, self._anytime(fans))
        named = self.rng.choice(self.members, 3 * len(self.members))
        yield _acts(self.brand, named, self._kinds(BROADCAST, len(named)), self._anytime(named))

    def buy_followers(self) -> Iterator[Acts]:
        """Deliver ghosts in a hurry: all to the brand, half of them to two gurus and three members."""
        first, last = self._at(0.60), self._at(0.62)
        yield _acts(self.ghosts, self.brand, FOLLOW, self.rng.integers(first, last, len(self.ghosts)))
        for buyer in (*self.gurus[:2], *self.rng.choice(self.members, 3, replace=False)):
            sold = self.ghosts[self._some(np.full(len(self.ghosts), 0.5))]
            yield _acts(sold, buyer, FOLLOW, self.rng.integers(first, last, len(sold)))

    def lurk(self) -> Iterator[Acts]:
        """Follow six people anywhere, without a word."""
        lurkers = np.repeat(self.people.of("lurker"), 6)
        yield _acts(lurkers, self.rng.choice(self.members, len(lurkers)), FOLLOW, self._anytime(lurkers))

    def mutter(self) -> Iterator[Acts]:
        """Reply to oneself, as in a thread, up to five times."""
        loners = self.people.of("loner")
        alone = np.repeat(loners, self.rng.integers(1, 6, len(loners)))
        yield _acts(alone, alone, REPLY, self._anytime(alone))

    def _at(self, share: float) -> int:
        return self.start + int(share * (self.end - self.start))

    def _anytime(self, acts: Ints64) -> Ints64:
        return self.rng.integers(self.start, self.end, len(acts))

    def _some(self, chances: Floats) -> Bools:
        return self.rng.random(len(chances)) < chances

    def _kinds(self, shares: Sequence[float], size: int) -> Ints64:
        return self.rng.choice(len(KINDS), size, p=shares)

    def _by_fame(self, size: int) -> Ints64:
        """Draw gurus, the first the most: the chance falls about as one over the root of the rank."""
        return self.gurus[(len(self.gurus) * self.rng.random(size) ** 2).astype(np.int64)]

    def _by_activity(self, size: int) -> Ints64:
        return self._at_mass(self.rng.integers(0, self.mass[-1], size))

    def _draw_between(self, low: Ints64, high: Ints64, *, but_from: Ints64, but_to: Ints64) -> Ints64:
        """Draw members by activity, from a stretch of the total activity with a hole in it."""
        point = self.rng.integers(low, high - (but_to - but_from))
        return self._at_mass(np.where(point < but_from, point, point + but_to - but_from))

    def _at_mass(self, point: Ints64) -> Ints64:
        return np.searchsorted(self.mass, point, side="right") - 1


def _acts(source: Ints64, target: Ints64, kind: int | Ints64, time: Ints64) -> Acts:
    """Repeat what is one for all: a single source, target or kind."""
    one = np.ones(len(time), np.int64)
    return Acts(source * one, target * one, kind * one, time)


def put_in_order(*parts: Acts) -> Acts:
    """Join by time; who follows somebody already does not do so again."""
    joined = Acts(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.argsort(joined.time, kind="stable")
    source, target, kind, time = (column[order] for column in joined)
    follows = np.flatnonzero(kind == FOLLOW)
    pair = source[follows] * (1 + target.max()) + target[follows]
    keep = kind != FOLLOW
    keep[follows[np.unique(pair, return_index=True)[1]]] = True
    return Acts(source[keep], target[keep], kind[keep], time[keep])
