"""From a lake to the pair table, on one machine and on Spark: the cost of a billion events."""

import os
import sys
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.events_tables import open_table
from tests.benchmarks.measure import metered
from tests.benchmarks.report import Table, number
from tests.benchmarks.runner import Job, Limits, run_in_turn

CPU_MINUTES, MOST_GB = 30, 12
ROWS = (1_000_000, 3_000_000, 10_000_000)
HALF_LIFE_US, NOW_US = 90 * 86_400e6, 1_740_000_000_000_000
BILLION = 10**9
HEADS = (
    "events",
    "pairs",
    "DuckDB, CPU s",
    "Spark, CPU s",
    "ratio",
    "session, CPU s",
    "network, bytes a pair",
)
SPARK_OPTIONS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:+UseParallelGC",
    "spark.driver.memory": "4g",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def run(*, path, on_spark):
    """Read a table and sum its pairs; the start of the session is a step of its own."""
    begun, session = cpu_of_family(), None
    if on_spark:
        session = open_session()
    started, clock = cpu_of_family(), time.perf_counter()
    events = read_lake(path, session)
    n_pairs = sum_lake(events)
    costs = {
        "start": started - begun,
        "cpu": cpu_of_family() - started,
        "wall": time.perf_counter() - clock,
        "pairs": n_pairs,
    }
    if session is None:
        costs["bytes"] = measure_network(events) / n_pairs
    else:
        session.stop()
    return costs


def open_session():
    """Return a Spark session with two cores, after its first query."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config(map=SPARK_OPTIONS).getOrCreate()
    session.range(1).count()
    return session


def read_lake(path, session):
    """Return the events of a table, read with a Spark session or without."""
    import tribus as tb

    return tb.read_events(path, engine=session, progress=False)


def measure_network(events):
    """Return the bytes that a network needs above the events, at its peak; it is compiled before."""
    import tribus as tb

    society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=0)
    tb.build_network(society.events, half_life="90d", progress=False)
    with metered() as cost:
        tb.build_network(events, half_life="90d", progress=False)
    return cost["above"]


def sum_lake(events):
    """Return the number of pairs of events."""
    from tribus.events import lazy_table
    from tribus.events.pairs import sum_pairs

    pairs = sum_pairs(lazy_table(events), n_users=events.n_users, half_life=HALF_LIFE_US, now=NOW_US)
    return len(pairs)


def cpu_of_family():
    """Return the CPU seconds of this process and of all its descendants: the JVM and its workers."""
    parents, seconds = {}, {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = file.read_text().rsplit(")", 1)
        except OSError:
            continue  # it has just ended, and its parent has its seconds
        fields, pid = rest.split(), int(name.split(" ", 1)[0])
        parents[pid] = int(fields[1])
        seconds[pid] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return sum(spent for pid, spent in seconds.items() if _is_family(pid, parents))


def _is_family(pid, parents):
    while pid not in (os.getpid(), 0):
        pid = parents.get(pid, 0)
    return pid != 0


def measure(options):
    """Return the results by number of rows and engine."""
    found = {}
    for rows in ROWS if options.rows == (1_000_000, 10_000_000) else options.rows:
        path = str(open_table(options.folder, rows, "parquet"))
        jobs = [
            Job(engine, "lake", {"path": path, "on_spark": engine == "Spark"})
            for engine in ("DuckDB", "Spark")
        ]
        found[rows] = run_in_turn(jobs, options.rounds, Limits(60 * CPU_MINUTES, MOST_GB))
    return found


def tables(found, _options):
    """Return the costs by size, and the line through them."""
    failed = [
        (f"{rows:,} events, {engine}", results[0]["failed"])
        for rows, engines in found.items()
        for engine, results in engines.items()
        if "failed" in results[0]
    ]
    if failed:
        return [Table("from a lake to the pair table", HEADS, failed)]
    best = {
        rows: {engine: min(results, key=lambda cost: cost["cpu"]) for engine, results in engines.items()}
        for rows, engines in found.items()
    }
    rows = [
        (
            f"{n:,}",
            f"{costs['Spark']['pairs']:,}",
            number(costs["DuckDB"]["cpu"]),
            number(costs["Spark"]["cpu"]),
            number(costs["Spark"]["cpu"] / costs["DuckDB"]["cpu"]),
            number(costs["Spark"]["start"]),
            number(costs["DuckDB"]["bytes"]),
        )
        for n, costs in best.items()
    ]
    return [Table("from a lake to the pair table", HEADS, rows), _fit(best)]


def _fit(best):
    """Return the line ``CPU s = a + b (events / 10^9)`` through the sizes of each engine."""
    rows, sizes = [], np.array(list(best)) / BILLION
    for engine in ("DuckDB", "Spark"):
        spent = np.array([costs[engine]["cpu"] for costs in best.values()])
        slope, fixed = np.polyfit(sizes, spent, 1) if len(sizes) > 1 else (spent[0] / sizes[0], 0.0)
        rows.append((engine, number(fixed), f"{slope:,.0f}", f"{(fixed + slope) / 3600:.1f}"))
    return Table(
        "fit", ("engine", "fixed, CPU s", "CPU s a billion events", "CPU hours a billion events"), rows
    )
