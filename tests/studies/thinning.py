"""Thinning: agreement of the groups of a thinned network with the groups of the whole one."""

import numpy as np

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.conversations import CONVERSATIONS
from tests.realdata.folder import DATA
from tests.studies.tribes import read
from tribus.metrics import adjusted_mutual_information

SETS = ("collegemsg", "digg-reply", "higgs", "politics-uk", "lastfm")
SHARES = (0.9, 0.75, 0.5, 0.25, 0.1, 0.0)  # of the one-way ties
SEEDS = (1,)
HEADS = (
    "events",
    "ties",
    "mutual",
    "another seed",
    *(f"{share:.0%} of one-way ties" for share in SHARES),
)


def tables(_options):
    """The agreement by share of the one-way ties that is kept, and the share of the events left out."""
    return [
        Table(
            "AMI with the groups of the whole network; in brackets the share of the events left out",
            HEADS,
            [_row(name) for name in SETS],
        )
    ]


def _row(name):
    if name in CONVERSATIONS:
        events = tb.Events.from_frame(CONVERSATIONS[name](DATA / name), time="time")
    else:
        events = read(name)[0]
    whole = build(events)
    n_mutual = int(np.count_nonzero(whole.evidence.mutual())) // 2
    n_one_way = whole.n_ties - n_mutual
    users, expected = whole.users, find(whole)
    seeds = np.mean([agree(users, expected, find(whole, seed)) for seed in SEEDS])
    cells = [name, f"{whole.n_ties:,}", f"{n_mutual:,}", f"{seeds:.2f}"]
    for share in SHARES:
        max_ties = n_mutual + int(share * n_one_way)
        if not n_one_way or not max_ties:
            cells.append("–")
            continue
        network = build(events, max_ties=max_ties)
        agreement = np.mean([agree(users, expected, find(network, seed)) for seed in SEEDS])
        cells.append(f"{agreement:.2f} ({network.thinning.error:.0%})")
    return tuple(cells)


def build(events, **options):
    """Return the network without decay."""
    return tb.build_network(events, half_life=None, progress=False, **options)


def find(network, seed=0):
    """Return the group of each user; one resolution for all, so that only the ties differ."""
    tribes = tb.find_tribes(network, resolution=1.0, facets=False, seed=seed, progress=False)
    return dict(zip(network.users, tribes.labels.tolist(), strict=True))


def agree(users, one, other):
    """Return the adjusted mutual information of two groupings of the same users."""
    return adjusted_mutual_information(
        *(np.array([labels[user] for user in users]) for labels in (one, other))
    )
