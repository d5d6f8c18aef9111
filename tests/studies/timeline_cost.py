"""Cost of a timeline: CPU seconds and memory against one build and detection of all events together."""

from __future__ import annotations

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.measure import metered
from tests.benchmarks.report import Table
from tests.studies.timelines import START
from tribus.timeline.schedule import Schedule
from tribus.timeline.step_counts import StepCounts
from tribus.timeline.windows import Windows

N_DAYS = 360
N_EVENTS, N_QUICK_EVENTS = 1_000_000, 50_000
N_COUNTED, N_QUICK_COUNTED = 2_000_000, 100_000
GROUP_SIZE, EVENTS_PER_USER, MIXING = 50, 100, 0.2
N_ROUNDS = 1  # of each step, one after the other; the medians are reported


def tables(options):
    """Return the tables of this part."""
    n_events = N_QUICK_EVENTS if options.quick else N_EVENTS
    n_counted = N_QUICK_COUNTED if options.quick else N_COUNTED
    return [table_windows(n_events), table_counts(n_counted)]


def table_windows(n_events):
    """Return the cost of 12 windows, and its ratio to that of one network with its tribes."""
    steps = {
        "build_network, find_tribes": lambda events: tb.find_tribes(
            tb.build_network(events, progress=False), progress=False
        ),
        "trace_tribes, 2 resamples": lambda events: trace_months(events, resamples=2),
        "trace_tribes": trace_months,
    }
    for step in steps.values():
        step(draw_steady_events(5_000))  # compiles
    events, costs = draw_steady_events(n_events), {name: [] for name in steps}
    for _ in range(N_ROUNDS):
        for name, step in steps.items():
            with metered() as cost:
                step(events)
            costs[name].append((cost["cpu"], cost["above"] / 1e6))
    medians = {name: np.median(found, axis=0) for name, found in costs.items()}
    base = medians["build_network, find_tribes"]
    rows = [
        (
            name,
            f"{found[0]:.1f}",
            f"{found[0] / base[0]:.2f}",
            f"{found[1]:.0f}",
            f"{found[1] / base[1]:.2f}",
        )
        for name, found in medians.items()
    ]
    title = f"12 windows of 30 days, {n_events:,} events of {n_events // EVENTS_PER_USER:,} users"
    heads = ("step", "CPU seconds", "ratio", "memory above the events, MB", "ratio of memory")
    return Table(title, heads, rows)


def trace_months(events, **options):
    """Return the timeline of 12 windows of 30 days."""
    return tb.trace_tribes(events, window="30d", step="30d", progress=False, **options)


def table_counts(n_events):
    """Return the cost of the numbers of events and links, and of reciprocity, of ten windows."""
    count_windows(draw_steady_events(5_000))  # compiles
    events, costs = draw_steady_events(n_events), []
    for _ in range(N_ROUNDS):
        with metered() as cost:
            count_windows(events)
        costs.append(cost["cpu"])
    row = (f"{n_events:,}", f"{np.median(costs):.2f}")
    return Table("Counts and reciprocity of ten windows", ("events", "CPU seconds"), [row])


def count_windows(events):
    """Return the reciprocity of ten windows of 36 days."""
    schedule = Schedule.of_events(events, "36d", "36d")
    windows = Windows(schedule, StepCounts.of_events(events, schedule))
    return [windows.totals(number).reciprocity for number in range(10)]


def draw_steady_events(n_events):
    """Return replies over 360 days within groups of 50, a fifth of them to anybody."""
    generator = np.random.default_rng(0)
    n_users = n_events // EVENTS_PER_USER // GROUP_SIZE * GROUP_SIZE
    source = generator.integers(0, n_users, n_events)
    inside = source // GROUP_SIZE * GROUP_SIZE + generator.integers(0, GROUP_SIZE, n_events)
    anybody = generator.integers(0, n_users, n_events)
    target = np.where(generator.random(n_events) < MIXING, anybody, inside)
    times = START + pd.to_timedelta(generator.uniform(0, N_DAYS, n_events), unit="D")
    frame = pd.DataFrame({"source": source, "target": target, "time": times})[source != target]
    return tb.Events.from_frame(frame, kind="reply", time="time", progress=False)
