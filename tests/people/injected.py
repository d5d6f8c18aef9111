"""Bought followers, a starter pack and a follow-back ring, added to tables of events."""

import numpy as np
import pandas as pd

FOLLOWS = ["source", "target", "kind", "time"]


class Injection:
    """Rows to add to a table of events between its first and last time.

    Parameters
    ----------
    table
        `source`, `target`, `kind` and `time`.
    seed
        Seed of all draws.
    camouflage
        Whether the added accounts also follow five others at any time, and the people of the starter
        pack follow most of it rather than all.
    """

    def __init__(self, table, seed, *, camouflage):
        self.rng, self.camouflage = np.random.default_rng(seed), camouflage
        self.table, self.users = table, np.unique(table[["source", "target"]].to_numpy())
        self.start, self.span = table["time"].min(), table["time"].max() - table["time"].min()
        talk = table[table["kind"].isin(["reply", "mention", "quote"])]
        self.speakers = talk["source"].value_counts().index.to_numpy()[:80]
        self.rows = []

    def buy(self, n_bought, *, n_buyers=4, days=7):
        """Sell silent followers to the first buyer, and each to half of the others, within some days."""
        buyers, begin = self.rng.choice(self.speakers, n_buyers, replace=False), self._any_time(0.2, 0.8)
        bought = [f"bought{number}" for number in range(n_bought)]
        for user in bought:
            chosen = [buyers[0], *buyers[1:][self.rng.random(n_buyers - 1) < 0.5]]
            self.rows += [(user, buyer, "follow", self._soon(begin, days)) for buyer in chosen]
            self._hide(user)
        return set(bought)

    def share_pack(self, n_people=60, n_profiles=12, days=40):
        """Let honest people follow a starter pack at once, on different days; a third never speaks."""
        pack, begin = self.rng.choice(self.speakers, n_profiles, replace=False), self._any_time(0.2, 0.7)
        for number in range(n_people):
            user, moment = f"pack{number}", self._soon(begin, days)
            taken = pack[self.rng.random(n_profiles) < (0.8 if self.camouflage else 1)]
            self.rows += [
                (user, profile, "follow", moment + pd.Timedelta(seconds=place))
                for place, profile in enumerate(taken)
            ]
            if number % 3:
                others = self.rng.choice(pack, 3)
                self.rows += [(user, other, "reply", self._soon(moment, 20)) for other in others]

    def follow_back(self, n_accounts=20, days=5):
        """Let the accounts of a ring follow each other within some days."""
        ring, begin = [f"ring{number}" for number in range(n_accounts)], self._any_time(0.2, 0.8)
        pairs = [(one, other) for one in ring for other in ring if one != other]
        self.rows += [(*pair, "follow", self._soon(begin, days)) for pair in pairs]
        for user in ring:
            self._hide(user)

    def to_frame(self):
        """The table with all added rows up to its last time."""
        added = pd.DataFrame(self.rows, columns=FOLLOWS)
        added = added[added["time"] <= self.start + self.span]
        return pd.concat([self.table[FOLLOWS], added], ignore_index=True)

    def _hide(self, user):
        if self.camouflage:
            others = self.rng.choice(self.users, 5, replace=False)
            self.rows += [(user, other, "follow", self._any_time(0, 1)) for other in others]

    def _any_time(self, first, last):
        return self.start + self.span * self.rng.uniform(first, last)

    def _soon(self, begin, days):
        return begin + pd.Timedelta(days=float(self.rng.uniform(0, days)))
