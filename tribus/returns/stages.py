"""Stages of ties: Kaplan-Meier curves from first contact to answer, habit and silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.counts import count_by
from tribus._core.durations import MICROSECONDS_PER_HOUR
from tribus.people.survival import AnswerCurves, fit_curves
from tribus.timeline.links import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.returns.tie_histories import TieHistories

STAGES = ("answer", "habit", "lasting")
HOURS_PER_DAY = 24
ALL = "all"


class Waits(NamedTuple):
    """Times from one stage of a tie to the next.

    Attributes
    ----------
    rows
        Ties that reached the first of the two stages.
    wait
        Microseconds to the next stage, or to the end of the data.
    happened
        Whether the next stage was reached; the others are censored.
    """

    rows: Ints64
    wait: Ints64
    happened: Bools


class Grouping(NamedTuple):
    """Ties in groups.

    Attributes
    ----------
    names
        Names of the groups.
    group
        Group of each tie, int64, shape `(n_ties,)`.
    """

    names: list[str]
    group: Ints64


def find_waits(histories: TieHistories, last_event: int, last_end: int) -> dict[str, Waits]:
    """Return the waits of each stage.

    Parameters
    ----------
    histories
        The ties.
    last_event
        Time of the last event, at which ties without an answer are censored.
    last_end
        End of the last window, at which ties without a habit or a silence are censored.
    """
    answered = np.flatnonzero(histories.answer != NEVER)
    kept = np.flatnonzero(histories.habit != NEVER)
    return {
        "answer": _wait(np.arange(len(histories.first)), histories.first, histories.answer, last_event),
        "habit": _wait(answered, histories.answer, histories.habit, last_end),
        "lasting": _wait(kept, histories.habit, histories.silence, last_end),
    }


def _wait(rows: Ints64, start: Ints64, end: Ints64, censoring: int) -> Waits:
    happened = end[rows] != NEVER
    wait = np.where(happened, end[rows], censoring) - start[rows]
    return Waits(rows, np.maximum(wait, 0), happened)


def fit_stages(
    waits: Mapping[str, Waits], groupings: Mapping[str, Grouping], horizon: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns of the summary and of the curves; `Sowing` documents both."""
    summaries, curves = [], []
    for stage in STAGES:
        for by, grouping in groupings.items():
            fitted = _fit(waits[stage], grouping)
            names = {"stage": stage, "by": by}
            summaries.append(_summarise(names, fitted, waits[stage], grouping, horizon))
            curves.append(_list_points(stage, by, fitted, grouping))
    return _join(summaries), _join(curves)


def _fit(waits: Waits, grouping: Grouping) -> AnswerCurves:
    group = grouping.group[waits.rows]
    return fit_curves(group, waits.wait, waits.happened, len(grouping.names))


def _summarise(
    names: dict[str, str], fitted: AnswerCurves, waits: Waits, grouping: Grouping, horizon: int
) -> dict[str, Any]:
    n_groups = len(grouping.names)
    group = grouping.group[waits.rows]
    ties = count_by(group, n_groups)
    share = [np.where(ties > 0, part, np.nan) for part in _share_at(names["stage"], fitted, horizon)]
    medians = [np.where(ties > 0, hours / HOURS_PER_DAY, np.nan) for hours in fitted.time_to(0.5)]
    return {
        **{name: [value] * n_groups for name, value in names.items()},
        "group": grouping.names,
        "ties": ties,
        "happened": count_by(group[waits.happened], n_groups),
        **dict(zip(("share", "low", "high"), share, strict=True)),
        **dict(zip(("median_days", "median_low", "median_high"), medians, strict=True)),
    }


def _share_at(stage: str, fitted: AnswerCurves, horizon: int) -> tuple[Floats, Floats, Floats]:
    """Return the share at the horizon with its interval: reached, or for *lasting* still kept."""
    waiting, low, high = fitted.waiting_after(horizon / MICROSECONDS_PER_HOUR)
    return (waiting, low, high) if stage == "lasting" else (1 - waiting, 1 - high, 1 - low)


def _list_points(stage: str, by: str, fitted: AnswerCurves, grouping: Grouping) -> dict[str, Any]:
    """Return the points of the curves of one stage."""
    group = np.repeat(np.arange(len(grouping.names)), np.diff(fitted.indptr))
    share, low, high = fitted.waiting, fitted.low, fitted.high
    if stage != "lasting":
        share, low, high = 1 - share, 1 - high, 1 - low
    return {
        "stage": [stage] * len(group),
        "by": [by] * len(group),
        "group": np.array(grouping.names, object)[group].tolist(),
        "days": fitted.hours / HOURS_PER_DAY,
        "share": share,
        "low": low,
        "high": high,
    }


def _join(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return columns that are those of all parts, one after the other."""
    joined = {}
    for name in parts[0]:
        columns = [part[name] for part in parts]
        is_text = isinstance(columns[0], list)
        joined[name] = (
            [one for column in columns for one in column] if is_text else np.concatenate(columns)
        )
    return joined
