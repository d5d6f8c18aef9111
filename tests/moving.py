"""Planted groups that change from window to window: events of one day for each window."""

import numpy as np
import pandas as pd

from tribus import Events

START = pd.Timestamp("2024-01-01", tz="UTC")
DAY = pd.Timedelta(days=1)


def make_days(truth, *, partners=6, mixing=0.1, events=2, seed=0):
    """Return events of one day for each partition, with replies in both directions.

    `truth` has one dict for each day, from user to group. Each user has about `2 * partners` partners a
    day; the share `mixing` of them are users of any group.
    """
    generator = np.random.default_rng(seed)
    rows = []
    for day, groups in enumerate(truth):
        users = sorted(groups)
        for user in users:
            own = [other for other in users if groups[other] == groups[user] and other != user]
            for _ in range(partners):
                pool = users if generator.random() < mixing or not own else own
                other = pool[generator.integers(len(pool))]
                if other == user:
                    continue
                times = START + day * DAY + pd.to_timedelta(generator.integers(0, 86_400, 2), unit="s")
                rows += [(user, other, times[0])] * events + [(other, user, times[1])] * events
    return pd.DataFrame(rows, columns=["source", "target", "time"])


def make_events(truth, **options):
    """Return the events of `make_days` as Events."""
    return Events.from_frame(make_days(truth, **options), kind="reply", time="time")


def plant(sizes):
    """Return a partition with groups of these sizes: users `g0u00`, `g0u01`, ..."""
    return {f"g{group}u{user:02}": group for group, size in enumerate(sizes) for user in range(size)}
