"""Groups of one network: tribus on one machine, mercury-graph's Louvain on Spark."""

import tempfile
from importlib.util import find_spec
from types import SimpleNamespace

import pyarrow as pa

from tests.benchmarks.lake import cpu_of_family, open_session
from tests.benchmarks.report import Table, number
from tests.benchmarks.runner import Job, Limits, run_in_turn

CPU_MINUTES, MOST_GB = 30, 12
PEOPLE = 10_000
PACKAGES = ("tribus", "mercury-graph")
HEADS = ("package", "ties", "CPU s", "wall s", "groups")


def run(*, package):
    """Find the groups of a made society; starting Spark and making the network are not measured."""
    import time

    import tribus as tb

    events = tb.datasets.make_society(n_people=PEOPLE, n_tribes=PEOPLE // 100, seed=0).events
    network = tb.build_network(events, half_life=None, progress=False)
    if package == "tribus":
        find = _prepare_tribus(network)
    elif find_spec("mercury") is None:
        return {"failed": "not installed; pip install mercury-graph"}
    else:
        find = _prepare_mercury(network)
    cpu, clock = cpu_of_family(), time.perf_counter()
    n_groups = find()
    return {
        "cpu": cpu_of_family() - cpu,
        "wall": time.perf_counter() - clock,
        "ties": network.n_ties,
        "groups": n_groups,
    }


def _prepare_tribus(network):
    import tribus as tb

    tb.find_tribes(network, resolution=1.0, progress=False)  # compile
    return lambda: tb.find_tribes(network, resolution=1.0, progress=False).n_groups


def _prepare_mercury(network):
    from mercury.graph.ml.louvain import LouvainCommunities
    from scipy.sparse import triu

    session = open_session()
    session.sparkContext.setCheckpointDir(tempfile.mkdtemp())
    ties = triu(network.to_scipy("affinity"), k=1).tocoo()
    table = pa.table(
        {"src": ties.row.astype("int64"), "dst": ties.col.astype("int64"), "weight": ties.data}
    )
    edges = session.createDataFrame(table).cache()
    edges.count()
    graph = SimpleNamespace(graphframe=SimpleNamespace(edges=edges))  # all that Louvain reads of it

    def find():
        labels = LouvainCommunities(all_partitions=False, verbose=False).fit(graph).labels_
        return labels.select(labels.columns[-1]).distinct().count()

    return find


def measure(options):
    """Return the results by package."""
    jobs = [Job(package, "spark_peers", {"package": package}) for package in PACKAGES]
    return run_in_turn(jobs, options.rounds, Limits(60 * CPU_MINUTES, MOST_GB))


def tables(found, _options):
    """Return one row per package."""
    rows = []
    for package, results in found.items():
        if "failed" in results[0]:
            rows.append((package, results[0]["failed"]))
            continue
        best = min(results, key=lambda cost: cost["cpu"])
        rows.append(
            (
                package,
                f"{best['ties']:,}",
                number(best["cpu"]),
                number(best["wall"]),
                f"{best['groups']:,}",
            )
        )
    return [Table(f"groups of {PEOPLE:,} people", HEADS, rows)]
