"""Base class of tribes: their table as a frame of Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._engine.spark_frames import table_to_spark

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame, SparkSession


class HasSpark:
    """A result whose `to_frame` can be a Spark frame."""

    def to_frame(self) -> pd.DataFrame:
        """Return the rows."""
        raise NotImplementedError  # each result has its own table

    def to_spark(self, spark: SparkSession) -> DataFrame:
        """Return `to_frame` as a Spark frame, to join with the tables of a lake.

        Parameters
        ----------
        spark
            A Spark session.

        Returns
        -------
        pyspark.sql.DataFrame
            Columns and rows as in `to_frame`; missing numbers are null.

        Raises
        ------
        OptionError
            If `spark` is not a Spark session, or is stopped.
        """
        return table_to_spark(self.to_frame(), spark)
