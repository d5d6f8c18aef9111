"""The operations on rows are written once, and give the same tables on Spark."""

import narwhals as nw

from tests.engine.test_engines import run, typed_rows
from tribus._engine import spark_joins
from tribus._engine.database import connection
from tribus._engine.plans import to_arrow
from tribus.events.users import ids_of_ends, number_users, put_numbers


def test_spark_gives_the_identical_tables(spark):
    expected = run(nw.from_native(connection().from_arrow(typed_rows())))
    assert run(nw.from_native(spark.createDataFrame(typed_rows()))) == expected


def test_users_are_numbered_alike_by_hashes_and_by_ids(spark, monkeypatch):
    frame = nw.from_native(spark.createDataFrame(typed_rows(200)))
    users = number_users(*ids_of_ends(frame)).lazy()
    order = [(name, "ascending") for name in ("source", "target", "kind", "time", "count", "post")]
    by_hash = to_arrow(put_numbers(frame, users)).sort_by(order)
    monkeypatch.setattr(spark_joins, "MAX_BROADCAST_USERS", 0)
    assert to_arrow(put_numbers(frame, users)).sort_by(order).equals(by_hash)
