"""A made society of small businesses and freelancers whose tribes are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._cards import Card, list_names, plural
from tribus._checks import check_count, check_seed, check_share, show
from tribus._made_by import MadeBy, digest_arrays
from tribus.datasets._names import ROLES, People, cast_people
from tribus.errors import OptionError
from tribus.events import KINDS, Events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from tribus._arrays import Bools, Floats, Ints64

LAST_MOMENT = datetime(2025, 1, 1, tzinfo=UTC)  # fixed: the same society on any day
MOST_DAYS = 10_000  # keeps clear of 1990, before which `Events` believes no clock
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


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Society:
    """A made society: its events, and to which tribe everybody truly belongs.

    Attributes
    ----------
    events
        What happened, cleaned, ready for `build_network`.
    people
        Everybody's name, tribe and role as arrays; `groups` has them as a table.
    acts
        What happened as arrays, self-interactions included; `to_frame` has it as a table.
    made_by
        The call; its digest is of what was made.
    """

    events: Events
    people: People
    acts: Acts
    made_by: MadeBy

    @property
    def groups(self) -> pd.DataFrame:
        """One row a user of the events and no other: the truth that a method should find.

        Returns
        -------
        DataFrame
            `user` (text), `tribe` (int64, 0 the largest, -1 none), `tribe_name` (text), `role` (text:
            member, guru, brand, ghost, lurker or loner). Members come first, by tribe.
        """
        return self.people.to_frame()

    def to_frame(self) -> pd.DataFrame:
        """One row an event as an export would have it, ordered by time.

        Returns
        -------
        DataFrame
            `source`, `target`, `kind` (text), `time` (UTC). Loners' replies to themselves are in it.
        """
        return _frame_acts(self.acts, self.people)

    def __repr__(self) -> str:
        return self._card().line()

    def _repr_html_(self) -> str:
        return self._card().html()

    def _card(self, at_most: int = 12) -> Card:
        people = self.people
        size = {role: len(people.of(role)) for role in ROLES}
        facts = [f"{plural(size['member'], 'person')} in {plural(len(people.tribe_names), 'tribe')}"]
        facts += [plural(size[role], role) for role in ("guru", "ghost") if size[role]]
        named = enumerate(people.tribe_names[:at_most])
        tribes = [(tribe, name, people.handles[people.tribe == tribe]) for tribe, name in named]
        return Card(
            title="Society",
            facts=[*facts, plural(len(self.events), "event")],
            header=("tribe", "name", "people", "among them"),
            rows=[(tribe, name, len(users), list_names(users)) for tribe, name, users in tribes],
            made_by=str(self.made_by),
        )


def make_society(
    *,
    n_people: int = 240,
    n_tribes: int = 6,
    n_gurus: int = 3,
    n_ghosts: int = 120,
    n_lurkers: int = 12,
    n_loners: int = 4,
    n_ties: int = 18,
    mixing: float = 0.25,
    answering: float = 0.65,
    days: int = 365,
    seed: int = 0,
) -> Society:
    """Make a society of Spanish small businesses and freelancers, with known tribes.

    Besides the members of tribes there are those who belong to none: gurus, whom all tribes hear and
    who never answer; one brand, which follows and mentions everybody and is answered by nobody; ghosts,
    bought by the brand, by gurus and by a few members, who follow and do nothing else; lurkers, who
    follow people here and there in silence; loners, who only reply to themselves.

    Parameters
    ----------
    n_people
        Members of tribes, 3 or more for each tribe. Events grow in proportion.
    n_tribes
        Tribes, 1 or more, of clearly different sizes; more of them are smaller.
    n_gurus, n_ghosts, n_lurkers, n_loners
        How many there are of each, 0 or more.
    n_ties
        Ties a member has on average, 2 or more, two that lead to the same person counted twice.
        Larger values make tribes denser and easier to find.
    mixing
        Share of the ties that lead out of the own tribe, 0 to 1, and nearly that of the events.
        Larger values hide the tribes; one tribe alone has no outside.
    answering
        Chance that a reply or mention is answered in the own tribe, 0 to 1; elsewhere half of it.
    days
        Length of the story, 1 to 10,000 days. It ends with the year 2024, UTC.
    seed
        Everything is drawn from it, ≥ 0: one seed, one society.

    Returns
    -------
    Society
        `events`, and `groups`, the truth, with one row for each user of the events.

    Raises
    ------
    OptionError
        If an option is out of range, or there are fewer than three people to a tribe.

    Notes
    -----
    The degree-corrected planted partition, drawn tie by tie. Person i has the activity θ_i, lognormal
    with a standard deviation of 0.8 of the logarithm. Of `n_people · n_ties / 2` ties each member opens
    one, and i opens each of the rest with probability θ_i / Σ_k θ_k. A tie leads out of the tribe with
    probability `mixing` (μ), and its other end j is drawn by activity, so that

    `P(j | i) = (1 - μ) θ_j / (Θ_t - θ_i)` for j in i's tribe t, else `μ θ_j / (Θ - Θ_t)`,

    with the total activity Θ_t of a tribe and Θ of all. A tie carries a geometric number of acts with
    mean 5, begun by either end. Each end follows the other with probability 0.85, between tribes with
    half that. Sizes of tribes fall with rank r as `r^-0.8`. Each tribe is sown in the first 40 % of the
    days, its ties start during the first 70 % of what is left, and each then lasts to the end: activity
    rises. Answers that would come after the end are missing, as in any export.

    References
    ----------
    Karrer & Newman (2011), Stochastic blockmodels and community structure in networks,
    doi:10.1103/PhysRevE.83.016107.

    Examples
    --------
    >>> from tribus.datasets import make_society
    >>> society = make_society(n_people=60, n_tribes=3, n_ghosts=20, seed=1)
    >>> society
    <Society: 60 people in 3 tribes, 3 gurus, 20 ghosts, 4,934 events>
    >>> society.groups["tribe"].value_counts().to_dict()
    {-1: 40, 0: 29, 1: 18, 2: 13}
    >>> society.groups[["user", "tribe", "tribe_name"]].head(2)
               user  tribe             tribe_name
    0  andres_horno      0  panaderías de Sevilla
    1      ines_pan      0  panaderías de Sevilla
    >>> sorted(set(society.groups.query("tribe == -1")["role"]))
    ['brand', 'ghost', 'guru', 'loner', 'lurker']
    """
    check_count("n_ties", n_ties, at_least=2)
    check_count("days", days)
    if days > MOST_DAYS:
        raise OptionError(f"days must be at most {MOST_DAYS:,}, got {show(days)}")
    check_share("mixing", mixing)
    check_share("answering", answering)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    counts = {"n_gurus": n_gurus, "n_ghosts": n_ghosts, "n_lurkers": n_lurkers, "n_loners": n_loners}
    people = cast_people(rng, n_people, n_tribes, counts)
    story = _Story(rng, people, days)
    ties = story.draw_ties(n_ties, mixing)
    acts = _in_order(
        *story.follow_along(ties),
        *story.converse(ties, answering),
        *story.hear_gurus(),
        *story.broadcast(),
        *story.buy_followers(),
        *story.lurk(),
        *story.mutter(),
    )
    parameters: dict[str, Any] = {"n_people": n_people, "n_tribes": n_tribes, **counts}
    parameters |= {"n_ties": n_ties, "mixing": mixing, "answering": answering, "days": days}
    for values in (*acts, people.handles, people.tribe, people.role):
        values.flags.writeable = False
    digest = digest_arrays(*acts, people.tribe, people.role, text=",".join(people.handles))
    return Society(
        events=Events.from_frame(_frame_acts(acts, people), time="time"),
        people=people,
        acts=acts,
        made_by=MadeBy(function="make_society", parameters=parameters, seed=seed, digest=digest),
    )


class _Ties(NamedTuple):
    """Pairs of members who deal with each other, one row a draw."""

    one: Ints64
    other: Ints64
    warmth: Floats  # 1 within a tribe
    start: Ints64


class _Story:
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

    def draw_ties(self, n_ties: int, mixing: float) -> _Ties:
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
        return _Ties(one, other, np.where(outside, OUTSIDE, 1.0), self.rng.integers(sown, latest))

    def follow_along(self, ties: _Ties) -> Iterator[Acts]:
        """Follow whom one begins to deal with, and often be followed back."""
        back = self.rng.integers(ties.start, self.end)
        for source, target, time in ((ties.one, ties.other, ties.start), (ties.other, ties.one, back)):
            follows = self._some(FOLLOWING * ties.warmth)
            yield _acts(source[follows], target[follows], FOLLOW, time[follows])

    def converse(self, ties: _Ties, answering: float) -> Iterator[Acts]:
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


def _in_order(*parts: Acts) -> Acts:
    """Join by time; who follows somebody already does not do so again."""
    joined = Acts(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.argsort(joined.time, kind="stable")
    source, target, kind, time = (column[order] for column in joined)
    follows = np.flatnonzero(kind == FOLLOW)
    pair = source[follows] * (1 + target.max()) + target[follows]
    keep = kind != FOLLOW
    keep[follows[np.unique(pair, return_index=True)[1]]] = True
    return Acts(source[keep], target[keep], kind[keep], time[keep])


def _frame_acts(acts: Acts, people: People) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "source": people.handles[acts.source],
            "target": people.handles[acts.target],
            "kind": np.array(KINDS, dtype=object)[acts.kind],
            "time": pd.to_datetime(acts.time, unit="us", utc=True),
        }
    )
