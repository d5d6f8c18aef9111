"""Results of tribus as frames of Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tribus._engine.spark_errors import check_is_session, explain_errors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame


def append_batches(batches: Iterable[pa.Table], spark: Any, path: str) -> None:
    """Write tables to a new folder of Parquet, one after another.

    Raises
    ------
    OptionError
        If `spark` is not a Spark session, or is stopped, or there is something at `path`.
    """
    check_is_session(spark, "engine")
    for number, batch in enumerate(batches):
        with explain_errors(spark):
            rows = spark.createDataFrame(batch)
            rows.write.mode("append" if number else "error").parquet(path)


def table_to_spark(frame: Any, spark: Any) -> DataFrame:
    """Return a pandas frame as a frame of a Spark session; missing values are null.

    Raises
    ------
    OptionError
        If `spark` is not a Spark session, or is stopped.
    """
    check_is_session(spark, "the session of to_spark")
    with explain_errors(spark):
        made: DataFrame = spark.createDataFrame(pa.Table.from_pandas(frame, preserve_index=False))
    return made
