"""The operations on rows are written once, and give the same tables on Spark."""

import narwhals as nw

from tests.engine.test_engines import run, typed_rows
from tribus._engine.database import connection


def test_spark_gives_the_identical_tables(spark):
    expected = run(nw.from_native(connection().from_arrow(typed_rows())))
    assert run(nw.from_native(spark.createDataFrame(typed_rows()))) == expected
