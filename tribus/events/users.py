"""Users by number: in place of ids of any type the numbers 0, 1, 2, ... in the order of the ids.

Numbers take a quarter of the room of ids and are compared in one step, so they come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.duckdb_engine import materialise

if TYPE_CHECKING:
    from tribus._engine.duckdb_engine import StoredRows

ENDS = ("source", "target")


def number_users(*names: nw.LazyFrame[Any]) -> StoredRows:
    """One row for everybody in the columns `id` of the frames: `id`, and `number` in the order of ids.

    The order is that of the bytes of a text, or of integers, on every engine.
    """
    everybody = nw.concat(names, how="vertical").filter(~nw.col("id").is_null())
    once = everybody.group_by("id").agg()
    return materialise(
        once.with_row_index("number", order_by="id").with_columns(nw.col("number").cast(nw.Int32))
    )


def ids_of_ends(frame: nw.LazyFrame[Any]) -> list[nw.LazyFrame[Any]]:
    """Both ends of all rows, each as a frame with a column `id`."""
    return [frame.select(id=nw.col(end)) for end in ENDS]


def put_numbers(frame: nw.LazyFrame[Any], users: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Replace both ends of each row by the `number` of that `id`; a missing one stays null."""
    columns = frame.collect_schema().names()
    for end in ENDS:
        numbers = users.select(**{end: nw.col("id"), f"{end}_number": nw.col("number")})
        frame = frame.join(numbers, on=end, how="left")
    others = [name for name in columns if name not in ENDS]
    return frame.select(
        **{end: nw.col(f"{end}_number") for end in ENDS}, **{n: nw.col(n) for n in others}
    )
