"""From files of a lake to tribes, and back into the lake."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tribus as tb
from tribus.errors import OptionError, ReadError
from tribus.events.stored import stored_tables
from tribus.tribes import own_tribes

COLUMNS = {
    "source": ["ana", "ben", "ana", "eve"],
    "target": ["ben", "ana", "eve", "ana"],
    "type": ["reply", "reply", "follow", "follow"],
    "at": pd.to_datetime([f"2024-05-0{day}T10:00:00Z" for day in (1, 2, 3, 4)]),
    "until": pd.to_datetime([None, None, None, "2024-06-01T00:00:00Z"], utc=True),
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake") / "events.parquet"
    folder.mkdir()
    table = pa.table(COLUMNS)
    for part in range(2):
        pq.write_table(table.slice(2 * part, 2), folder / f"part-{part}.parquet")
    return folder


@pytest.fixture(scope="module")
def on_spark(spark, lake):
    return tb.read_events(lake, engine=spark)


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    whole = tmp_path_factory.mktemp("local") / "events.parquet"
    pq.write_table(pa.table(COLUMNS), whole)
    return tb.read_events(whole)


def test_files_of_a_lake_are_read_as_on_one_machine(on_spark, local, lake):
    assert stored_tables(on_spark).is_on_spark()
    assert on_spark == local
    assert on_spark.cleaning == local.cleaning
    reading = on_spark.reading[0]
    assert reading.call == f"tb.read_events({str(lake)!r}, engine=spark)"
    assert (reading.origin, reading.columns) == (str(lake), local.reading[0].columns)


def test_the_call_in_the_report_repeats_a_reading_of_several_paths(spark, lake):
    parts = sorted(lake.glob("*.parquet"))
    options = {"time": "at", "kinds": {"reply": "like"}, "fold_case": False}
    events = tb.read_events(parts, engine=spark, **options)
    call = events.reading[0].call
    assert call.startswith(f"tb.read_events({list(map(str, parts))!r}, engine=spark, time='at', ")
    assert eval(call, {"tb": tb, "spark": spark}) == events  # noqa: S307  our own call


def test_rows_go_back_to_spark_as_in_the_frame(spark, on_spark, local):
    expected = local.to_frame()
    for frame in (on_spark.to_spark(), local.to_spark(spark)):
        assert frame.columns == list(expected.columns)
        found = frame.toArrow().to_pandas()
        times = {
            name: pd.to_datetime(found[name], utc=True).astype("M8[us, UTC]")
            for name in ("time", "until")
        }
        order = ["source", "target", "kind"]
        found = found.assign(**times).sort_values(order, ignore_index=True)
        pd.testing.assert_frame_equal(found, expected)


def test_tribes_are_a_frame_of_spark(spark):
    events = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0).events
    tribes = tb.find_tribes(tb.build_network(events), resolution=1.0)
    found = tribes.to_spark(spark).toArrow().to_pandas()
    assert found.drop(columns="certainty").equals(tribes.to_frame().drop(columns="certainty"))
    assert found["certainty"].isna().all()  # the resolution is given


def test_events_of_this_process_need_a_session_to_go_to(local):
    with pytest.raises(OptionError, match=r"name the session that takes them.*to_spark\(spark\)"):
        local.to_spark()


@pytest.mark.parametrize(
    ("path", "options", "error", "match"),
    [
        ("/gone/replies", {}, ReadError, "Spark finds no file or folder 'file:/gone/replies'"),
        ("replies.csv", {}, OptionError, r"not from \.csv, whose types Spark only guesses"),
        ("replies", {"encoding": "cp1252"}, OptionError, "Spark, which has no encoding='cp1252'"),
        ("replies", {"format": "reddit"}, OptionError, "Spark, which has no format='reddit'"),
    ],
)
def test_what_spark_cannot_read_is_an_error(spark, path, options, error, match):
    with pytest.raises(error, match=match):
        tb.read_events(path, engine=spark, **options)


def test_an_engine_that_is_no_session_is_an_error():
    with pytest.raises(OptionError, match=r"engine must be a Spark session.*got 'spark'"):
        tb.read_events("replies.parquet", engine="spark")


def test_own_tribes_are_written_to_the_lake_as_on_one_machine(spark, tmp_path, monkeypatch):
    events = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0).events
    tribes = tb.find_tribes(tb.build_network(events), resolution=1.0)
    tribes.write_own_tribes(tmp_path / "own.parquet")
    monkeypatch.setattr(own_tribes, "ROWS_PER_BATCH", 400)
    tribes.write_own_tribes(tmp_path / "lake", engine=spark)
    order = ["user", "member"]
    expected, found = (pd.read_parquet(tmp_path / name) for name in ("own.parquet", "lake"))
    assert len(list((tmp_path / "lake").glob("*.parquet"))) > 1
    assert (
        found.sort_values(order, ignore_index=True)
        .astype(expected.dtypes)
        .equals(expected.sort_values(order, ignore_index=True))
    )
    with pytest.raises(OptionError, match=r"there is already something at 'file:.*/lake'"):
        tribes.write_own_tribes(tmp_path / "lake", engine=spark)
