"""Tables of a result as Arrow, as they are saved, and as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tribus.timeline.links import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

ROW = "row"
TIME = pa.timestamp("us", tz="UTC")


def pack(columns: Mapping[str, Any]) -> pa.Table:
    """Return columns as an Arrow table whose first column numbers the rows."""
    packed = {name: pa.array(values) for name, values in columns.items()}
    length = len(next(iter(packed.values())))
    return pa.table({ROW: pa.array(np.arange(length, dtype=np.int32)), **packed})


def pack_times(times: Any) -> pa.Array:
    """Return microseconds as times in UTC, missing for `NEVER`."""
    times = np.asarray(times, np.int64)
    return pa.array(times, pa.int64(), mask=times == NEVER).cast(TIME)


def unpack(table: pa.Table) -> pd.DataFrame:
    """Return a table as a frame, without the numbers of its rows."""
    frame: pd.DataFrame = table.drop_columns(ROW).to_pandas()
    return frame
