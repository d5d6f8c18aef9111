"""Societies of a second generator: lognormal activity, tribes, and accounts that only look close.

`tribus.datasets.make_society` was used to choose defaults. This generator shares no code with it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

import tribus as tb

TRIBE_SIZES = (45, 40, 35, 30, 25, 20, 15, 10)
ACTIVITY_SIGMA = 1.0  # of the logarithm: one in twenty is five times as active as the median
N_FRIENDS, N_FRIENDS_OUTSIDE = 7, 2  # ties that each member opens, in the tribe and outside
EVENTS_PER_TIE = 4.0  # mean, for two users of mean activity
ANSWERED_SHARE = 0.6  # of the events between friends
N_STRAY = 2  # events of each member to random users, rarely answered
STRAY_ANSWERED_SHARE = 0.05
N_PUSHY = 10  # accounts of each of the two kinds
PUSHY_EVENTS, SPREAD_EVENTS = 8, 5  # of an account that gets one answer
ANSWER_RATES = (0.0, 0.02, 0.05, 0.10, 0.15)  # of popular accounts and gurus
N_FAMOUS = 2  # popular accounts, and gurus, of each rate
FAN_SHARE, FAN_EVENTS = 0.4, 3  # of a tribe, for a popular account; events of each fan
FOLLOWING_SHARE = 0.15  # of all members, for a guru
DAYS = 180


@dataclass(frozen=True)
class LognormalSociety:
    """Events, and the true role of every user: member, or a kind of outsider."""

    events: tb.Events
    role: pd.Series  # by user
    tribe: pd.Series  # by user; -1 for outsiders


def make_lognormal_society(seed=0):
    """Make a society of eight tribes, pushy accounts, popular accounts and gurus."""
    simulation = _Simulation(np.random.default_rng([seed, 14]))
    simulation.add_friendships()
    simulation.add_stray_events()
    simulation.add_pushy()
    simulation.add_famous()
    return simulation.finish()


class _Simulation:
    def __init__(self, rng):
        self.rng = rng
        self.tribe = np.repeat(np.arange(len(TRIBE_SIZES)), TRIBE_SIZES)
        self.n_members = len(self.tribe)
        self.roles = ["member"] * self.n_members
        self.activity = rng.lognormal(-(ACTIVITY_SIGMA**2) / 2, ACTIVITY_SIGMA, self.n_members)
        self.rows = []  # source, target

    def add_account(self, role):
        """Return the index of a new account without a tribe."""
        self.roles.append(role)
        return len(self.roles) - 1

    def converse(self, source, target, n_events, answered_share):
        """Add events from source to target; each is answered with this probability."""
        answers = self.rng.binomial(n_events, answered_share)
        self.rows += [(source, target)] * n_events + [(target, source)] * answers

    def add_friendships(self):
        """Every member opens ties in the tribe, and some outside; the activity of both counts."""
        for user in range(self.n_members):
            same = np.flatnonzero(self.tribe == self.tribe[user])
            other = np.flatnonzero(self.tribe != self.tribe[user])
            friends = self.rng.choice(same[same != user], min(N_FRIENDS, len(same) - 1), replace=False)
            outside = self.rng.choice(other, self.rng.poisson(N_FRIENDS_OUTSIDE), replace=False)
            for friend in (*friends, *outside):
                mean = EVENTS_PER_TIE * np.sqrt(self.activity[user] * self.activity[friend])
                self.converse(user, friend, self.rng.poisson(mean), ANSWERED_SHARE)

    def add_stray_events(self):
        """Members also address random members, who rarely answer."""
        for user in range(self.n_members):
            for other in self.rng.integers(0, self.n_members, N_STRAY):
                if other != user:
                    self.converse(user, other, 1, STRAY_ANSWERED_SHARE)

    def add_pushy(self):
        """Add accounts that press one person, or a whole tribe, and get one answer."""
        for _ in range(N_PUSHY):
            account, person = self.add_account("pushy, one person"), self.rng.integers(self.n_members)
            self.rows += [(account, person)] * PUSHY_EVENTS + [(person, account)]
            account = self.add_account("pushy, spread")
            tribe = self.members_of_some_tribe()
            people = self.rng.choice(tribe, SPREAD_EVENTS, replace=False)
            self.rows += [(account, person) for person in people] + [(people[0], account)]

    def add_famous(self):
        """Add popular accounts, known in one tribe, and gurus, known in all; few fans get answers."""
        for rate in ANSWER_RATES:
            for _ in range(N_FAMOUS):
                account, tribe = self.add_account(f"popular, {rate:.0%}"), self.members_of_some_tribe()
                self.add_fans(account, tribe, FAN_SHARE, rate)
                account = self.add_account(f"guru, {rate:.0%}")
                self.add_fans(account, np.arange(self.n_members), FOLLOWING_SHARE, rate)

    def add_fans(self, account, people, share, rate):
        for fan in people[self.rng.random(len(people)) < share]:
            self.converse(fan, account, FAN_EVENTS, rate)

    def members_of_some_tribe(self):
        return np.flatnonzero(self.tribe == self.rng.integers(len(TRIBE_SIZES)))

    def finish(self):
        """Return the society, with the events in random order over the days."""
        users = pd.Index([f"u{number:04d}" for number in range(len(self.roles))])
        source, target = np.array(self.rows).T
        days = pd.to_timedelta(self.rng.random(len(source)) * DAYS, unit="D")
        table = pd.DataFrame(
            {
                "source": users[source],
                "target": users[target],
                "kind": "reply",
                "time": pd.Timestamp("2024-01-01", tz="UTC") + days,
            }
        )
        tribe = np.append(self.tribe, np.full(len(users) - self.n_members, -1))
        return LognormalSociety(
            tb.Events.from_frame(table, time="time"),
            pd.Series(self.roles, index=users),
            pd.Series(tribe, index=users),
        )
