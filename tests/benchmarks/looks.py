"""Costs of cards, pictures, and files for other programs."""

import tempfile
from pathlib import Path

from tests.benchmarks.events_tables import ROWS_A_USER, open_table
from tests.benchmarks.measure import metered
from tests.benchmarks.report import Table, median
from tests.benchmarks.runner import Job, run_in_turn

USERS = (5_000, 200_000)  # the second has about a million ties
HEADS = ("", "what", "CPU ms", "wall ms")


def run(*, path, warm_path):
    """Measure the first use of each card, picture and file."""
    measure_looks(warm_path)
    return measure_looks(path)


def measure_looks(path):
    """Return costs by kind and name."""
    import tribus as tb

    events = tb.read_events(path)
    network = tb.build_network(events, half_life="30d")
    tribes = tb.find_tribes(network, resolution=1.0, significance=None, progress=False)
    own = tribes.of(tribes[0].members[0])
    costs = {"ties": network.n_ties}
    results = {
        "Events": events,
        "Network": network,
        "Tribes": tribes,
        "Tribe": tribes[0],
        "PersonalTribe": own,
    }
    for name, result in results.items():
        with metered() as costs[f"card|{name}"]:
            result._repr_html_()
    with metered() as costs["result|Tribes.mixing"]:
        mixing = tribes.mixing
    with metered() as costs["card|Mixing"]:
        mixing._repr_html_()
    pictures = {
        "draw_tribes": tribes,
        "draw_personal_tribe": own,
        "draw_sizes": tribes,
        "draw_mixing": mixing,
        "draw_balance": own,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, result in pictures.items():
            with metered() as costs[f"picture, saved|{name}"]:
                save_picture(getattr(tb.plot, name), result, Path(folder) / "picture.png")
        for name in ("to_csv", "to_gexf", "to_graphml"):
            with metered() as costs[f"file|{name}"]:
                getattr(tribes, name)(Path(folder) / "tribes")
    return costs


def save_picture(draw, result, path):
    """Draw on a new figure, and save it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 8), layout="constrained")
    draw(result, ax=figure.subplots())
    figure.savefig(path)


def measure(options):
    """Return results by users."""
    warm = open_table(options.folder, ROWS_A_USER * USERS[0], "parquet")
    found = {}
    for users in USERS:
        path = open_table(options.folder, ROWS_A_USER * users, "parquet")
        job = Job(f"{users:,} users", "looks", {"path": str(path), "warm_path": str(warm)})
        found[users] = run_in_turn([job], options.rounds, options.limits)[job.label]
    return found


def tables(found, _options):
    """Return one table per size, with one row for each card, picture and file."""
    return [_table(users, runs) for users, runs in found.items()]


def _table(users, runs):
    good = [run for run in runs if "failed" not in run]
    if not good:
        return Table(f"{users:,} users", HEADS, [(f"{users:,} users", runs[0]["failed"])])
    rows = [
        (
            *name.split("|"),
            *(f"{1000 * median(run[name][clock] for run in good):,.0f}" for clock in ("cpu", "wall")),
        )
        for name in good[0]
        if "|" in name
    ]
    return Table(f"{users:,} users, {good[0]['ties']:,} ties", HEADS, rows)
