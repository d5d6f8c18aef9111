"""Any dataframe as an Arrow table, with an error that shows a value which cannot be converted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import pyarrow as pa

from tribus._core.checks import show
from tribus.errors import ColumnError, EventsError, OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def read_frame(frame: Any) -> nw.DataFrame[Any]:
    """Return any dataframe as an eager narwhals frame; lazy frames are collected.

    Raises
    ------
    ColumnError
        If two columns have the same name.
    OptionError
        If narwhals does not know the frame.
    """
    try:
        recognised = nw.from_native(frame)
    except TypeError:
        raise OptionError(
            f"frame must be a dataframe that narwhals knows (pandas, polars, Arrow, DuckDB, PySpark), "
            f"got {type(frame).__name__}; wrap other tables in pandas.DataFrame(...)"
        ) from None
    except nw.exceptions.DuplicateError as error:
        reason = " ".join(str(error).split())
        raise ColumnError(f"two columns of the frame have the same name: {reason}; rename one") from None
    return recognised.collect("pyarrow") if isinstance(recognised, nw.LazyFrame) else recognised


def frame_to_arrow(frame: nw.DataFrame[Any], names: Iterable[str]) -> pa.Table:
    """Return the named columns as Arrow, with categories decoded.

    Raises
    ------
    EventsError
        If a column mixes types, or has text that is not valid Unicode; the message shows row and value.
    """
    columns = {name: _column_to_arrow(frame.get_column(name), name) for name in dict.fromkeys(names)}
    return pa.table(columns)


def _column_to_arrow(column: nw.Series[Any], name: str) -> pa.ChunkedArray:
    try:
        array = column.to_arrow()
    except (pa.ArrowException, UnicodeError, OverflowError, TypeError) as error:
        raise _wrong_value(column.to_list(), name, error) from None
    chunked = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    if pa.types.is_dictionary(chunked.type):
        return chunked.cast(chunked.type.value_type)
    return chunked.cast(pa.string()) if pa.types.is_null(chunked.type) else chunked


def _wrong_value(values: Sequence[Any], name: str, error: Exception) -> EventsError:
    """Return the error for the first value that cannot be converted."""
    import pandas as pd

    given = [(row, value) for row, value in enumerate(values, start=1) if pd.isna(value) is not True]
    first = given[0][1] if given else None
    for row, value in given:
        place = f"data row {row:,}, column {show(name)}: {show(value)}"
        if isinstance(value, str) and _has_surrogate(value):
            return EventsError(
                f"{place} holds half a character (a surrogate), which no file can store; "
                "read the source again with the right encoding, or replace the value"
            )
        if type(value) is not type(first):
            return EventsError(
                f"{place} is {type(value).__name__}, but the rows before it hold "
                f"{type(first).__name__}; make all of one type, for example with "
                f"frame[{show(name)}].astype(str)"
            )
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return EventsError(f"{place} does not fit 64 bits; give such ids as text")
    return EventsError(
        f"column {show(name)} cannot be read: {error}; it starts with {show(first)}. "
        "Give text, integers or times"
    )


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
