"""Events from files that a Spark session reads, which stay on Spark."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show
from tribus._engine.spark_errors import check_is_session, explain_errors
from tribus.errors import OptionError
from tribus.events import Events
from tribus.events.recognised import UNTIL, check_events, report_reading
from tribus.events.spark_frames import clean_spark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame, SparkSession

    from tribus.events import Rules
    from tribus.recognition import Request

_READ_OTHERWISE = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xml", ".avro"}
_COMPRESSED = {".gz", ".zst", ".bz2", ".xz", ".snappy", ".lz4"}


def read_on_spark(
    path: Any,
    spark: Any,
    request: Request,
    rules: Rules,
    *,
    others: Mapping[str, Any],
    progress: bool,
) -> Events:
    """Read a table in Parquet or ORC with Spark, and clean it there.

    Parameters
    ----------
    path
        A path or several, as Spark takes them.
    spark
        The Spark session.
    request
        The caller's words about the table.
    rules
        How ids are read.
    others
        Options of the caller that Spark does not have, with their values; None where they are not given.
    progress
        As `clean_spark` takes it.

    Raises
    ------
    OptionError
        If `spark` is no session or is stopped, an option cannot be used, or a file is of another format.
    ReadError
        If Spark does not find the path.
    """
    check_is_session(spark, "engine")
    given = [f"{name}={show(value)}" for name, value in others.items() if value is not None]
    if given:
        raise OptionError(f"with engine= rows are read by Spark, which has no {given[0]}; leave it out")
    paths = [str(one) for one in (path if isinstance(path, (list, tuple)) else [path])]
    frame = _load(spark, paths)
    request = replace(request, origin=paths[0] if len(paths) == 1 else f"{paths[0]} and others")
    until = UNTIL if UNTIL in frame.columns else None
    found, cleaned = clean_spark(frame, request, rules, until=until, progress=progress)
    check_events(found, cleaned, request)
    return Events(cleaned.stored, cleaned.cleaning, (report_reading(found, cleaned, request),))


def _load(spark: SparkSession, paths: list[str]) -> DataFrame:
    """Return the rows of files, in the format of their ending: Parquet if they have none."""
    endings = {_ending(path) for path in paths}
    wrong = sorted(endings & _READ_OTHERWISE)
    if wrong:
        raise OptionError(
            f"with engine= tables are read from Parquet and ORC, not from {wrong[0]}, whose types Spark "
            f"only guesses; read it with spark.read, and pass the frame to Events.from_frame"
        )
    name = "orc" if endings == {".orc"} else "parquet"
    with explain_errors(spark):
        frame = spark.read.format(name).load(paths)
        frame.columns  # noqa: B018  Spark Connect looks for the path only now
    return frame


def _ending(path: str) -> str:
    suffixes = [suffix.lower() for suffix in PurePath(path).suffixes]
    while suffixes and suffixes[-1] in _COMPRESSED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""
