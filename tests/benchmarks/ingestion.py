"""From a table of events to a weighted CSR in memory: tribus and scripts by hand."""

from unittest import mock

from tests.benchmarks.events_tables import open_table
from tests.benchmarks.measure import cpu_seconds, metered
from tests.benchmarks.peers import TRIBUS, asked_for, find_version
from tests.benchmarks.report import Table, median, number, ratios, spread
from tests.benchmarks.runner import Job, run_in_turn

ENDINGS = ("parquet", "csv")
WARM_ROWS = 100_000
HALF_LIFE = "30d"
BY_HAND = {"duckdb": "duckdb", "duckdb-cleaned": "duckdb", "polars": "polars", "pandas": "pandas"}
HEADS = (
    "by", "read", "pairs", "to CSR", "× tribus", "weights", "whole", "× tribus", "wall",
    "bytes an event", "users", "pairs by kind", "left out",
)  # fmt: skip


def run(*, method, path, warm_path):
    """Measure one method on one table, after a run on a small one that loads all code."""
    act = run_tribus if method == TRIBUS else run_by_hand
    began = cpu_seconds()
    act(method, warm_path)
    return {"start": cpu_seconds() - began, **act(method, path)}


def run_tribus(_method, path):
    """Read and clean, aggregate pairs into a CSR, then weigh the ties.

    The last step, which no other way takes, is told apart by measuring the one function inside
    `build_network` that does it.
    """
    import tribus as tb
    from tribus.network import build

    weights, weigh = {}, build.weigh_evidence

    def weigh_metered(*arguments, **options):
        with metered() as cost:
            network = weigh(*arguments, **options)
        weights.update(cost)
        return network

    with metered() as whole:
        with metered() as read:
            events = tb.read_events(path)
        with metered() as built, mock.patch.object(build, "weigh_evidence", weigh_metered):
            network = tb.build_network(events, half_life=HALF_LIFE)
    pairs = {step: built[step] - weights[step] for step in ("cpu", "wall")}
    counts = network.evidence.counts.values()
    return {
        "read": read,
        "pairs": pairs,
        "csr": {step: read[step] + pairs[step] for step in pairs},
        "weights": weights,
        "whole": whole,
        "users": network.n_users,
        "found": int(sum((count > 0).sum() for count in counts)),
        "left_out": events.cleaning.rows - len(events),
    }


def run_by_hand(method, path):
    """Measure one of the scripts; it does everything in one step."""
    from tests.benchmarks import by_hand

    with metered() as whole:
        built = by_hand.METHODS[method](path)
    return {
        "csr": whole,
        "whole": whole,
        "users": built.weights.shape[0],
        "found": len(built.pairs["count"]),
        "left_out": built.dropped,
    }


def measure(options):
    """Return results by (rows, file type), then by method."""
    methods = [name for name in (TRIBUS, *BY_HAND) if asked_for(name, options)]
    warm = {ending: open_table(options.folder, WARM_ROWS, ending) for ending in ENDINGS}
    found = {}
    for rows in options.rows:
        for ending in ENDINGS:
            path = open_table(options.folder, rows, ending)
            jobs = [
                Job(
                    method,
                    "ingestion",
                    {"method": method, "path": str(path), "warm_path": str(warm[ending])},
                )
                for method in methods
                if method == TRIBUS or find_version(BY_HAND[method])
            ]
            found[rows, ending] = run_in_turn(jobs, options.rounds, options.limits)
    return found


def tables(found, _options):
    """Return the costs of reading and aggregating, for each table."""
    made = []
    for (rows, ending), results in found.items():
        cells = [_row(method, runs, results[TRIBUS], rows) for method, runs in results.items()]
        cells += [
            (name, "absent") for name, distribution in BY_HAND.items() if not find_version(distribution)
        ]
        made.append(Table(f"{rows:,} events, {ending}: CPU seconds and memory", HEADS, cells))
    return made


def _row(method, runs, tribus, rows):
    good = [run for run in runs if "failed" not in run]
    if not good:
        return method, runs[0]["failed"]
    parts = [
        number(median(run[step]["cpu"] for run in good)) if step in good[0] else ""
        for step in ("read", "pairs", "weights")
    ]
    return (
        method,
        *parts[:2],
        spread([run["csr"]["cpu"] for run in good]),
        ratios([run["csr"] for run in good], [run.get("csr") for run in tribus]),
        parts[2],
        spread([run["whole"]["cpu"] for run in good]),
        ratios([run["whole"] for run in good], [run.get("whole") for run in tribus]),
        number(median(run["whole"]["wall"] for run in good)),
        f"{median(run['whole']['above'] for run in good) / rows:.0f}",
        f"{good[0]['users']:,}",
        f"{good[0]['found']:,}",
        f"{good[0]['left_out']:,}",
    )
