"""Community detection from a scipy CSR of weights: tribus and other packages."""

import os
import sys
from pathlib import Path

import numpy as np
from scipy import sparse

from tests.benchmarks import scores
from tests.benchmarks.graphs import groups_path, open_graph
from tests.benchmarks.measure import cpu_seconds, metered
from tests.benchmarks.peers import PEERS, TRIBUS, asked_for
from tests.benchmarks.report import Table, median, number, ratios, spread
from tests.benchmarks.runner import Job, run_in_turn

MIXINGS = (0.3, 0.5)
HEADS = (
    "package", "threads", "convert", "detect", "whole", "× tribus", "wall",
    "Q", "AMI", "groups", "broken",
)  # fmt: skip
MEMORY_HEADS = ("package", "threads", "convert", "detect", "both", "process, GB")


def run(*, peer, graph, threads, labels):
    """Measure one package on one graph, in its own process."""
    peer = next(each for each in PEERS if each.name == peer)
    began = cpu_seconds()
    peer.detect(peer.convert(two_triangles(), threads), threads)
    start = cpu_seconds() - began
    adjacency = sparse.load_npz(graph)
    with metered() as whole:
        with metered() as convert:
            converted = peer.convert(adjacency, threads)
        with metered() as detect:
            found = peer.detect(converted, threads)
    np.save(labels, found)
    return {"start": start, "convert": convert, "detect": detect, "whole": whole}


def two_triangles():
    """Return a tiny graph with communities, to load code before the measurement."""
    triangle = np.ones((3, 3)) - np.eye(3)
    return sparse.csr_matrix(sparse.block_diag([triangle, triangle]))


def measure(options):
    """Return results by (users, mixing), then by package and threads."""
    found = {}
    for users in options.users:
        for mixing in MIXINGS:
            graph = open_graph(options.folder, users, mixing)
            jobs = [
                Job(f"{peer.name} x{threads}", "detection", _arguments(peer, graph, threads), threads)
                for peer in chosen_peers(options)
                if peer.version and users <= peer.largest
                for threads in ((1, 2) if peer.threads else (1,))
            ]
            scorer = Scorer(graph)
            found[users, mixing] = run_in_turn(jobs, options.rounds, options.limits, finish=scorer.score)
    return found


def chosen_peers(options):
    """Return the chosen packages."""
    return [peer for peer in PEERS if asked_for(peer.name, options)]


def _arguments(peer, graph, threads):
    labels = graph.with_name(f"labels-{os.getpid()}.npy")
    return {"peer": peer.name, "graph": str(graph), "threads": threads, "labels": str(labels)}


class Scorer:
    """Score each labelling once: most packages return the same labels in every round."""

    def __init__(self, graph):
        self.adjacency = sparse.load_npz(graph)
        self.groups = np.load(groups_path(graph))
        self.known = {}

    def score(self, job, result):
        """Add the scores of the labels to the result."""
        path = Path(job.arguments["labels"])
        labels = np.unique(np.load(path), return_inverse=True)[1].astype(np.int32)
        path.unlink()
        digest = labels.tobytes()
        if digest not in self.known:
            self.known = {digest: self._score(labels)} | dict(list(self.known.items())[:10])
        result |= self.known[digest]
        result["ties"] = self.adjacency.nnz // 2

    def _score(self, labels):
        return {
            "Q": scores.modularity(self.adjacency, labels),
            "AMI": scores.agreement(labels, self.groups),
            "groups": int(labels.max()) + 1,
            "broken": scores.count_disconnected(self.adjacency, labels),
        }


def tables(found, options):
    """Return a table of packages, then costs and scores for each graph."""
    made = [_list_peers(found, options)]
    for (users, mixing), results in found.items():
        rows = [_row(label, runs, results) for label, runs in results.items()]
        rows += [
            (peer.name, f"not run above {peer.largest:,} users: {peer.why}")
            for peer in chosen_peers(options)
            if peer.version and users > peer.largest
        ]
        made.append(Table(f"{users:,} users, mixing {mixing}: CPU seconds and scores", HEADS, rows))
    return made + memory_tables(found)


def _row(label, runs, results):
    name, threads = label.rsplit(" x", 1)
    good = [run for run in runs if "failed" not in run]
    if not good:
        return label, runs[0]["failed"]
    base = [run.get("whole") for run in results[f"{TRIBUS} x1"]]
    return (
        name,
        threads,
        number(median(run["convert"]["cpu"] for run in good)),
        number(median(run["detect"]["cpu"] for run in good)),
        spread([run["whole"]["cpu"] for run in good]),
        ratios([run["whole"] for run in good], base),
        number(median(run["whole"]["wall"] for run in good)),
        f"{median(run['Q'] for run in good):.4f}",
        f"{median(run['AMI'] for run in good):.3f}",
        f"{median(run['groups'] for run in good):.0f}",
        f"{max(run['broken'] for run in good)}",
    )


def memory_tables(found):
    """Return resident memory above the CSR, in bytes per undirected tie."""
    return [
        Table(
            f"{users:,} users, mixing {mixing}: bytes a tie above the CSR",
            MEMORY_HEADS,
            [_memory_row(label, runs) for label, runs in results.items()],
        )
        for (users, mixing), results in found.items()
    ]


def _memory_row(label, runs):
    good = [run for run in runs if "failed" not in run]
    if not good:
        return label, runs[0]["failed"]
    steps = [
        median(run[step]["above"] / run["ties"] for run in good)
        for step in ("convert", "detect", "whole")
    ]
    peak = median(run["process_peak"] for run in good) / 1e9
    return *label.rsplit(" x", 1), *(f"{value:.0f}" for value in steps), f"{peak:.2f}"


def _list_peers(found, options):
    rows = []
    for peer in chosen_peers(options):
        runs = [
            run["start"]
            for results in found.values()
            for run in results.get(f"{peer.name} x1", [])
            if "failed" not in run
        ]
        start = number(median(runs)) if runs else ""
        rows.append((peer.name, f"{peer.distribution} {peer.version or 'is absent'}", start, peer.why))
        if not peer.version:
            print(f"absent: {peer.name} (pip install {peer.distribution})", file=sys.stderr)
    return Table("packages", ("package", "distribution", "to start, CPU s", "how"), rows)
