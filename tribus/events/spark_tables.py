"""Events as a Spark frame, in the form of `Events.to_frame`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.spark_frames import table_to_spark
from tribus.errors import OptionError
from tribus.events.event_frames import REQUIRED, events_to_frame, filled_columns
from tribus.events.where import name_rows, name_undone

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from tribus.events.stored import StoredEvents


def events_to_spark(stored: StoredEvents, ids: Any, spark: Any) -> DataFrame:
    """Return the events as a Spark frame; rows that are on Spark stay there.

    Parameters
    ----------
    stored
        The stored tables.
    ids
        Function that returns the ids of users by number.
    spark
        Session for rows that are in this process; None for rows on Spark.
    """
    if not stored.is_on_spark():
        if spark is None:
            raise OptionError(
                "these events are in this process; name the session that takes them, "
                "as in events.to_spark(spark)"
            )
        return table_to_spark(events_to_frame(stored, ids()), spark)
    rows, users, undone = stored.lazy(), stored.users.lazy(), stored.undone
    columns = [*REQUIRED, *filled_columns(rows), *([] if undone is None else ["until"])]
    parts = [name_rows(rows, users, has_until=undone is not None).select(*columns)]
    if undone is not None:
        names = rows.collect_schema().names()
        parts.append(name_undone(undone.lazy(), names).select(*columns))
    native: DataFrame = nw.concat(parts, how="vertical").to_native()
    return native
