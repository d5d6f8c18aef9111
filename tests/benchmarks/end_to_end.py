"""From a Parquet file to groups: tribus and the usual script."""

import os
from pathlib import Path

import numpy as np

from tests.benchmarks import scores
from tests.benchmarks.events_tables import open_table
from tests.benchmarks.graphs import groups_path
from tests.benchmarks.measure import metered
from tests.benchmarks.peers import asked_for
from tests.benchmarks.report import Table, median, number, ratios, spread
from tests.benchmarks.runner import Job, Limits, run_in_turn

ONE, NAIVE = "tribus, γ = 1", "naive"  # naive: pandas, networkx and python-louvain
TRIBUS = {
    ONE: ({"half_life": "30d"}, {"resolution": 1.0, "significance": None}),
    "tribus, γ inferred": ({"half_life": "30d"}, {}),
    "tribus, all inferred": ({}, {}),
}
NAIVE_MINUTES, NAIVE_GB = 20, 16
HEADS = (
    "by", "import", "read", "network", "groups", "whole", "× tribus γ = 1", "wall",
    "peak, GB", "AMI", "found",
)  # fmt: skip


def run(*, method, path, labels):
    """Measure a whole script with its imports; write the labels of the users to a file."""
    steps = {}
    with metered() as whole:
        found = run_naive(path, steps) if method == NAIVE else run_tribus(path, *TRIBUS[method], steps)
    users, tribes = found
    np.savez(
        labels,
        users=np.char.replace(np.asarray(users, "U"), "user_", "").astype(np.int64),
        labels=tribes,
    )
    return {**steps, "whole": whole}


def run_tribus(path, build_options, find_options, steps):
    """Measure the steps of the README."""
    with metered() as steps["import"]:
        import tribus as tb
    with metered() as steps["read"]:
        events = tb.read_events(path)
    with metered() as steps["network"]:
        network = tb.build_network(events, **build_options)
    with metered() as steps["groups"]:
        tribes = tb.find_tribes(network, progress=False, **find_options)
        answer = tribes.to_frame()
    return answer["user"], answer["tribe"].to_numpy()


def run_naive(path, steps):
    """Measure the first script: count rows, make a graph, call best_partition."""
    with metered() as steps["import"]:
        import networkx as nx
        import pandas as pd
        from community import best_partition
    with metered() as steps["read"]:
        events = pd.read_parquet(path)
    with metered() as steps["network"]:
        counts = events.groupby(["source", "target"]).size().reset_index(name="weight")
        graph = nx.from_pandas_edgelist(counts, "source", "target", "weight")
    with metered() as steps["groups"]:
        groups = best_partition(graph, random_state=0)
    return list(groups), np.fromiter(groups.values(), np.int64, len(groups))


def measure(options):
    """Return results by rows, then by method."""
    generous = Limits(60 * NAIVE_MINUTES, NAIVE_GB)
    methods = dict.fromkeys(TRIBUS) | ({NAIVE: generous} if asked_for(NAIVE, options) else {})
    found = {}
    for rows in options.rows:
        path = open_table(options.folder, rows, "parquet")
        told = {"path": str(path), "labels": str(path.with_name(f"labels-{os.getpid()}.npz"))}
        jobs = [
            Job(method, "end_to_end", {"method": method, **told}, limits=limits)
            for method, limits in methods.items()
        ]
        found[rows] = run_in_turn(jobs, options.rounds, options.limits, finish=_score)
    return found


def _score(job, result):
    answer = np.load(job.arguments["labels"])
    Path(job.arguments["labels"]).unlink()
    groups = np.load(groups_path(Path(job.arguments["path"])))[answer["users"]]
    labels = answer["labels"]
    found = len(np.unique(labels[labels >= 0]))
    alone = np.where(labels < 0, labels.max() + 1 + np.arange(len(labels)), labels)  # -1: a group of one
    ours = np.unique(alone, return_inverse=True)[1]
    result |= {"AMI": scores.agreement(ours, groups), "found": found}


def tables(found, _options):
    """Return the costs of the whole way."""
    return [
        Table(
            f"{rows:,} events in Parquet to groups: CPU seconds",
            HEADS,
            [_row(method, runs, results[ONE]) for method, runs in results.items()],
        )
        for rows, results in found.items()
    ]


def _row(method, runs, base):
    good = [run for run in runs if "failed" not in run]
    if not good:
        return method, runs[0]["failed"]
    return (
        method,
        *(number(median(run[step]["cpu"] for run in good)) for step in HEADS[1:5]),
        spread([run["whole"]["cpu"] for run in good]),
        ratios([run["whole"] for run in good], [run.get("whole") for run in base]),
        number(median(run["whole"]["wall"] for run in good)),
        f"{median(run['process_peak'] for run in good) / 1e9:.2f}",
        f"{median(run['AMI'] for run in good):.3f}",
        f"{median(run['found'] for run in good):.0f}",
    )
