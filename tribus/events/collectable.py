"""Base class of events: rows on Spark, and the way to bring them over."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

from tribus.events.spark_tables import events_to_spark

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from tribus.events.stored import StoredEvents


class Collectable(ABC):
    """Stored events whose rows may be on Spark; a subclass makes events of other tables."""

    _stored: StoredEvents

    @abstractmethod
    def _with_tables(self, tables: StoredEvents) -> Self:
        """Return the same events with their rows elsewhere."""

    @property
    @abstractmethod
    def ids(self) -> pa.Array:
        """Ids of all users, sorted."""

    def collect(self) -> Self:
        """Return the same events with their rows in this process, where functions need all of them.

        Returns
        -------
        Events
            Equal events, with the same `cleaning` and `reading`. Events that are not on Spark are
            returned as they are.

        Raises
        ------
        OptionError
            If the Spark session is stopped, or may not return results of this size.

        Notes
        -----
        `build_network` and the selections run on Spark. `measure_people`, `find_topics`,
        `trace_tribes`, `check_stability` and other functions that need single events do not.

        Examples
        --------
        >>> import tribus as tb
        >>> events = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0).events
        >>> events.collect() is events
        True
        """
        return self._with_tables(self._stored.collect()) if self._stored.is_on_spark() else self

    def to_spark(self, spark: SparkSession | None = None) -> DataFrame:
        """Return the rows of `to_frame` as a Spark frame, to write or to join in a lake.

        Parameters
        ----------
        spark
            Session that takes the rows of events in this process. None: for events on Spark, whose rows
            stay where they are.

        Returns
        -------
        pyspark.sql.DataFrame
            Columns as in `to_frame`, in no order of rows. It is valid while the events live.

        Raises
        ------
        OptionError
            If the session is missing or stopped.
        """
        return events_to_spark(self._stored, lambda: self.ids, spark)
