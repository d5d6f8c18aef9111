"""Real networks in two halves of their events: each half is fresh data of the same source."""

import numpy as np
import pandas as pd

import tribus as tb
from tests.realdata.conversations import CONVERSATIONS
from tests.realdata.folder import DATA
from tests.studies.chance import add_up_pairs
from tests.studies.planted import spread
from tests.studies.tribes import read
from tribus.inference.certainty import is_in_own_tribe

NAMES = ("politics-uk", "us-senators", "email-eu-core", "olympics", "polblogs", "lastfm", "collegemsg")
FRIENDSHIPS = ("us-senators", "lastfm")  # a tie is two follows, which belong to one half


def measure_halves(name, seed):
    """Return the certainty of each user in either half, and whether the other half agrees."""
    table, n_users = read_pairs(name)
    halves = [build(half) for half in split_events(table, seed, is_mutual=name in FRIENDSHIPS)]
    frames = [_compare(*pair, n_users) for pair in (halves, halves[::-1])]
    return pd.concat(frames).assign(network=name)


def read_pairs(name):
    """Return events of a real network by pair and kind, users numbered from 0; and how many users."""
    if name in CONVERSATIONS:
        events = tb.Events.from_frame(CONVERSATIONS[name](DATA / name), time="time")
    else:
        events = read(name)[0]
    table = add_up_pairs(events)
    return table.astype({"count": int}), int(table[["source", "target"]].to_numpy().max()) + 1


def split_events(table, seed, *, is_mutual):
    """Return two tables; each event is in one of them, with the same probability.

    With `is_mutual` both directions of a tie are in the same table.
    """
    generator = np.random.default_rng(seed)
    first = generator.binomial(table["count"], 0.5)
    if is_mutual:
        ends = np.sort(table[["source", "target"]].to_numpy(), axis=1)
        tie = np.unique(ends, axis=0, return_inverse=True)[1].ravel()
        first = table["count"].to_numpy() * generator.integers(0, 2, tie.max() + 1)[tie]
    halves = table.assign(count=first), table.assign(count=table["count"] - first)
    return [half[half["count"] > 0] for half in halves]


def build(table):
    """Return the network of a table of counts."""
    return tb.build_network(tb.Events.from_frame(table, count="count"), progress=False)


def _compare(network, other, n_users):
    tribes = tb.find_tribes(network, progress=False)
    again = tb.find_tribes(other, resolution=tribes.resolution, significance=None, progress=False)
    labels = spread(network, tribes.labels, n_users, absent=-1).astype(np.int32)
    others = spread(other, again.labels, n_users, absent=-1).astype(np.int32)
    certainty = spread(network, tribes.certainty, n_users, absent=np.nan)
    frame = pd.DataFrame({"certainty": certainty, "again": is_in_own_tribe(labels, others)})
    return frame[labels >= 0]
