"""Costs of the first use: imports, and compilation, which numba keeps for the next time."""

import tempfile

from tests.benchmarks.events_tables import open_table
from tests.benchmarks.measure import metered
from tests.benchmarks.report import Table, number
from tests.benchmarks.runner import Job, run_in_turn

SMALL = 100_000
STEPS = ("import", "leiden", "network", "tribes")
HEADS = ("", "import tribus", "leiden", "network", "find_tribes", "together")


def run(*, path):
    """Measure a first import, and first calls on small data."""
    costs = {}
    with metered() as costs["import"]:
        import tribus as tb
    with metered() as costs["leiden"]:
        from tests.benchmarks.detection import two_triangles
        from tribus.community.leiden import leiden

        leiden(two_triangles())
    with metered() as costs["network"]:
        network = tb.build_network(tb.read_events(path), half_life="30d")
    with metered() as costs["tribes"]:
        tb.find_tribes(network, resolution=1.0, progress=False)
    return costs


def warm_up(options):
    """Fill the cache of compiled code, so that no measurement compiles."""
    job = Job("warming up", "start", {"path": str(open_table(options.folder, SMALL, "parquet"))})
    run_in_turn([job], 1, options.limits)


def measure(options):
    """Return results with an empty cache of compiled code, and then with a full one."""
    path = open_table(options.folder, SMALL, "parquet")
    with tempfile.TemporaryDirectory() as cache:
        jobs = [
            Job(label, "start", {"path": str(path)}, environment={"NUMBA_CACHE_DIR": cache})
            for label in ("the first time", "every other time")
        ]
        return run_in_turn(jobs, 1, options.limits)


def tables(found, _options):
    """Return one row for the first time, one for every other."""
    rows = []
    for label, (result,) in found.items():
        if "failed" in result:
            rows.append((label, result["failed"]))
            continue
        costs = [result[step]["cpu"] for step in STEPS]
        rows.append((label, *map(number, (*costs, sum(costs)))))
    return [Table(f"first use in a process, {SMALL:,} events: CPU seconds", HEADS, rows)]
