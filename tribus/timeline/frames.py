"""Tables of a timeline: by user, by window, by tribe, by change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus.timeline.newcomers import NEWCOMER_COLUMNS, find_newcomers
from tribus.timeline.windows import Windows

if TYPE_CHECKING:
    import pandas as pd

    from tribus.timeline.result import Timeline


def frame_of_timeline(timeline: Timeline) -> pd.DataFrame:
    """Return one row for each window and user seen so far; see `Timeline.to_frame`."""
    import pandas as pd

    columns: dict[str, list[Any]] = {"window": [], "user": [], "tribe": [], "certainty": []}
    users = np.empty(len(timeline.counts.ids.to_pylist()), object)
    users[:] = timeline.counts.ids.to_pylist()
    for number, placed in enumerate(timeline.placements):
        rows = np.flatnonzero(timeline.first_window <= number)
        columns["window"].append(np.full(len(rows), timeline.schedule.end_of(number)))
        columns["user"].append(users[rows])
        columns["tribe"].append(placed.spread(len(users))[rows])
        columns["certainty"].append(placed.spread_certainty(len(users))[rows])
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    frame = pd.DataFrame(joined | {"user": joined["user"].tolist()})
    frame["window"] = pd.to_datetime(frame["window"], unit="us", utc=True)
    return frame


def frame_of_newcomers(timeline: Timeline) -> pd.DataFrame:
    """Return the users who are first seen after the first window; see `Timeline.newcomers`."""
    import pandas as pd

    parts = [find_newcomers(timeline, number) for number in range(1, len(timeline))]
    columns = {name: [value for part in parts for value in part[name]] for name in NEWCOMER_COLUMNS}
    frame = pd.DataFrame(columns, columns=list(NEWCOMER_COLUMNS))
    frame["window"] = pd.to_datetime(frame["window"], unit="us", utc=True)
    return frame.astype({"tribe": np.int32, "certainty": float})


def frame_of_windows(timeline: Timeline) -> pd.DataFrame:
    """Return one row for each window; see `Timeline.summary`."""
    import pandas as pd

    rows = [window.facts() for window in timeline]
    frame = pd.DataFrame(rows)
    for name in ("start", "window"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def frame_of_changes(timeline: Timeline) -> pd.DataFrame:
    """Return one row for each change of tribes; see `Timeline.changes`."""
    import pandas as pd

    windows = Windows(timeline.schedule, timeline.counts)
    rows = []
    for number, changes in enumerate(timeline.changes_found):
        if not changes:
            continue
        end = timeline.schedule.end_of(number)
        delay = windows.delay(number, half_life=timeline.placements[number].half_life)
        rows += [
            (end, change.event, (change.before, change.after), change.share, delay) for change in changes
        ]
    frame = pd.DataFrame(rows, columns=["window", "event", "tribes", "share", "delay"])
    frame["window"] = pd.to_datetime(frame["window"], unit="us", utc=True)
    frame["delay"] = pd.to_timedelta(frame["delay"].astype(float).round(), unit="us")
    return frame.astype({"share": float})


def list_tribes(timeline: Timeline) -> list[int]:
    """Return the numbers of the groups that are a tribe in some window, ascending."""
    return sorted({tribe for window in timeline for tribe in window.tribes})


def frame_of_tribes(timeline: Timeline) -> pd.DataFrame:
    """Return one row for each tribe or audience of any window; see `Timeline.tribes_to_frame`."""
    import pandas as pd

    sizes = timeline.sizes
    seen = sizes > 0
    ends = pd.to_datetime(timeline.schedule.ends(len(timeline)), unit="us", utc=True)
    return pd.DataFrame(
        {
            "tribe": np.arange(timeline.n_groups),
            "audience": ~np.isin(np.arange(timeline.n_groups), list_tribes(timeline)),
            "first": ends[seen.argmax(axis=0)],
            "last": ends[len(timeline) - 1 - seen[::-1].argmax(axis=0)],
            "windows": seen.sum(axis=0),
            "largest": sizes.max(axis=0),
        }
    )


def frame_for_cdlib(timeline: Timeline) -> pd.DataFrame:
    """Return the communities of each window; see `Timeline.to_cdlib_frame`."""
    import pandas as pd

    rows = [
        (window.number, f"{window.number}_{tribe}", tribe, window.members(tribe))
        for window in timeline
        for tribe in np.flatnonzero(timeline.sizes[window.number]).tolist()
    ]
    frame = pd.DataFrame(rows, columns=["time", "community", "tribe", "users"])
    return frame.astype({"time": np.int64, "tribe": np.int32})
