"""Costs of inferring the resolution and of the null model, compared with groups at one γ."""

from tests.benchmarks.events_tables import ROWS_A_USER, open_table
from tests.benchmarks.measure import metered
from tests.benchmarks.report import Table, median, number, spread
from tests.benchmarks.runner import Job, run_in_turn

MIN_USERS = 100_000  # with fewer, the costs are too small to measure
WARM_ROWS = 100_000
HEADS = (
    "users", "ties", "γ = 1", "γ inferred", "times as much", "wall, γ inferred",
    "bytes a tie, γ = 1", "γ inferred", "peak, GB", "γ",
)  # fmt: skip


def run(*, path, warm_path):
    """Measure both on one network, after a run on a small one."""
    import tribus as tb

    for small in (True, False):
        network = tb.build_network(tb.read_events(warm_path if small else path), half_life="30d")
        with metered() as known:
            tb.find_tribes(network, resolution=1.0, significance=None, progress=False)
        with metered() as inferred:
            tribes = tb.find_tribes(network, resolution="auto", progress=False)
    ties = network.affinity_values.size // 2
    return {"known": known, "inferred": inferred, "ties": ties, "resolution": tribes.resolution}


def measure(options):
    """Return results by users."""
    warm = open_table(options.folder, WARM_ROWS, "parquet")
    found = {}
    for users in options.users:
        if users >= MIN_USERS or len(options.users) == 1:
            path = open_table(options.folder, ROWS_A_USER * users, "parquet")
            job = Job(f"{users:,} users", "resolution", {"path": str(path), "warm_path": str(warm)})
            found[users] = run_in_turn([job], options.rounds, options.limits)[job.label]
    return found


def tables(found, _options):
    """Return one row per size."""
    rows = [_row(users, runs) for users, runs in found.items()]
    return [Table("find_tribes on networks of made events: CPU seconds", HEADS, rows)]


def _row(users, runs):
    good = [run for run in runs if "failed" not in run]
    if not good:
        return f"{users:,} users", runs[0]["failed"]
    times = median(run["inferred"]["cpu"] / run["known"]["cpu"] for run in good)
    ties = good[0]["ties"]
    return (
        f"{users:,}",
        f"{ties:,}",
        spread([run["known"]["cpu"] for run in good]),
        spread([run["inferred"]["cpu"] for run in good]),
        f"{times:.1f}",
        number(median(run["inferred"]["wall"] for run in good)),
        *(f"{median(run[step]['above'] for run in good) / ties:.0f}" for step in ("known", "inferred")),
        f"{median(run['process_peak'] for run in good) / 1e9:.2f}",
        f"{good[0]['resolution']:.3f}",
    )
