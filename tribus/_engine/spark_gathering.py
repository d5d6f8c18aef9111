"""Rows of Spark that are brought to the driver as Arrow, large tables in chunks of partitions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pyarrow as pa

from tribus._engine.driver_memory import BYTES_PER_PAIR, check_fits, free_bytes
from tribus._engine.gathering import Gathering
from tribus._engine.spark_errors import explain_errors

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

CHUNK_ROWS = 12_000_000  # about 350 MB of a pair table; Spark takes up to 1 GB for one result
_PARTITION = "tribus_partition"


def collect_arrow(rows: DataFrame) -> pa.Table:
    """Run a plan and return its rows as Arrow, with the types that the default engine gives."""
    with explain_errors(rows.sparkSession):
        table = rows.toArrow()
    fields = [pa.field(field.name, field.type) for field in table.schema]  # all may be null
    return table.cast(pa.schema(fields))


def gather_numbers(rows: DataFrame, *, max_rows: int) -> pa.Table:
    """Run a plan with columns of numbers once, and bring its rows over in chunks of partitions.

    Parameters
    ----------
    rows
        The plan.
    max_rows
        Number of rows that it has at most; if they make one chunk they come at once.

    Raises
    ------
    OptionError
        If the driver has too little memory for the network of these rows.
    RuntimeError
        If the number of rows changes on the way.
    """
    free = free_bytes()
    if max_rows <= CHUNK_ROWS and (free is None or max_rows * BYTES_PER_PAIR < free):
        return collect_arrow(rows)
    kept = rows.persist()
    try:
        numbered = kept.selectExpr("*", f"spark_partition_id() AS {_PARTITION}")
        sizes = collect_arrow(numbered.groupBy(_PARTITION).count()).to_pylist()
        n_rows = sum(size["count"] for size in sizes)
        check_fits(n_rows)
        if n_rows <= CHUNK_ROWS:
            return collect_arrow(kept)
        gathering = Gathering(n_rows)
        for first, last in _group_partitions({size[_PARTITION]: size["count"] for size in sizes}):
            chunk = numbered.filter(f"{_PARTITION} BETWEEN {first} AND {last}").drop(_PARTITION)
            gathering.add(collect_arrow(chunk))
        if gathering.n_rows != n_rows:
            raise RuntimeError(f"Spark counted {n_rows:,} rows, and brought {gathering.n_rows:,}")
        return gathering.to_arrow()
    finally:
        kept.unpersist()


def _group_partitions(sizes: dict[int, int]) -> list[tuple[int, int]]:
    """Return the first and last number of partitions in a row that make about one chunk."""
    before, chunk_of = 0, {}
    for number in sorted(sizes):
        chunk_of[number] = before // CHUNK_ROWS
        before += sizes[number]
    grouped = [list(group) for _, group in groupby(sorted(sizes), key=chunk_of.__getitem__)]
    return [(group[0], group[-1]) for group in grouped]
