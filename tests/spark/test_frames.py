"""Events of a Spark frame: the rows stay on Spark, and everything found is the same to the byte."""

import gc
import sys
import uuid

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest

import tribus as tb
from tribus._engine import spark_gathering
from tribus.errors import ColumnError, EventsError, OptionError
from tribus.events import spark_rows
from tribus.events.stored import stored_tables


def to_spark(spark, table, n_parts=3):
    return spark.createDataFrame(table).repartition(n_parts)


@pytest.fixture(scope="module")
def society():
    frame = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1).events.to_frame()
    return pa.Table.from_pandas(frame, preserve_index=False)


@pytest.fixture(scope="module")
def local(society):
    return tb.Events.from_frame(society)


@pytest.fixture(scope="module")
def on_spark(spark, society):
    return tb.Events.from_frame(to_spark(spark, society))


@pytest.fixture
def brought(monkeypatch):
    """Return the numbers of rows that Spark gives to this process, as they come."""
    from pyspark.sql.classic.dataframe import DataFrame

    rows = []

    def count_rows(method):
        def counted(self, *arguments):
            result = method(self, *arguments)
            rows.append(len(result))
            return result

        return counted

    for name in ("toArrow", "collect", "toPandas"):
        monkeypatch.setattr(DataFrame, name, count_rows(getattr(DataFrame, name)))
    return rows


def test_the_tribes_are_the_same_to_the_byte(local, on_spark):
    networks = [tb.build_network(events) for events in (local, on_spark)]
    assert networks[0].made_by == networks[1].made_by
    one, other = (tb.find_tribes(network, resolution=1.0).to_frame() for network in networks)
    assert one.to_csv() == other.to_csv()


def test_the_events_and_their_report_are_the_same(local, on_spark):
    assert on_spark == local
    assert on_spark.cleaning == local.cleaning
    assert on_spark.reading == local.reading
    assert (on_spark.counts, on_spark.span) == (local.counts, local.span)
    assert on_spark.head(20).equals(local.head(20))


def test_only_the_pair_table_is_brought_to_the_driver(spark, society, local, brought):
    frame = to_spark(spark, society)
    events = tb.Events.from_frame(frame)
    sample, *others = brought
    assert sample == 2_000 < len(local)
    n_users = local.n_users
    assert sorted(others)[-3] <= 10 < n_users, "reading brings ids and their hashes over, and no rows"
    assert max(others) == n_users
    brought.clear()
    network = tb.build_network(events)
    n_pairs = local.to_frame().groupby(["source", "target", "kind"]).ngroups
    assert max(brought) == n_pairs < len(local)
    assert sum(brought) <= 2 * n_pairs + network.n_users + 20


def test_large_pair_tables_come_in_chunks(local, on_spark, monkeypatch, brought):
    monkeypatch.setattr(spark_gathering, "CHUNK_ROWS", 500)
    network = tb.build_network(on_spark, half_life=None)
    assert network.made_by == tb.build_network(local, half_life=None).made_by
    assert sorted(brought)[-2] > 100, "two chunks at least"


def test_a_thinned_network_is_the_same_to_the_byte(local, on_spark):
    whole = tb.build_network(local, half_life="90d")
    n_mutual = np.count_nonzero(whole.evidence.mutual()) // 2
    max_ties = (n_mutual + whole.n_ties) // 2
    one, other = (
        tb.build_network(events, half_life="90d", max_ties=max_ties) for events in (local, on_spark)
    )
    assert n_mutual < one.n_ties < whole.n_ties
    assert one.made_by == other.made_by
    assert one.thinning.error == other.thinning.error
    assert one.users_to_frame().equals(other.users_to_frame())


def test_partitions_and_order_of_rows_change_nothing(spark, society, local):
    order = np.random.default_rng(0).permutation(len(society))
    shuffled = tb.Events.from_frame(to_spark(spark, society.take(order), n_parts=7))
    assert shuffled == local


MESSY = {
    "text times": (
        {
            "from": ["ana", "ben", "ana", "ben", "eve", "eve", ""],
            "to": ["ben", "ana", "ben", "ana", "eve", "ana", "ana"],
            "at": ["2024-05-01 10:00", "2024-05-02", "2024-05-01 10:00", "junk", "", None, "2024-05-03"],
        },
        {"kind": "reply", "time_zone": "Europe/Madrid"},
    ),
    "day first": (
        {
            "from": ["ana"] * 3,
            "to": ["ben"] * 3,
            "at": ["1/2/2024 10:00", "3/4/2024 11:30", "25/4/2024 08:00"],
        },
        {"kind": "reply", "time_zone": "UTC"},
    ),
    "counts and integers": (
        {"source": [1, 2, 3, 1], "target": [2, 1, 1, 2], "n": [1.5, 2.0, 0.0, 4.0]},
        {"kind": "like", "count": "n"},
    ),
    "posts and kinds left out": (
        {
            "source": ["ana", "ben", "ben", "eve"],
            "target": ["ben", "ana", "ana", "ana"],
            "type": ["Retweet", "reply", "reply", "view"],
            "post": ["p1", "p2", "p2", "p3"],
        },
        {"kinds": {"view": None}},
    ),
    "undone follows": (
        {
            "source": ["ana", "ben", "eve"],
            "target": ["ben", "ana", "ana"],
            "time": ["2024-05-01T10:00:00Z"] * 3,
            "until": [None, "2024-06-01T10:00:00Z", None],
        },
        {"kind": "follow", "until": "until"},
    ),
    "both ways": (
        {"source": ["ana", "ben"], "target": ["ben", "eve"]},
        {"kind": "follow", "directed": False},
    ),
    "spellings": (
        {"source": ["@ana", "ben", "12.0"], "target": ["ben", "ana", "12"]},
        {"kind": "reply", "fold_case": True},
    ),
}


@pytest.mark.parametrize("name", MESSY)
def test_a_messy_table_is_cleaned_in_the_same_way(spark, name):
    columns, options = MESSY[name]
    table = pa.table(columns)
    events = tb.Events.from_frame(to_spark(spark, table), **options)
    local = tb.Events.from_frame(table, **options)
    assert events.ids.equals(local.ids)
    assert events == local
    assert events.cleaning == local.cleaning
    assert events.reading == local.reading


def test_selections_on_spark_are_those_of_one_machine(local, on_spark):
    users = local.ids.to_pylist()[::2]
    for select in (
        lambda events: events.between("2024-08-01", "2024-10-01"),
        lambda events: events.only(kinds="reply", users=users),
        lambda events: events.where(nw.col("time") > nw.lit("2024-08-01").str.to_datetime("%Y-%m-%d")),
    ):
        assert select(on_spark) == select(local)


def test_events_brought_over_equal_events_that_were_never_there(local, on_spark):
    collected = on_spark.collect()
    assert collected == local
    assert not stored_tables(collected).is_on_spark()


def test_a_function_that_needs_all_rows_says_how_to_bring_them_over(on_spark):
    with pytest.raises(OptionError, match=r"measure_people needs the rows .* events.collect\(\)"):
        tb.measure_people(on_spark)


def test_tables_on_spark_are_joined_there_and_not_with_others(local, on_spark):
    halves = [on_spark.only(kinds=["reply", "like"]), on_spark.without(local.ids.to_pylist()[:5])]
    expected = [local.only(kinds=["reply", "like"]), local.without(local.ids.to_pylist()[:5])]
    joined = tb.Events.concat(halves)
    assert stored_tables(joined).is_on_spark()
    assert joined == tb.Events.concat(expected)
    with pytest.raises(
        OptionError, match="some of these events are on Spark and others in this process"
    ):
        tb.Events.concat([on_spark, local])


def test_executors_without_packages_are_named(spark, monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(spark.sparkContext, "pythonExec", str(python))
    table = pa.table({"source": ["ana"], "target": ["ben"], "time": ["2024-05-01T10:00:00Z"]})
    with pytest.raises(OptionError, match="the Spark executors have no package '"):
        tb.Events.from_frame(to_spark(spark, table), kind="reply")


def test_texts_are_kept_only_if_their_column_is_named(spark):
    table = pa.table(
        {
            "source": ["ana", "ben"],
            "target": ["ben", "ana"],
            "time": ["2024-05-01T10:00:00Z", "2024-05-01T11:00:00Z"],
            "text": ["what time is it, my dear friend?", "it is eleven, dear, as on every day"],
        }
    )
    frame = to_spark(spark, table)
    without = tb.Events.from_frame(frame, kind="reply")
    assert "texts of 'text' left out on Spark" in without.reading[0].columns
    with_texts = tb.Events.from_frame(frame, kind="reply", text="text")
    assert with_texts == tb.Events.from_frame(table, kind="reply", text="text")
    assert tb.build_network(with_texts, half_life=None).support.count.tolist() == [1]


def test_events_of_one_frame_do_not_free_the_rows_of_each_other(spark, society):
    frame = to_spark(spark, society)
    first, second = (tb.Events.from_frame(frame) for _ in range(2))
    del first
    gc.collect()
    rows = stored_tables(second).lazy().to_native()
    assert "InMemoryRelation" in rows._jdf.queryExecution().withCachedData().toString()


@pytest.mark.parametrize(
    ("columns", "options", "error", "match"),
    [
        ({"time": ["2024-05-01 10:00"]}, {}, EventsError, r"^column 'time': '2024.*time_zone='UTC'"),
        ({"n": ["many"]}, {"count": "n"}, EventsError, "^column 'n': 'many' is not a count"),
        ({"time": ["soon"]}, {"time": "time"}, EventsError, "no time can be read; .* 'soon'"),
        ({}, {"time": "at"}, ColumnError, "'at'"),
        ({}, {"until": "gone"}, ColumnError, "no column 'gone' for until"),
        (
            {"names": ["ben, eve"]},
            {"target": "names"},
            OptionError,
            "on Spark each row must be one event",
        ),
    ],
)
def test_faults_are_explained_as_on_one_machine(spark, columns, options, error, match):
    table = pa.table({"source": ["ana"], "target": ["ben"], **columns})
    with pytest.raises(error, match=match):
        tb.Events.from_frame(to_spark(spark, table), kind="reply", **options)


def test_a_frame_that_changes_is_an_error(spark):
    def name_anybody(batches):
        for batch in batches:
            names = [f"user_{uuid.uuid4().hex[:12]}" for _ in range(2 * len(batch))]
            ends = {"source": names[::2], "target": names[1::2]}
            yield pa.RecordBatch.from_pydict(ends)

    changing = spark.range(100).mapInArrow(name_anybody, "source STRING, target STRING")
    with pytest.raises(EventsError, match="has other rows each time it is read"):
        tb.Events.from_frame(changing, kind="reply")


def test_columns_that_need_only_casts_are_cast_without_python(spark, society, local, monkeypatch):
    monkeypatch.setattr(spark_rows, "type_batches", None)  # no executor may call it
    frame = to_spark(spark, society)
    assert tb.Events.from_frame(frame) == local
    odd = [2.5, -3.0, float("nan"), 2e9]
    for counts in ([1.5, 0.0, 7.0, 1e9], odd):
        table = pa.table(
            {"source": [1, 2, 1, 4], "target": [2, 1, 4, 1], "n": counts, "text": ["", *"abc"]}
        )
        options = {"kind": "reply", "count": "n", "text": "text"}
        if counts is odd:
            with pytest.raises(EventsError, match=r"column 'n': -3\.0 is not a count"):
                tb.Events.from_frame(to_spark(spark, table), **options)
        else:
            assert tb.Events.from_frame(to_spark(spark, table), **options) == tb.Events.from_frame(
                table, **options
            )
