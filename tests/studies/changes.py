"""Changes of tribes: planted ones, none where nothing changes, and after a few changed events.

`python -m tests.studies --only changes --quick` has societies of 1,000 people instead of 10,000.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from tests.benchmarks.report import Table
from tests.studies.timelines import ABSENT, draw_events, plant_changes, run_benchmark, spread_tribes
from tribus import Events, trace_tribes

N_USERS, N_GROUPS = 10_000, 100
N_QUICK_USERS, N_QUICK_GROUPS = 1_000, 20
N_VARIANTS = 5  # societies with three changes of each kind
STATIC = {"n_users": 120, "n_groups": 4, "n_windows": 5, "churn": 0.0, "kinds": ()}
STATIC_MIXING = 0.4  # share of the partners who are in any group
N_STATIC = 50
N_CHANGED = 10  # societies of which some events are changed
CHANGED_SHARE = 0.01


def tables(options):
    """Return the tables of this part."""
    return [
        table_planted(is_quick=options.quick),
        table_static(N_STATIC),
        table_changed(N_CHANGED),
    ]


def table_planted(*, is_quick):
    """Return LAMI and F1 of societies with one change of each kind, and with three of each."""
    n_users, n_groups = (N_QUICK_USERS, N_QUICK_GROUPS) if is_quick else (N_USERS, N_GROUPS)
    size = {"n_users": n_users, "n_groups": n_groups}
    rows = [("1", "0", *_describe(run_benchmark(0, **size)))]
    rows += [
        ("3", str(seed), *_describe(run_benchmark(seed, each=3, **size))) for seed in range(N_VARIANTS)
    ]
    title = (
        f"10 windows of {n_users:,} people in {n_groups} groups, 5 % churn; merges, splits and births"
    )
    return Table(title, ("of each", "seed", "LAMI", "planted", "reported", "right", "F1"), rows)


def _describe(found):
    counts = (str(found[name]) for name in ("planted", "reported", "right"))
    return (f"{found['lami']:.4f}", *counts, f"{found['f1']:.3f}")


def table_static(n_draws):
    """Return the number of changes that are reported in societies without any."""
    n_changes, n_tribes = [], []
    for seed in range(n_draws):
        timeline = trace_days(draw_static(seed)[1])
        n_changes.append(len(timeline.changes))
        n_tribes.append(timeline.n_tribes)
    row = (
        str(n_draws),
        str(np.count_nonzero(n_changes)),
        str(sum(n_changes)),
        f"{np.mean(n_tribes):.2f}",
    )
    title = "120 people in 4 groups that do not change, 40 % of partners from any group, 5 windows"
    return Table(title, ("draws", "draws with changes", "changes", "tribes found, mean"), [row])


def table_changed(n_draws):
    """Return the share of people and windows with another tribe after one event in a hundred changed."""
    moved = []
    for seed in range(n_draws):
        planted, events = draw_static(seed)
        frame = events.to_frame()
        both = [trace_days(one) for one in (events, change_events(frame, seed))]
        one, other = (spread_tribes(timeline, planted.groups.shape[1]) for timeline in both)
        moved.append(measure_moved(one, other))
    row = (str(n_draws), f"{np.mean(moved):.2%}", f"{np.max(moved):.2%}")
    return Table(
        "The same with 1 % of the events changed at random",
        ("draws", "moved, mean", "moved, most"),
        [row],
    )


def draw_static(seed):
    """Return planted groups that do not change, and their events."""
    planted = plant_changes(seed, **STATIC)
    return planted, draw_events(planted, seed, mixing=STATIC_MIXING)


def measure_moved(one, other):
    """Return the share of users and windows with another tribe; the numbers are matched one to one.

    Tribes of the same size have their numbers in a random order, so the numbers alone mean nothing.
    """
    shared = np.zeros((one.max() + 2, other.max() + 2))
    np.add.at(shared, (one + 1, other + 1), 1)
    rows, cols = linear_sum_assignment(shared[1:, 1:], maximize=True)
    matched = np.full(len(shared), -2)
    matched[[0, *(rows + 1)]] = [ABSENT, *cols]
    seen = (one != ABSENT) | (other != ABSENT)
    return (matched[one + 1] != other)[seen].mean()


def change_events(frame, seed):
    """Return events with another target in a hundredth of the rows."""
    generator = np.random.default_rng([seed, 2])
    changed = generator.choice(len(frame), round(CHANGED_SHARE * len(frame)), replace=False)
    target = frame["target"].to_numpy().copy()
    target[changed] = generator.choice(target, len(changed))
    changed_frame = pd.DataFrame({"source": frame["source"], "target": target, "time": frame["time"]})
    kept = changed_frame["source"] != changed_frame["target"]
    return Events.from_frame(changed_frame[kept], kind="reply", time="time", progress=False)


def trace_days(events):
    """Return the timeline of one window for each day."""
    return trace_tribes(events, window="1d", step="1d", progress=False)
