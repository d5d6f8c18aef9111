"""From an export of a platform to clean events, compared with decoding the lines."""

from tests.benchmarks.export_files import FORMATS, open_export
from tests.benchmarks.measure import metered
from tests.benchmarks.report import Table, median, number
from tests.benchmarks.runner import Job, run_in_turn

WARM = 1  # megabytes
STEPS = {"json.loads": "only decoded by json", "reader": "read", "events": "read and cleaned"}
HEADS = (
    "export",
    "MB",
    *(f"{said}: MB a CPU second" for said in STEPS.values()),
    "reader: MB above",
    "events: MB above",
)


def run(*, format_, path, warm_path):
    """Measure the three steps on one file, after the same on a small one."""
    for act in (decode, read, clean):
        act(format_, warm_path)
    costs = {}
    for step, act in zip(STEPS, (decode, read, clean), strict=True):
        with metered() as costs[step]:
            kept = act(format_, path)
        del kept
    return costs


def decode(_format, path):
    """Decode every line by the standard library: the minimum of any script."""
    import json

    with open(path, "rb") as file:  # noqa: PTH123  as a script does
        return sum(bool(json.loads(line)) for line in file)


def read(format_, path):
    """Read every record into rows."""
    from pathlib import Path

    from tribus.sources import ReadOptions, Rows, recognise

    rows = Rows(ReadOptions(), lambda _what, _rows: None)
    recognise(Path(path), format_name=format_).read(rows, lambda _done: None)
    rows.flush(min_rows=1)
    return rows.read


def clean(format_, path):
    """Read an export by `read_events`."""
    import tribus as tb

    return tb.read_events(path, format=format_, progress=False)


def measure(options):
    """Return results by (format, megabytes)."""
    jobs = {}
    for format_ in FORMATS:
        warm = open_export(options.folder, format_, WARM)
        for megabytes in options.megabytes:
            path = open_export(options.folder, format_, megabytes)
            arguments = {"format_": format_, "path": str(path), "warm_path": str(warm)}
            jobs[format_, megabytes] = Job(f"{format_} {megabytes}", "exports", arguments)
    found = run_in_turn(list(jobs.values()), options.rounds, options.limits)
    return {key: found[job.label] for key, job in jobs.items()}


def tables(found, _options):
    """Return the speed and the memory of reading exports."""
    rows = []
    for (format_, megabytes), runs in found.items():
        good = [run for run in runs if "failed" not in run]
        if not good:
            rows.append((f"{format_} {megabytes}", runs[0]["failed"]))
            continue
        speeds = [number(megabytes / median(run[step]["cpu"] for run in good)) for step in STEPS]
        above = [
            f"{median(run[step]['above'] for run in good) / 1e6:.0f}" for step in ("reader", "events")
        ]
        rows.append((format_, str(megabytes), *speeds, *above))
    return [Table("exports in JSON lines", HEADS, rows)]
