"""Tables of a timeline as a graph through time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._export.dynamic_gexf import DynamicGraph

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints64
    from tribus.timeline.result import Timeline


def graph_of_timeline(timeline: Timeline) -> DynamicGraph:
    """Return the users with their tribes, and the pairs with the steps of their events."""
    import pandas as pd

    starts = np.array([timeline.schedule.start_of(number) for number in range(len(timeline) + 1)])
    dates = np.array([f"{stamp.isoformat()}Z" for stamp in pd.to_datetime(starts, unit="us")], object)
    seen = np.flatnonzero(timeline.first_window < len(timeline))
    users = np.empty(timeline.counts.n_users, object)
    users[:] = timeline.counts.ids.to_pylist()
    nodes = pd.DataFrame(
        {"user": users[seen], "start": dates[timeline.first_window[seen]], "end": dates[-1]}
    )
    edges, spells = _frame_pairs(timeline, users, dates)
    return DynamicGraph(
        nodes, _frame_values(timeline, seen, users, dates), edges, spells, repr(timeline)
    )


def _frame_values(timeline: Timeline, seen: Ints64, users: Any, dates: Any) -> pd.DataFrame:
    """Return the stretches of windows with the same tribe, for each user."""
    import pandas as pd

    tribes = np.array([timeline.tribes_at(number)[seen] for number in range(len(timeline))]).T
    user, first, last = _find_runs(tribes, timeline.first_window[seen])
    frame = pd.DataFrame({"user": users[seen[user]], "start": dates[first], "end": dates[last]})
    return frame.assign(tribe=tribes[user, first].astype(int))


def _find_runs(tribes: Any, first_window: Ints64) -> tuple[Ints64, Ints64, Ints64]:
    """Return row, first window and window after the last of each run of equal values."""
    n_users, n_windows = tribes.shape
    is_known = np.arange(n_windows) >= first_window[:, None]
    is_new = np.ones(tribes.shape, np.bool_)
    is_new[:, 1:] = tribes[:, 1:] != tribes[:, :-1]
    is_new |= np.arange(n_windows) == first_window[:, None]
    is_new[:, 0] = True
    row, first = np.nonzero(is_new & is_known)
    last = np.append(first[1:], n_windows)
    last[np.append(np.diff(row) != 0, [True] * bool(n_users and len(row)))] = n_windows
    return row, first, last


def _frame_pairs(timeline: Timeline, users: Any, dates: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return undirected pairs with their number of events, and the steps with events of each."""
    import pandas as pd

    counts, schedule = timeline.counts, timeline.schedule
    link = np.repeat(np.arange(len(counts.links)), np.diff(counts.start))
    step = np.minimum(counts.bins // schedule.bins_per_step, len(dates) - 2)
    followed = np.clip((counts.since - schedule.start) // schedule.step, 0, len(dates) - 2)
    source = np.concatenate([counts.links.source[link], counts.follows.source]).astype(np.int64)
    target = np.concatenate([counts.links.target[link], counts.follows.target]).astype(np.int64)
    steps = np.concatenate([step, followed])
    weights = np.concatenate([counts.values, np.ones(len(followed))])
    pair = np.minimum(source, target) << 32 | np.maximum(source, target)
    keys, edge = np.unique(pair, return_inverse=True)
    edges = pd.DataFrame(
        {
            "source": users[keys >> 32],
            "target": users[keys & 0xFFFFFFFF],
            "weight": np.bincount(edge, weights, len(keys)),
        }
    )
    spell = np.unique(edge * len(dates) + steps)
    of_edge, at = np.divmod(spell, len(dates))
    spells = pd.DataFrame({"edge": of_edge, "start": dates[at], "end": dates[at + 1]})
    return edges, spells
