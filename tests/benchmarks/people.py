"""Costs of measuring the people of a table of events."""

from tests.benchmarks.events_tables import open_table
from tests.benchmarks.measure import metered
from tests.benchmarks.report import Table, median, number, spread
from tests.benchmarks.runner import Job, run_in_turn

HEADS = ("events", "measure_people", "waves, positions", "an account", "wall", "bytes an event")


def run(*, path):
    """Measure the people, what is computed on demand, and one account."""
    import tribus as tb

    events = tb.read_events(path, progress=False)
    with metered() as measured:
        people = tb.measure_people(events, progress=False)
        frame = people.to_frame()
    with metered() as waves:
        people.waves()
        people.listening()
        people.mix()
    with metered() as account:
        chosen = people.of(frame["user"].iloc[frame["reach"].argmax()])
        chosen._repr_html_()
        chosen.waiting, chosen.over_time(), chosen.hours_of_week(), chosen.departures()
    return {"measured": measured, "waves": waves, "account": account, "events": len(events)}


def measure(options):
    """Return results by rows."""
    found = {}
    for rows in options.rows:
        path = open_table(options.folder, rows, "parquet")
        job = Job(f"{rows:,} events", "people", {"path": str(path)})
        found[rows] = run_in_turn([job], options.rounds, options.limits)[job.label]
    return found


def tables(found, _options):
    """Return one row per size."""
    rows = [_row(rows, runs) for rows, runs in found.items()]
    return [Table("measure_people on tables of events: CPU seconds", HEADS, rows)]


def _row(rows, runs):
    good = [run for run in runs if "failed" not in run]
    if not good:
        return f"{rows:,} events", runs[0]["failed"]
    return (
        f"{rows:,}",
        *(spread([run[step]["cpu"] for run in good]) for step in ("measured", "waves", "account")),
        number(median(run["measured"]["wall"] for run in good)),
        f"{median(run['measured']['above'] / run['events'] for run in good):.0f}",
    )
