"""Events written as Parquet and read again."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from pyarrow import parquet

import tribus as tb
from tests.events.test_properties import integers, read, texts
from tests.reading.test_exports import identity, like, remark
from tests.results import HOSTILE, results_of
from tribus.errors import OptionError, ReadError
from tribus.events.parquet import FORMAT_KEY

TABLE = pd.DataFrame(
    {
        "source": ["ana", "ben", "ana", "ana", "eva"],
        "target": ["ben", "ana", "ben", "carla", "eva"],
        "kind": ["reply", "follow", "follow", "follow", "reply"],
        "time": pd.to_datetime(["2024-05-01", "2024-01-01", None, "2024-02-01", None], utc=True),
        "until": pd.to_datetime([None, None, None, "2024-03-01", None], utc=True),
        "count": [2.5, 1, 1, 1, 1],
    }
)


def make_events():
    return tb.Events.from_frame(TABLE, time="time", count="count", until="until")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.parquet"


def test_events_come_back_equal_with_their_reports(path):
    events = make_events()
    events.to_parquet(path)
    again = tb.Events.from_parquet(path)
    assert again == events
    assert (again.cleaning, again.reading) == (events.cleaning, events.reading)
    assert (len(again), again.counts, again.span) == (len(events), events.counts, events.span)
    pd.testing.assert_frame_equal(again.to_frame(), events.to_frame())
    assert tb.build_network(again) == tb.build_network(events)


@pytest.mark.xdist_group("results")
@pytest.mark.parametrize("names", HOSTILE)
def test_events_with_hostile_names_come_back_equal(names, path):
    events = results_of(names)["Events"]
    events.to_parquet(path)
    assert tb.Events.from_parquet(path) == events


@pytest.mark.parametrize("rows", [texts, integers])
def test_any_events_come_back_equal(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("parquet") / "events.parquet"

    @settings(max_examples=10, deadline=None)
    @given(rows)
    def check(table):
        events = read(table)
        events.to_parquet(path)
        again = tb.Events.from_parquet(path)
        assert again == events
        assert again.ids.equals(events.ids)
        assert len(again) == len(events)

    check()


def test_users_without_events_are_rows_without_a_target(path):
    make_events().to_parquet(path)
    table = parquet.read_table(path).to_pandas()
    others = table[table["target"].isna()]
    assert others["source"].tolist() == ["eva"]  # she only replied to herself
    assert others["kind"].isna().all()


def test_posts_to_nobody_are_rows_of_their_own_kind(path, tmp_path):
    lines = like("ana", "ben"), remark("eve"), identity("eve", "Eve.X")
    source = tmp_path / "a.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    events = tb.read_events(source, texts=True)
    events.to_parquet(path)
    table = parquet.read_table(path).to_pandas()
    posts = table.loc[table["kind"] == "post", ["source", "text"]]
    assert posts.to_numpy().tolist() == [["Eve.X", "to nobody"]]
    again = tb.Events.from_parquet(path)
    assert again == events
    assert again.activity.equals(events.activity)


def test_the_same_events_give_the_same_bytes(tmp_path):
    shuffled = TABLE.sample(frac=1, random_state=1)
    for name, table in (("a", TABLE), ("b", shuffled)):
        events = tb.Events.from_frame(table, time="time", count="count", until="until")
        events.to_parquet(tmp_path / f"{name}.parquet")
    one, other = (parquet.read_table(tmp_path / f"{name}.parquet") for name in "ab")
    assert one.equals(other)


def test_any_program_reads_the_rows_of_to_frame(path):
    events = make_events()
    events.to_parquet(path)
    table = pd.read_parquet(path).dropna(subset="target")
    again = tb.Events.from_frame(table, time="time", count="count", until="until")
    assert again.to_frame().equals(events.to_frame())


def test_another_ending_is_an_error(tmp_path):
    with pytest.raises(OptionError, match=r"to_parquet writes Parquet.*'.*events\.csv'"):
        make_events().to_parquet(tmp_path / "events.csv")


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ReadError, match=r"no\.parquet' cannot be read: No such file"):
        tb.Events.from_parquet(tmp_path / "no.parquet")


def test_a_table_of_another_program_is_an_error_that_names_read_events(path):
    pa_table = pa.Table.from_pandas(TABLE, preserve_index=False)
    parquet.write_table(pa_table, path, compression="lz4", use_dictionary=False)
    with pytest.raises(ReadError, match=r"is not a file of Events\.to_parquet; read_events reads"):
        tb.Events.from_parquet(path)


@pytest.mark.parametrize("n_bytes", [0, 4, 100, 1000])
def test_a_file_that_is_cut_off_is_an_error(n_bytes, path):
    make_events().to_parquet(path)
    path.write_bytes(path.read_bytes()[:n_bytes])
    with pytest.raises(ReadError, match=r"is no whole file of Events\.to_parquet: .*no whole Parquet"):
        tb.Events.from_parquet(path)


def change(path, table=None, **description):
    """Write a file again with other rows or another description."""
    found = parquet.read_table(path)
    known = json.loads(found.schema.metadata[FORMAT_KEY])
    metadata = {FORMAT_KEY: json.dumps(known | description).encode()}
    table = (found if table is None else table(found)).replace_schema_metadata(metadata)
    parquet.write_table(table, path, compression="lz4", use_dictionary=False)


def with_kind(table, kind):
    return table.set_column(2, "kind", pa.array([kind] * len(table), pa.string()))


def events_of(table):
    return table.filter(pc.is_valid(table["target"]))


def with_loops(table):
    return table.set_column(1, "target", table["source"])


DAMAGES = {
    "another version": ({"version": 2}, "only version 1 of the format is known"),
    "no list of columns": ({"columns": "time"}, "'time' are not the columns of events"),
    "an unknown column": ({"columns": ["password"]}, r"\['password'\] are not the columns of events"),
    "too few columns": ({"columns": ["time"]}, r"\['time'\] are not the columns"),
    "no reports": ({"records": []}, "is not an earlier record"),
    "no records": ({"records": None}, "it has no list of records"),
    "an unknown kind": (
        {"table": lambda table: with_kind(events_of(table), "hug")},
        "kind has a missing value",
    ),
    "no source": (
        {"table": lambda table: table.set_column(0, "source", pa.nulls(len(table), pa.string()))},
        "a row has no source",
    ),
    "ids of two types": (
        {"table": lambda table: table.set_column(1, "target", pa.nulls(len(table), pa.int64()))},
        "its ids are of two types",
    ),
    "another column": (
        {"table": lambda table: table.append_column("password", table["kind"])},
        r"it has the columns \['source', 'target'",
    ),
    "an event with oneself": (
        {"table": lambda table: with_loops(events_of(table))},
        "a user has an event with themselves",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_changed_file_is_an_error(damage, path):
    changes, message = DAMAGES[damage]
    make_events().to_parquet(path)
    change(path, **changes)
    with pytest.raises(ReadError, match=message):
        tb.Events.from_parquet(path)
