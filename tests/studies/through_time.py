"""Tribes through time: planted groups that change edge by edge, and classes of a school by day."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from tests.benchmarks.report import Table
from tests.realdata.folder import DATA
from tests.studies.gradual import frame_edges, plant_gradual_changes
from tests.studies.peers import igraph_leiden
from tests.studies.timelines import ABSENT, longitudinal_ami, spread_tribes
from tribus import Events, trace_tribes
from tribus.metrics import adjusted_mutual_information
from tribus.timeline.placements import smooth_placements

FILTER = 5  # windows of the majority filter
MIN_JACCARD = 0.3  # of a group with one of the window before, to keep its number
SECONDS_PER_DAY = 86_400
N_WINDOWS = {0.2: 150, 0.1: 20}  # of each share of edges that lead out of the groups
N_QUICK_WINDOWS = 10
TNETWORK = "TRIBUS_TNETWORK"  # environment variable: a Python with tnetwork and setuptools below 81


def tables(options):
    """Return the tables of this part."""
    gradual = [
        table_gradual(
            options.seeds, mixing, min(n_windows, N_QUICK_WINDOWS) if options.quick else n_windows
        )
        for mixing, n_windows in N_WINDOWS.items()
    ]
    return [*gradual, table_school()]


def table_gradual(n_seeds, mixing, n_windows):
    """Return the LAMI of each method on groups that change edge by edge."""
    scores: dict[str, list[float]] = {}
    for seed in range(n_seeds):
        planted, edges = plant_gradual_changes(seed, mixing=mixing, n_windows=n_windows)
        for name, tribes in trace_gradual(planted.groups.shape[1], edges).items():
            scores.setdefault(name, []).append(longitudinal_ami(planted, tribes))
    rows = [(name, f"{np.mean(found):.3f}") for name, found in scores.items()]
    title = (
        f"Merges and splits over {n_windows} windows, {mixing:.0%} of the ties lead out of 10 groups of "
        f"10 to 29 people, {n_seeds} seeds"
    )
    return Table(title, ("method", "LAMI"), rows)


def trace_gradual(n_users, edges):
    """Return the tribes of each window that each method finds, by its name."""
    options = {"window": "1d", "step": "1d", "resamples": 2}  # resamples are for the changes only
    timeline = trace_tribes(frame_edges(edges), progress=False, **options)
    smooth = smooth_placements(timeline.placements, timeline.counts.n_users, FILTER)
    found = {
        "tribus": spread_tribes(timeline, n_users),
        f"tribus, smoothing={FILTER}": spread_tribes(replace(timeline, placements=smooth), n_users),
        "igraph Leiden each, Jaccard": match_leiden([_weigh(n_users, *pair) for pair in edges]),
    }
    if importlib.util.find_spec("infomap"):
        found["Infomap multilayer"] = run_infomap(n_users, edges)
    if TNETWORK in os.environ:
        found |= run_tnetwork(n_users, edges)
    return found


def table_school():
    """Return how the classes of a school are found by day."""
    contacts = read_school()
    users = {user: row for row, user in enumerate(sorted({*contacts["a"], *contacts["b"]}))}
    classes = {**dict(zip(contacts["a"], contacts["ca"], strict=True))}
    classes |= dict(zip(contacts["b"], contacts["cb"], strict=True))
    number = {name: index for index, name in enumerate(sorted(set(classes.values())))}
    known = np.array([number[classes[user]] for user in users], np.int32)
    row, col = (contacts[end].map(users).to_numpy() for end in ("a", "b"))
    day = contacts["t"].to_numpy() // SECONDS_PER_DAY
    day -= day.min()
    both = pd.DataFrame(
        {
            "source": np.concatenate([row, col]),
            "target": np.concatenate([col, row]),
            "time": pd.to_datetime(np.tile(contacts["t"], 2), unit="s", utc=True),
        }
    )
    events = Events.from_frame(both, kind="reply", time="time", progress=False)
    timeline = trace_tribes(events, window="1d", step="1d", progress=False)
    days = np.unique(day)
    leiden = match_leiden([_weigh(len(users), row[day == one], col[day == one]) for one in days])
    found = {
        "tribus": spread_tribes(timeline, len(users))[days],
        "igraph Leiden each, Jaccard": leiden,
    }
    seen = np.array([np.isin(np.arange(len(users)), [row[day == one], col[day == one]]) for one in days])
    rows = [(name, *_score_school(tribes, seen, known)) for name, tribes in found.items()]
    title = f"Classes of a school, {len(days)} days with contacts, by day"
    return Table(title, ("method", "AMI with the class", "keep their tribe", "placed"), rows)


def _score_school(tribes, seen, known):
    """Return the mean AMI, the share of pupils who keep their tribe, and the share placed, as text."""
    is_placed = tribes != ABSENT
    ami = [
        adjusted_mutual_information(known[here], np.where(own[here] < 0, 10**6, own[here]))
        for own, here in zip(tribes, seen, strict=True)
    ]
    both = is_placed[1:] & is_placed[:-1]
    kept = [
        (now == before)[here].mean() for now, before, here in zip(tribes[1:], tribes, both, strict=False)
    ]
    placed = [own[here].mean() for own, here in zip(is_placed, seen, strict=True)]
    return tuple(f"{np.mean(values):.3f}" for values in (ami, kept, placed))


def read_school():
    """Return the contacts of the pupils: time in seconds, both pupils and their classes."""
    path = DATA / "thiers-2012" / "thiers_2012.csv.gz"
    return pd.read_csv(path, sep=r"\s+", header=None, names=["t", "a", "b", "ca", "cb"])


def match_leiden(windows):
    """Return the groups of Leiden in each window, numbered by the best Jaccard index with the last."""
    found, n_groups = [], 0
    for weights in windows:
        labels = igraph_leiden(weights, 0)
        labels[weights.sum(axis=1) == 0] = ABSENT
        numbered = np.full(len(labels), ABSENT)
        pairs = []
        if found:
            last = found[-1]
            for one in np.unique(labels[labels >= 0]):
                for other in np.unique(last[last >= 0]):
                    mine, theirs = labels == one, last == other
                    pairs.append(((mine & theirs).sum() / (mine | theirs).sum(), one, other))
        taken: dict[int, int] = {}
        for jaccard, one, other in sorted(pairs, reverse=True):
            if jaccard >= MIN_JACCARD and one not in taken and other not in taken.values():
                taken[one] = other
        for one in np.unique(labels[labels >= 0]):
            if one not in taken:
                taken[one], n_groups = n_groups, n_groups + 1
            numbered[labels == one] = taken[one]
        found.append(numbered)
    return np.array(found)


def run_infomap(n_users, edges):
    """Return the modules of Infomap on a multilayer network, with a layer for each window."""
    import infomap

    network = infomap.Infomap("--two-level --silent --seed 1 --multilayer-relax-limit 1")
    for layer, (row, col) in enumerate(edges):
        for one, other in zip(row.tolist(), col.tolist(), strict=True):
            network.add_multilayer_intra_link(layer, one, other, 1.0)
            network.add_multilayer_intra_link(layer, other, one, 1.0)
    found = np.full((len(edges), n_users), ABSENT)
    for node in network.run().nodes(states=True):
        found[node.layer_id, node.node_id] = node.module_id
    return found


def run_tnetwork(n_users, edges):
    """Return the communities of each method of tnetwork, which runs on a Python of its own."""
    script = Path(__file__).with_name("tnetwork_peer.py")
    with tempfile.TemporaryDirectory() as folder:
        edges_path, found_path = Path(folder) / "edges.npz", Path(folder) / "found.npz"
        window = np.repeat(np.arange(len(edges)), [len(row) for row, _ in edges])
        ends = np.concatenate([np.column_stack(pair) for pair in edges])
        np.savez(edges_path, edges=np.column_stack([window, ends]), n_users=n_users)
        command = [os.environ[TNETWORK], script, edges_path, found_path]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, **quiet)  # noqa: S603 - our own command
        return dict(np.load(found_path))


def _weigh(n_users, row, col):
    """Return the symmetric number of contacts of each pair."""
    ends = np.concatenate([row, col]), np.concatenate([col, row])
    return sparse.csr_array((np.ones(len(ends[0])), ends), shape=(n_users, n_users))
