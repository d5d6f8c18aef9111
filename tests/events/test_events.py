from __future__ import annotations

import datetime as dt
import gc
from concurrent.futures import ThreadPoolExecutor

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from tribus import Events
from tribus._engine.database import connection
from tribus.errors import ColumnError, EventsError, OptionError, TribusWarning
from tribus.events import to_microseconds
from tribus.events.stored import stored_tables

DATABASE = duckdb.connect()
ENGINES = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars, lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "arrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: DATABASE.from_arrow(pa.Table.from_pandas(frame)),
}
PARTS = {"time": "time", "count": "count", "text": "text", "post": "post"}


def replies(source, target, **columns):
    return pd.DataFrame({"source": source, "target": target, **columns})


def read(source, target, *, kind="reply", **options):
    return Events.from_frame(replies(source, target), kind=kind, **options)


class TestSources:
    @pytest.mark.parametrize("engine", ENGINES)
    def test_every_kind_of_dataframe_gives_the_same_events(self, dealings, engine):
        expected = Events.from_frame(dealings, **PARTS)
        events = Events.from_frame(ENGINES[engine](dealings), **PARTS)
        assert_frame_equal(events.to_frame(), expected.to_frame())
        assert events.cleaning == expected.cleaning
        assert events.reading == expected.reading

    @pytest.mark.parametrize("engine", ENGINES)
    def test_texts_come_back_unchanged_whatever_the_dataframe(self, dealings, engine):
        frame = Events.from_frame(ENGINES[engine](dealings), **PARTS).to_frame()
        assert frame["source"].tolist() == ["007", "ana", "ana", "ben"]
        assert frame["text"].tolist()[2:] == ['hola, "ben"', "two\nlines"]

    @pytest.mark.parametrize("engine", ENGINES)
    def test_integers_come_back_as_integers_whatever_the_dataframe(self, engine):
        ids = [2**62 + 1, 3, -5]
        events = Events.from_frame(ENGINES[engine](replies(ids, ids[::-1])), kind="like")
        assert events.to_frame()["source"].tolist() == [-5, 2**62 + 1]
        assert events.to_frame()["target"].dtype == np.int64

    @pytest.mark.parametrize("dtype", ["int8", "int32", "uint16", "uint64", "Int64", "int64[pyarrow]"])
    def test_integers_of_any_width_are_integers(self, dtype):
        frame = replies([1, 2], [2, 1]).astype(dtype)
        assert Events.from_frame(frame, kind="like").to_frame()["source"].tolist() == [1, 2]

    def test_a_relation_of_the_same_database_is_read_too(self):
        relation = connection().sql("SELECT 'ana' AS source, 'ben' AS target")
        assert len(Events.from_frame(relation, kind="reply")) == 1

    def test_integers_that_pandas_turned_to_floats_for_a_gap_are_integers_again(self):
        events = read([1, 2, 3], [2.0, np.nan, 1.0])
        assert events.to_frame()["target"].tolist() == [2, 1]
        assert events.to_frame()["target"].dtype == np.int64
        assert events.cleaning.empty_ids == 1

    def test_ids_with_leading_zeros_stay_text(self):
        assert read(["007"], ["7"]).to_frame().iloc[0, :2].tolist() == ["007", "7"]

    @pytest.mark.parametrize("ids", [["ana", "ben"], [1, 2]])
    def test_categories_are_read_as_their_values(self, ids):
        frame = replies(ids, ids[::-1], kind=["reply", "like"])
        expected = Events.from_frame(frame).to_frame()
        assert_frame_equal(Events.from_frame(frame.astype("category")).to_frame(), expected)

    def test_categories_of_polars_are_read_as_their_values(self):
        frame = pl.DataFrame({"source": ["ana"], "target": ["ben"], "kind": ["like"]})
        events = Events.from_frame(frame.with_columns(pl.all().cast(pl.Categorical)))
        assert events.to_frame()["source"].tolist() == ["ana"]

    def test_the_frame_is_left_as_it_was(self, dealings):
        before = dealings.copy(deep=True)
        Events.from_frame(dealings, **PARTS)
        assert_frame_equal(dealings, before)

    def test_columns_may_have_any_name_that_is_text(self):
        names = {"source": 'a"; DROP TABLE x; --', "target": "row", "count": "value", "time": "bad"}
        frame = pd.DataFrame([["ana", "ben", 2, 1_539_202_764]], columns=list(names.values()))
        assert Events.from_frame(frame, **names, kind="reply").counts == {"reply": 2.0}

    @pytest.mark.parametrize("frame", [[1, 2], {"source": ["a"]}, None, np.zeros(3), pd.Series(["a"])])
    def test_an_object_that_is_not_a_dataframe_is_an_error_with_its_type(self, frame):
        with pytest.raises(OptionError, match=rf"must be a dataframe .*got {type(frame).__name__}"):
            Events.from_frame(frame)

    def test_a_table_without_rows_is_an_error(self):
        with pytest.raises(EventsError, match="frame has no rows"):
            read([], [])

    def test_several_threads_read_their_tables_at_once(self):
        def count_rows(n):
            return len(read([f"u{i}" for i in range(n)], ["x"] * n, kind="like").to_frame())

        with ThreadPoolExecutor(max_workers=4) as threads:
            assert list(threads.map(count_rows, range(1, 13))) == list(range(1, 13))

    def test_events_made_in_one_thread_are_used_in_another(self):
        events = read(["ana"], ["ben"])
        with ThreadPoolExecutor(max_workers=1) as threads:
            assert threads.submit(events.to_frame).result()["source"].tolist() == ["ana"]

    def test_the_database_drops_events_with_their_last_reference(self):
        def stored():
            return {
                name for (name,) in connection().sql("SELECT table_name FROM duckdb_tables()").fetchall()
            }

        events = read(["ana"], ["ben"])
        assert stored_tables(events).rows.name in stored()
        name = stored_tables(events).rows.name
        del events
        gc.collect()
        assert name not in stored()


class TestColumns:
    @pytest.mark.parametrize("part", ["source", "target", "time", "count", "text", "post", "thread"])
    def test_a_column_that_is_not_there_is_an_error_that_offers_the_nearest(self, dealings, part):
        with pytest.raises(
            ColumnError, match=rf"no column 'sorce' for {part} - did you mean 'source'\?"
        ):
            Events.from_frame(dealings, **{part: "sorce"})

    def test_the_error_of_a_missing_column_lists_the_columns_and_the_option(self, dealings):
        with pytest.raises(ColumnError, match=r"the table has 'source', 'target', .*with time="):
            Events.from_frame(dealings, time="when")

    def test_columns_are_found_by_the_rules_of_files(self, dealings):
        frame = dealings.rename(columns={"source": "user_id", "target": "to", "kind": "type"})
        assert Events.from_frame(frame) == Events.from_frame(dealings, **PARTS)

    def test_events_come_back_from_their_frame(self, dealings):
        events = Events.from_frame(dealings, **PARTS)
        assert Events.from_frame(events.to_frame()) == events

    @pytest.mark.parametrize("name", [0, ""])
    def test_a_column_that_is_not_named_by_text_is_an_error(self, name):
        frame = pd.DataFrame([["ana", "ben"]], columns=[name, "target"])
        with pytest.raises(ColumnError, match=f"column {name!r} has a name that is not text"):
            Events.from_frame(frame, source=name, kind="reply")

    def test_columns_that_differ_only_in_case_are_an_error(self):
        frame = pd.DataFrame({"id": ["ana"], "ID": ["ben"]})
        with pytest.raises(ColumnError, match="columns 'id' and 'ID' differ only in case"):
            Events.from_frame(frame, source="id", target="ID", kind="reply")

    def test_two_columns_of_one_name_are_an_error(self):
        frame = pd.DataFrame([["a", "b", "c"]], columns=["source", "target", "source"])
        with pytest.raises(ColumnError, match=r"two columns of the frame have the same name: "):
            Events.from_frame(frame, kind="reply")


@pytest.mark.usefixtures("engine")
class TestKind:
    def test_a_kind_may_be_a_column_of_any_name(self):
        frame = replies(["ana", "ben"], ["ben", "ana"], type=["reply", "like"])
        assert Events.from_frame(frame, kind="type").counts == {"reply": 1.0, "like": 1.0}

    @pytest.mark.parametrize("kind", ["reply", "Reply", " REPLY "])
    def test_one_kind_may_hold_for_the_whole_table(self, kind):
        assert read(["ana"], ["ben"], kind=kind).counts == {"reply": 1.0}

    def test_one_kind_for_the_whole_table_may_be_mapped(self):
        assert read(["ana"], ["ben"], kind="o'RT", kinds={"O'rt": "repost"}).counts == {"repost": 1.0}

    def test_a_column_named_like_a_kind_is_a_column(self):
        frame = replies(["ana"], ["ben"], reply=["like"])
        assert Events.from_frame(frame, kind="reply").counts == {"like": 1.0}

    def test_a_kind_that_is_neither_column_nor_kind_offers_the_nearest(self):
        with pytest.raises(ColumnError, match=r"'replly' for kind is neither .* did you mean 'reply'\?"):
            read(["ana"], ["ben"], kind="replly")
        with pytest.raises(ColumnError, match=r"'sourc' for kind is neither .* did you mean 'source'\?"):
            read(["ana"], ["ben"], kind="sourc")

    def test_a_kind_that_is_no_text_is_an_error(self):
        with pytest.raises(ColumnError, match="3 for kind is neither a column nor a kind"):
            read(["ana"], ["ben"], kind=3)

    def test_a_table_that_says_no_kind_is_an_error(self):
        with pytest.raises(ColumnError, match="nothing in 'frame' says what kind of events it holds"):
            read(["ana"], ["ben"], kind=None)


@pytest.mark.usefixtures("engine")
class TestFoldCase:
    def test_letter_case_of_ids_matters_unless_folded(self):
        assert read(["Ana", "ana"], ["BEN", "ben"], fold_case=False).n_users == 4
        with pytest.warns(TribusWarning, match="2 ids differ from another in letter case only"):
            assert read(["Ana", "ana"], ["BEN", "ben"]).n_users == 4
        folded = read(["Ana", "ana"], ["BEN", "ben"], fold_case=True)
        assert folded.n_users == 2
        assert folded.to_frame()["source"].tolist() == ["ana"]
        assert folded.to_frame()["count"].tolist() == [2.0]

    def test_folding_finds_self_interactions(self):
        assert read(["Ana"], ["aNA"], fold_case=True).cleaning.self_interactions == 1

    def test_folding_leaves_integers_alone(self):
        assert read([1], [2], fold_case=True).to_frame()["source"].tolist() == [1]


@pytest.mark.usefixtures("engine")
class TestConcat:
    def test_tables_of_different_columns_join(self, dealings):
        joined = Events.concat([Events.from_frame(dealings, **PARTS), read(["eve"], ["ana"])])
        assert len(joined) == 5
        assert joined.n_users == 4
        assert joined.counts == {"follow": 1.0, "reply": 2.0, "mention": 1.0, "like": 2.5}
        assert len(joined.reading) == 2

    def test_an_event_in_two_tables_counts_once(self, dealings):
        events = Events.from_frame(dealings, **PARTS)
        joined = Events.concat([events, events])
        assert_frame_equal(joined.to_frame(), events.to_frame())
        assert joined.cleaning.rows == 8
        assert joined.cleaning.kept == len(joined) == 4
        assert joined.cleaning.duplicates == 4

    def test_rows_without_time_and_post_are_never_taken_for_duplicates(self):
        events = read(["ana", "ana"], ["ben", "ben"])
        joined = Events.concat([events, events])
        assert joined.counts == {"reply": 4.0}
        assert joined.cleaning.duplicates == 0
        assert len(joined) == 4

    def test_a_follow_in_two_tables_counts_once(self):
        events = read(["ana"], ["ben"], kind="follow")
        assert Events.concat([events, events]).counts == {"follow": 1.0}

    def test_users_who_occur_only_in_rows_left_out_stay(self):
        joined = Events.concat([read(["ana"], ["ana"]), read(["ben"], [None]), read(["eve"], ["dan"])])
        assert joined.n_users == 4
        assert joined.cleaning.self_interactions == joined.cleaning.empty_ids == 1

    def test_one_table_alone_joins_to_itself(self, dealings):
        events = Events.from_frame(dealings, **PARTS)
        assert_frame_equal(Events.concat([events]).to_frame(), events.to_frame())

    def test_text_ids_and_integer_ids_do_not_join(self):
        with pytest.raises(EventsError, match="mixed id types: one table has text ids and another int"):
            Events.concat([read(["ana"], ["ben"]), read([1], [2])])

    @pytest.mark.parametrize("tables", [[], (), None, "ab", [1, 2], [pd.DataFrame()]])
    def test_an_argument_that_is_not_a_list_of_events_is_an_error(self, tables):
        with pytest.raises(OptionError, match="concat needs a list of at least one Events, got "):
            Events.concat(tables)

    def test_a_single_table_outside_a_list_is_an_error(self):
        with pytest.raises(OptionError, match="concat needs a list of at least one Events, got <Events"):
            Events.concat(read(["ana"], ["ben"]))


class TestReports:
    def test_the_length_is_the_number_of_events_kept(self):
        assert len(read(["ana", "ben", "eve"], ["ben", "ben", "ana"])) == 2

    def test_the_repr_has_events_users_kinds_and_rows_left_out(self):
        events = read(["ana", "ben", "ana"], ["ben", "ana", "ana"])
        assert repr(events) == "<Events: 2 events, 2 users, 2 reply, left out: 1 self-interaction>"
        assert repr(read(["ana"], ["ben"])) == "<Events: 1 event, 2 users, 1 reply, nothing left out>"

    def test_the_repr_is_one_line_of_88_characters_at_most(self):
        kinds = ["follow", "reply", "mention", "repost", "quote", "like"]
        frame = replies(["ana"] * 8, ["ben"] * 6 + ["ana", None], kind=[*kinds, "like", "like"])
        text = repr(Events.from_frame(frame.assign(n=123_456_789), count="n"))
        assert len(text) <= 88
        assert "\n" not in text

    def test_parts_of_an_event_are_not_rounded_away_in_the_repr(self):
        frame = replies(["ana"], ["ben"], n=[0.5])
        assert repr(Events.from_frame(frame, kind="like", count="n")).startswith(
            "<Events: 1 event, 2 users, 0.5 like,"
        )

    def test_the_repr_says_that_no_events_are_left(self):
        events = read(["ana"], ["ana"])
        assert repr(events) == "<Events: 0 events, 1 user, no events, left out: 1 self-interaction>"
        assert events.to_frame().columns.tolist() == ["source", "target", "kind", "time", "count"]
        assert len(events.to_frame()) == 0

    def test_the_card_escapes_ids_columns_and_everything_else(self):
        name = "<script>alert(1)</script>"
        frame = pd.DataFrame({name: [name, "ana"], "target": ["ben", "ben"]})
        html = Events.from_frame(frame, source=name, kind="reply")._repr_html_()
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert "2 events" in html
        assert "<td class='first'>reply</td>" in html

    def test_the_reading_says_which_column_was_taken_for_what(self, dealings):
        (said,) = Events.from_frame(dealings, time="time").reading
        assert (
            said.columns
            == "source from 'source', target from 'target', time from 'time', count from 'count', "
            "text from 'text', post from 'post', kind from 'kind'"
        )
        assert read(["ana"], ["ben"]).reading[0].columns.endswith("all reply")

    def test_the_span_is_the_first_and_last_moment(self, dealings):
        first, last = Events.from_frame(dealings, **PARTS).span
        assert first == dt.datetime(2018, 10, 10, 20, 19, 24, tzinfo=dt.UTC)
        assert last == dt.datetime(2018, 10, 12, 9, 30, 15, 250_000, tzinfo=dt.UTC)

    def test_events_without_times_have_no_span(self):
        assert read(["ana"], ["ben"]).span is None

    def test_a_moment_in_microseconds_is_exact(self):
        moment = dt.datetime(2018, 10, 10, 20, 19, 24, 123_457, tzinfo=dt.UTC)
        assert to_microseconds(moment) == 1_539_202_764_123_457

    def test_counts_of_a_large_table_do_not_overflow(self):
        frame = replies([f"u{i}" for i in range(7_000)], ["x"] * 7_000).assign(n=1e9)
        assert Events.from_frame(frame, kind="like", count="n").counts == {"like": 7e12}


@pytest.mark.usefixtures("engine")
class TestToFrame:
    def test_columns_and_types_are_as_documented(self, dealings):
        frame = Events.from_frame(dealings, **PARTS).to_frame()
        assert frame.columns.tolist() == ["source", "target", "kind", "time", "count", "post", "text"]
        assert str(frame["time"].dt.tz) == "UTC"
        assert frame["count"].dtype == np.float64

    def test_rows_are_ordered_by_source_target_kind_and_time(self):
        times = [1_600_000_001, 1_600_000_000, 1_600_000_000, 1_600_000_000]
        frame = replies(["b", "b", "a", "b"], ["c", "c", "c", "a"], time=times)
        ordered = Events.from_frame(frame, kind="reply", time="time").to_frame()
        assert ordered["source"].tolist() == ["a", "b", "b", "b"]
        assert ordered["target"].tolist() == ["c", "a", "c", "c"]
        assert ordered["time"].is_monotonic_increasing

    def test_equal_rows_are_one_row_with_their_sum(self):
        assert read(["ana"] * 3, ["ben"] * 3).to_frame()["count"].tolist() == [3.0]

    def test_a_table_may_have_every_part_of_an_event(self, dealings):
        parts = PARTS | {"thread": "talk"}
        frame = Events.from_frame(dealings.assign(talk="t1"), **parts).to_frame()
        assert frame.columns.tolist()[5:] == ["post", "text", "thread"]

    def test_the_thread_of_an_event_is_kept(self):
        frame = replies(["ana"], ["ben"], talk=["t1"])
        assert Events.from_frame(frame, kind="reply", thread="talk").to_frame()["thread"].tolist() == [
            "t1"
        ]


def test_events_are_equal_by_value():
    rows = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "kind": ["reply", "like"]})
    events = Events.from_frame(rows)
    assert events == Events.from_frame(rows[::-1])
    assert hash(events) == hash(Events.from_frame(rows[::-1]))
    assert events != Events.from_frame(rows[:1])
    assert events != "events"
