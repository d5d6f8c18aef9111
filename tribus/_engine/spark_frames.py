"""Results of tribus as frames of Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tribus._core.checks import show
from tribus._engine.spark_errors import explain_errors
from tribus.errors import OptionError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def table_to_spark(frame: Any, spark: Any) -> DataFrame:
    """Return a pandas frame as a frame of a Spark session; missing values are null.

    Raises
    ------
    OptionError
        If `spark` is not a Spark session, or is stopped.
    """
    if not hasattr(spark, "createDataFrame"):
        raise OptionError(
            "to_spark takes a Spark session, as SparkSession.builder.getOrCreate() returns it, "
            f"got {show(spark)}"
        )
    with explain_errors(spark):
        made: DataFrame = spark.createDataFrame(pa.Table.from_pandas(frame, preserve_index=False))
    return made
