"""Tribes through time against planted ones: agreement over users and windows, and F1 of changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from tribus import Events, trace_tribes
from tribus.metrics import adjusted_mutual_information

START = pd.Timestamp("2024-01-01", tz="UTC")
DAY = pd.Timedelta(days=1)
ABSENT = -1
TOLERANCE = 1  # windows by which a change may be reported later than it happens


class PlantedChange(NamedTuple):
    """A planted change: first window after it, kind, and the groups before and after."""

    window: int
    event: str
    before: tuple[int, ...]
    after: tuple[int, ...]


class Planted(NamedTuple):
    """Groups of each user in each window, `ABSENT` for users who are not there, and the changes."""

    groups: np.ndarray
    changes: list[PlantedChange]


def plant_changes(
    seed,
    *,
    n_users=10_000,
    n_groups=100,
    n_windows=10,
    churn=0.05,
    each=1,
    kinds=("merge", "split", "birth"),
):
    """Plant groups that change; in each window, the share `churn` of users moves to another group.

    Each change happens `each` times, in a window of its own as far as there are enough.
    """
    generator = np.random.default_rng(seed)
    size = n_users // n_groups
    group = np.repeat(np.arange(n_groups), size)
    asleep = np.zeros(len(group), bool)
    newborn = []
    if "birth" in kinds:  # users who are absent until their group is born
        newborn = [n_groups + number for number in range(each)]
        group = np.append(group, np.repeat(newborn, size))
        asleep = np.append(asleep, np.ones(each * size, bool))
    next_group = n_groups + len(newborn)
    planned = [kind for _ in range(each) for kind in kinds]
    days = generator.permutation(np.resize(np.arange(2, n_windows - 1), len(planned)))
    changed, changes, windows = set(newborn), [], []
    for day in range(n_windows):
        if day:
            awake = np.flatnonzero(~asleep)
            movers = generator.choice(awake, int(churn * len(awake)), replace=False)
            alive = np.unique(group[awake])
            group[movers] = generator.choice(alive, len(movers))
        for kind in [kind for kind, at in zip(planned, days, strict=True) if at == day]:
            free = [one for one in np.unique(group[~asleep]).tolist() if one not in changed]
            if kind == "merge":
                pair = generator.choice(free, 2, replace=False).tolist()
                one, other = sorted(pair, key=lambda number: -np.count_nonzero(group == number))
                group[group == other] = one
                changes.append(PlantedChange(day, kind, (one, other), (one,)))
                changed |= {one, other}
            elif kind == "split":
                one = int(generator.choice(free))
                users = np.flatnonzero((group == one) & ~asleep)
                group[generator.permutation(users)[: 2 * len(users) // 5]] = next_group
                changes.append(PlantedChange(day, kind, (one,), (one, next_group)))
                changed |= {one, next_group}
                next_group += 1
            elif kind == "birth":
                one = newborn.pop()
                asleep[group == one] = False
                changes.append(PlantedChange(day, kind, (), (one,)))
            elif kind == "death":
                one = int(generator.choice(free))
                asleep[group == one] = True
                changes.append(PlantedChange(day, kind, (one,), ()))
                changed.add(one)
        windows.append(np.where(asleep, ABSENT, group))
    return Planted(np.array(windows), changes)


def draw_events(planted, seed, *, partners=8, mixing=0.2, events=2):
    """Return mutual replies: each user has `partners` partners a window, a share of them anywhere."""
    generator = np.random.default_rng([seed, 1])
    tables = []
    for day, groups in enumerate(planted.groups):
        awake = np.flatnonzero(groups != ABSENT)
        order = awake[np.argsort(groups[awake], kind="stable")]
        start = np.searchsorted(groups[order], groups[awake])
        end = np.searchsorted(groups[order], groups[awake], side="right")
        source = np.repeat(awake, partners)
        inside = order[generator.integers(np.repeat(start, partners), np.repeat(end, partners))]
        outside = generator.choice(awake, len(source))
        target = np.where(generator.random(len(source)) < mixing, outside, inside)
        kept = source != target
        pair = np.repeat(np.column_stack([source[kept], target[kept]]), events, axis=0)
        both = np.concatenate([pair, pair[:, ::-1]])
        seconds = generator.integers(0, 86_400, len(both))
        time = START + day * DAY + pd.to_timedelta(seconds, unit="s")
        tables.append(pd.DataFrame({"source": both[:, 0], "target": both[:, 1], "time": time}))
    frame = pd.concat(tables, ignore_index=True)
    return Events.from_frame(frame, kind="reply", time="time", progress=False)


def spread_tribes(timeline, n_users):
    """Return the tribe of each user, 0 to n_users - 1, in each window."""
    tribes = np.full((len(timeline), n_users), ABSENT)
    ids = np.array(timeline.counts.ids.to_pylist())
    for number in range(len(timeline)):
        tribes[number, ids] = timeline.tribes_at(number)
    return tribes


def longitudinal_ami(planted, tribes):
    """Return the AMI over all users and windows (LAMI of Cazabet et al. 2020)."""
    there = planted.groups != ABSENT
    return adjusted_mutual_information(
        planted.groups[there].astype(np.int32), np.where(tribes[there] < 0, 10**6, tribes[there])
    )


def match_changes(planted, timeline, tribes, kinds):
    """Return true positives, reported and planted changes of some kinds.

    A report is right if a change of its kind happened in its window or at most `TOLERANCE` windows
    before, and it names a tribe with most users of a group of the change.
    """
    reported = [
        (number, change)
        for number, changes in enumerate(timeline.changes_found)
        for change in changes
        if change.event in kinds
    ]
    found, open_changes = 0, [change for change in planted.changes if change.event in kinds]
    n_planted = len(open_changes)
    for number, change in reported:
        for true in open_changes:
            named = set(change.after or change.before)
            window = number if change.after else number - 1
            groups = set(true.after or true.before)
            held = {
                int(np.bincount(planted.groups[window][tribes[window] == one] + 1).argmax()) - 1
                for one in named
            }
            if true.event == change.event and 0 <= number - true.window <= TOLERANCE and groups & held:
                open_changes.remove(true)
                found += 1
                break
    return found, len(reported), n_planted


def run_benchmark(seed, **options):
    """Return the scores of one benchmark as a dict."""
    events_options = {name: options.pop(name) for name in ("mixing", "partners") if name in options}
    planted = plant_changes(seed, **options)
    events = draw_events(planted, seed, **events_options)
    timeline = trace_tribes(events, window="1d", step="1d", progress=False)
    tribes = spread_tribes(timeline, planted.groups.shape[1])
    kinds = ("birth", "death", "merge", "split", "growth", "shrinking", "return")
    found, n_reported, n_planted = match_changes(planted, timeline, tribes, kinds)
    return {
        "lami": longitudinal_ami(planted, tribes),
        "f1": 2 * found / max(n_reported + n_planted, 1),
        "right": found,
        "reported": n_reported,
        "planted": n_planted,
    }
