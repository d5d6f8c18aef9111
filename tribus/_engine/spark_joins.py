"""Numbers of users in place of their ids on Spark, by hashes: whole numbers join faster than texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from tribus._engine.spark_errors import explain_errors
from tribus._engine.spark_gathering import collect_arrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from pyspark.sql import DataFrame

MAX_BROADCAST_USERS = 4_000_000  # about 130 MB in the hash table of each executor
_HASH = "tribus_hash"


def list_on_spark(ids: DataFrame) -> pa.Table:
    """Return the different values of the column `id`.

    Notes
    -----
    Texts are grouped as bytes: for texts Spark first tries a hash table for few values, which takes a
    quarter of the time and serves no table of many users.
    """
    if dict(ids.dtypes)["id"] != "string":
        return collect_arrow(ids.distinct())
    return collect_arrow(
        ids.selectExpr("CAST(id AS BINARY) AS id").distinct().selectExpr("CAST(id AS STRING) AS id")
    )


def join_on_spark(frame: DataFrame, users: DataFrame, *, ends: Sequence[str]) -> DataFrame:
    """Add a column `{end}_number` for each end: the `number` of its `id`, null without one.

    Parameters
    ----------
    frame
        Rows with the columns `ends`.
    users
        `id` and `number` of each user.
    ends
        Columns of ids.

    Notes
    -----
    Every executor gets a table of 64-bit hashes and numbers, and the rows stay where they are. If two
    users have the same hash, or there are too many users, their ids are joined themselves.
    """
    by_hash = _have_own_hashes(users)
    for end in ends:
        if by_hash:
            key = f"{_HASH}_{end}"
            frame = frame.selectExpr(
                "*", f"CASE WHEN {end} IS NOT NULL THEN xxhash64({end}) END AS {key}"
            )
            numbers = users.selectExpr(f"xxhash64(id) AS {key}", f"number AS {end}_number")
            frame = frame.join(numbers.hint("broadcast"), on=key, how="left").drop(key)
        else:
            numbers = users.selectExpr(f"id AS {end}", f"number AS {end}_number")
            frame = frame.join(numbers, on=end, how="left")
    return frame


def _have_own_hashes(users: DataFrame) -> bool:
    """Return whether there are few enough users for every executor, and no two have the same hash."""
    with explain_errors(users.sparkSession):
        n_users = users.count()
    if n_users > MAX_BROADCAST_USERS:
        return False
    hashes = collect_arrow(users.selectExpr(f"xxhash64(id) AS {_HASH}"))[_HASH]
    return len(pc.unique(hashes)) == n_users
