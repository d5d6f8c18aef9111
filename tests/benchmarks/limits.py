"""Limits of table size: 50 million events within 8 GB, 200 million with 4 GB for the database."""

import json
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.events_tables import open_table
from tests.benchmarks.measure import metered
from tests.benchmarks.report import Table, number
from tests.benchmarks.runner import Job, Limits, run_in_turn

CPU_HOURS, MOST_GB = 3, 20
CASES = {  # rows: memory for the database, and the intended peak
    50_000_000: (None, "8 GB"),
    200_000_000: ("4GB", "4 GB for the database, the rest on disk"),
}
HEADS = ("events", "aim", "step", "CPU s", "wall s", "peak, GB", "bytes an event", "on disk, GB")


def run(*, path, database_memory, finished):
    """Measure the three steps; note each completed step, because the next may fail."""
    import tribus as tb

    if database_memory:
        limit_database(database_memory)
    costs = {}
    with _noted("read", costs, finished):
        events = tb.read_events(path)
    with _noted("network", costs, finished):
        network = tb.build_network(events, half_life="30d")
    with _noted("tribes", costs, finished):
        tb.find_tribes(network, resolution=1.0, significance=None, progress=False)
    return costs


def limit_database(memory):
    """Limit the memory of the database of tribus; the rest is on disk."""
    import tribus as tb

    tb.set_memory_limit(memory)


@contextmanager
def _noted(step, costs, finished):
    with metered() as costs[step]:
        yield
    Path(finished).write_text(json.dumps(costs))


def measure(options):
    """Return results and completed steps by rows; remove the tables afterwards."""
    found = {}
    for rows, (database_memory, _) in CASES.items():
        with TemporaryDirectory(dir=options.folder) as folder:
            finished = Path(folder) / "finished.json"
            finished.write_text("{}")
            arguments = {
                "path": str(open_table(folder, rows, "parquet")),
                "database_memory": database_memory,
                "finished": str(finished),
            }
            job = Job(f"{rows:,} events", "limits", arguments)
            (result,) = run_in_turn([job], 1, Limits(3600 * CPU_HOURS, MOST_GB))[job.label]
            found[rows] = result | {"steps": json.loads(finished.read_text())}
    return found


def tables(found, _options):
    """Return one row per step."""
    rows = [
        _row(events, step, cost, result.get("process_spilt"))
        for events, result in found.items()
        for step, cost in result["steps"].items()
    ]
    rows += [
        (f"{events:,} events", result["failed"])
        for events, result in found.items()
        if "failed" in result
    ]
    return [Table("large tables", HEADS, rows)]


def _row(events, step, cost, spilt):
    return (
        f"{events:,}",
        CASES[events][1],
        step,
        number(cost["cpu"]),
        number(cost["wall"]),
        f"{cost['peak'] / 1e9:.2f}",
        f"{cost['peak'] / events:.0f}",
        "" if spilt is None else f"{spilt / 1e9:.1f}",
    )
