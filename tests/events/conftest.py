"""One fixture for both engines: the same test reads its tables with DuckDB, and on Spark."""

import pickle

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest

from tests.spark_session import marks_of
from tribus import Events
from tribus._engine.database import connection

_READ = {}  # events of tables that were read on Spark before: they never change


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=marks_of("events on spark"))])
def engine(request, monkeypatch):
    """Make `Events.from_frame` read with one engine; return a function for rows of an Arrow table."""
    if request.param == "duckdb":
        return lambda table: nw.from_native(connection().from_arrow(table))
    session = request.getfixturevalue("spark")
    read = Events.from_frame

    def read_on_spark(frame, **options):
        if not isinstance(frame, pd.DataFrame) or frame.empty:
            return read(frame, **options)
        key = pickle.dumps((frame, sorted(options.items())))
        if key not in _READ:
            table = pa.Table.from_pandas(frame, preserve_index=False)
            types = [pa.string() if pa.types.is_null(kind) else kind for kind in table.schema.types]
            table = table.cast(pa.schema(zip(table.column_names, types, strict=True)))
            _READ[key] = read(session.createDataFrame(table), **options)
        return _READ[key]

    monkeypatch.setattr(Events, "from_frame", read_on_spark)
    return lambda table: nw.from_native(session.createDataFrame(table))
