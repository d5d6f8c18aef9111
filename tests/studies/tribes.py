"""Known groups: agreement of tribes and of other methods with them."""

from functools import cache

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.folder import DATA
from tests.realdata.networks import READERS
from tests.studies.peers import PEERS, add_up, python_louvain
from tests.studies.scores import score_groups
from tribus.community.leiden import leiden

MAIN = ("politics-uk", "us-senators", "ontario-mpps", "email-eu-core", "lastfm")  # networks of the mean
GRID = np.geomspace(1 / 4, 8, 11)
OURS, LEVEL, GAMMA = "tribus", "tribus, best level", "tribus, best γ"
PLAIN = ("plain ties, best γ", "logarithm of both ways, best γ")
BEST, FOLLOWS = "best baseline", "python-louvain, follows"
HEADS = ("method", "AMI", "ARI", "BCubed F1", "groups")


def tables(options):
    """Return one table of agreement for all networks, then one table of all scores per network."""
    found = {name: score_network(name, options.seeds) for name in READERS}
    return [_summarise(found), *(_list_scores(name, rows) for name, rows in found.items())]


def score_network(name, seeds):
    """Return scores of each method on a network, averaged over the seeds."""
    events, groups = read(name)
    network = tb.build_network(events, progress=False)
    known, has_group = known_groups(network, groups)
    runs = []
    for seed in range(seeds):
        found = find_ours(network, seed) | find_theirs(network, seed)
        scores = {
            method: [score_groups(labels[has_group], known) for labels in several]
            for method, several in found.items()
        }
        runs.append({method: max(rows, key=lambda row: row["AMI"]) for method, rows in scores.items()})
    return {method: pd.DataFrame([run[method] for run in runs]).mean() for method in runs[0]}


@cache
def read(name):
    """Return the events of a real network, and the known group of each user with one."""
    return READERS[name](DATA / name)


def known_groups(network, groups):
    """Return known groups as numbers, and a mask of the users with one."""
    names = pd.Series([groups.get(user) for user in network.users])
    has_group = names.notna().to_numpy()
    return names[has_group].factorize()[0], has_group


def find_ours(network, seed):
    """Return labels with the defaults, at each level, and at each resolution of a grid."""
    tribes = tb.find_tribes(network, seed=seed, progress=False)
    affinity = network.to_scipy("affinity")
    return {
        OURS: [tribes.labels],
        LEVEL: [tribes.at_level(number).labels for number in range(len(tribes.levels))],
        GAMMA: _search_grid(affinity, seed),
    }


def _search_grid(affinity, seed):
    return [leiden(affinity, resolution=float(gamma), seed=seed) for gamma in GRID]


def add_plain(network):
    """Return the weights of both plain baselines: who is tied, and the logarithm of all events."""
    everything = add_up(network)
    return dict(zip(PLAIN, (everything.sign(), everything.log1p()), strict=True))


def find_theirs(network, seed):
    """Return labels of each baseline, and of both plain weights at each resolution of a grid."""
    everything = add_up(network)
    found = {name: _search_grid(weights, seed) for name, weights in add_plain(network).items()}
    found |= {name: [method(everything, seed)] for name, method in PEERS.items()}
    if "follow" in network.kinds and len(network.kinds) > 1:
        found[FOLLOWS] = [python_louvain(add_up(network, ["follow"]), seed)]
    return found


def _summarise(found):
    methods = dict.fromkeys(method for rows in found.values() for method in rows)
    ami = pd.DataFrame(
        {name: {m: rows[m]["AMI"] for m in methods if m in rows} for name, rows in found.items()}
    )
    theirs = [method for method in methods if method not in {OURS, LEVEL, GAMMA, *PLAIN}]
    ami.loc[BEST] = ami.loc[theirs].max()
    order = [OURS, LEVEL, GAMMA, *PLAIN, BEST, *theirs]
    means = ami[list(MAIN)].mean(axis=1, skipna=False)
    rows = [
        (method, *(_three_digits(ami.loc[method, name]) for name in found), _three_digits(means[method]))
        for method in order
    ]
    return Table("AMI with the known groups", ("method", *found, "mean of the first five"), rows)


def _list_scores(name, rows):
    lines = [
        (
            method,
            *(_three_digits(row[head]) for head in ("AMI", "ARI", "BCubed")),
            f"{row['groups']:.0f}",
        )
        for method, row in rows.items()
    ]
    events, groups = read(name)
    return Table(f"{name}: {events.n_users:,} users, {len(set(groups.values()))} groups", HEADS, lines)


def _three_digits(value):
    return "" if pd.isna(value) else f"{value:.3f}"
