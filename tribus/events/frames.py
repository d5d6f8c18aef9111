"""Events of a dataframe: on Spark where the frame is on Spark, in the default engine otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._engine.database import connection
from tribus.events.columns import check_names
from tribus.events.frame_to_arrow import frame_to_arrow, read_frame
from tribus.events.recognised import clean_recognised
from tribus.events.spark_frames import as_spark, clean_spark
from tribus.recognition import apply_plan, find_plan, sample_frame

if TYPE_CHECKING:
    from tribus.events.relation import CleanedTable
    from tribus.events.rules import Rules
    from tribus.recognition import Recognised, Request


def clean_frame(
    frame: Any, request: Request, rules: Rules, *, until: str | None, progress: bool
) -> tuple[Recognised, CleanedTable]:
    """Clean the rows of a dataframe in its engine.

    Parameters
    ----------
    frame
        Any frame that narwhals knows.
    request
        The caller's words about it.
    rules
        How ids are read.
    until
        Column of the times of unfollows.
    progress
        Whether to show a bar.

    Returns
    -------
    tuple
        The recognised table, or a sample of it on Spark, and the cleaned table.
    """
    on_spark = as_spark(frame)
    if on_spark is not None:
        return clean_spark(on_spark, request, rules, until=until, progress=progress)
    found = recognise_frame(frame, request, until=until)
    return found, clean_recognised(found, request, rules, until=until, progress=progress)


def recognise_frame(frame: Any, request: Request, *, until: str | None) -> Recognised:
    """Recognise the columns of a dataframe, and return its events as rows of the database."""
    read = read_frame(frame)
    profiles = sample_frame(read)
    plan = find_plan(profiles, request)
    names = [name for name in read.columns if name in plan.used()]
    if until is not None and until not in names:
        names.append(until)
    check_names(names)
    rows = connection().from_arrow(frame_to_arrow(read, names))
    return apply_plan(rows, plan, request, profiles)
