"""The table of events in the form of `Events.to_frame`: ids, names of kinds, timestamps, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import one_row, to_arrow
from tribus.events.clean_rows import EXTRAS
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.events.users import ENDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    import pyarrow as pa

    from tribus.events.stored import StoredEvents

REQUIRED = (*ENDS, "kind", "time", "count")
OPTIONAL_COLUMNS = ("post", *EXTRAS)


def events_to_frame(stored: StoredEvents, ids: pa.Array, *, limit: int | None = None) -> pd.DataFrame:
    """Return the events as a DataFrame, sorted; see `Events.to_frame`.

    Parameters
    ----------
    stored
        The stored tables.
    ids
        Ids of users by number.
    limit
        Number of rows from the top; None for all.
    """
    import pandas as pd

    rows = join_times(stored.lazy())
    columns = [*REQUIRED, *filled_columns(rows)]
    table = _sort_rows(fill_columns(rows, columns), columns)
    frame = _name_values(to_arrow(table if limit is None else table.head(limit)), ids)
    if stored.undone is not None:
        undone = _undone_to_frame(stored.undone.lazy())
        frame = pd.concat([frame, undone]).reindex(columns=[*columns, "until"])
        frame = frame.sort_values([*columns, "until"], na_position="first", ignore_index=True)
        frame["until"] = pd.to_datetime(frame["until"].astype("Int64"), unit="us", utc=True)
        frame = frame.head(len(frame) if limit is None else limit)
    frame["time"] = pd.to_datetime(frame["time"].astype("Int64"), unit="us", utc=True)
    frame["count"] = frame["count"] / COUNT_PARTS
    return frame


def join_times(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return stored rows with the times of follows in `time`, as before cleaning."""
    if "since" not in rows.collect_schema().names():
        return rows
    return rows.with_columns(time=nw.coalesce("time", "since")).drop("since")


def fill_columns(rows: nw.LazyFrame[Any], columns: Iterable[str]) -> nw.LazyFrame[Any]:
    """Return the named columns of stored rows; missing columns are added without values."""
    names = list(columns)
    found = rows.collect_schema().names()
    missing = {
        name: nw.lit(None, nw.Int64 if name == "time" else nw.String)
        for name in names
        if name not in found
    }
    return (rows.with_columns(**missing) if missing else rows).select(*names)


def name_kinds(codes: nw.Expr) -> nw.Expr:
    """Return the names of kinds from indices into `KINDS`."""
    name = nw.lit("")
    for code, kind in enumerate(KINDS):
        name = nw.when(codes == code).then(nw.lit(kind)).otherwise(name)
    return name


def filled_columns(rows: nw.LazyFrame[Any]) -> list[str]:
    """Return the optional columns that have a value in some row."""
    found = rows.collect_schema().names()
    counts = {name: nw.col(name).count() for name in OPTIONAL_COLUMNS if name in found}
    n_filled = one_row(rows.select(**counts)) if counts else {}
    return [name for name, n_values in n_filled.items() if n_values]


def _sort_rows(rows: nw.LazyFrame[Any], columns: Sequence[str]) -> nw.LazyFrame[Any]:
    """Sort rows by their columns, kinds in alphabetical order of their names."""
    alphabetical = nw.lit(0, nw.Int8)
    for code, kind in enumerate(KINDS):
        rank = nw.lit(sorted(KINDS).index(kind), nw.Int8)
        alphabetical = nw.when(nw.col("kind") == code).then(rank).otherwise(alphabetical)
    return rows.with_columns(kind=alphabetical).sort(*columns)


def _name_values(table: pa.Table, ids: pa.Array) -> pd.DataFrame:
    """Replace numbers of users by ids, and ranks of kinds by names."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for name, values in (("source", ids), ("target", ids), ("kind", pa.array(sorted(KINDS)))):
        named = pc.take(values, table[name])
        table = table.set_column(table.column_names.index(name), name, named)
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _undone_to_frame(undone: nw.LazyFrame[Any]) -> pd.DataFrame:
    frame: pd.DataFrame = to_arrow(undone.select(*ENDS, "time", "until")).to_pandas()
    return frame.assign(kind=STATE_KIND, count=COUNT_PARTS)
