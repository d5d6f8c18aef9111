from __future__ import annotations

import datetime as dt

import narwhals as nw
import pandas as pd
import pytest

from tribus import Events, build_network
from tribus.errors import ColumnError, EventsError, OptionError, UserError
from tribus.events.history import store_activity
from tribus.events.stored import stored_tables

pytestmark = pytest.mark.usefixtures("engine")

ROWS = [
    ("ana", "ben", "follow", "2020-01-01T00:00:01Z", None),
    ("ben", "ana", "reply", "2020-01-02T00:00:00Z", None),
    ("ana", "ben", "like", None, None),
    ("eve", "ana", "reply", "2020-02-02T12:00:00Z", None),
    ("eve", "dan", "mention", "2020-03-01T00:00:00Z", None),
    ("ana", "eve", "follow", "2020-01-05T00:00:00Z", "2020-02-01T00:00:00Z"),
]
COLUMNS = ["source", "target", "kind", "time", "until"]


@pytest.fixture
def events():
    frame = pd.DataFrame(ROWS, columns=COLUMNS)
    return Events.from_frame(frame, time="time", until="until")


def acts(events):
    """The events that hold, as (source, target, kind)."""
    frame = events.to_frame()
    if "until" in frame:
        frame = frame[frame["until"].isna()]
    return list(frame[["source", "target", "kind"]].itertuples(index=False, name=None))


def undone(events):
    frame = events.to_frame()
    return 0 if "until" not in frame else int(frame["until"].notna().sum())


class TestBetween:
    def test_the_start_is_included_and_the_end_is_not(self, events):
        found = events.between("2020-01-02T00:00:00Z", "2020-03-01T00:00:00Z")
        assert acts(found) == [
            ("ana", "ben", "follow"),
            ("ben", "ana", "reply"),
            ("eve", "ana", "reply"),
        ]

    @pytest.mark.parametrize(
        "start",
        [
            "2020-02-02",
            "2020-02-02T00:00:00",
            dt.date(2020, 2, 2),
            dt.datetime(2020, 2, 2),  # noqa: DTZ001  naive on purpose
            dt.datetime(2020, 2, 2, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))),
            pd.Timestamp("2020-02-02", tz="UTC"),
        ],
        ids=str,
    )
    def test_a_moment_may_be_text_a_date_or_a_datetime_and_is_in_utc_without_a_zone(self, events, start):
        assert events.between(start).span[0].isoformat() == "2020-02-02T12:00:00+00:00"

    def test_one_limit_may_be_left_open(self, events):
        assert len(events.between(start="2020-02-01")) == 3
        assert len(events.between(end="2020-02-01")) == 2

    def test_events_without_a_time_are_left_out_and_counted(self, events):
        cleaning = events.between("2020-01-01", "2021-01-01").cleaning
        assert (cleaning.undated, cleaning.not_selected) == (1, 0)
        assert cleaning.left_out() == "1 undone follow, 1 event without a time"

    def test_a_follow_stays_unless_it_begins_after_the_window(self, events):
        assert ("ana", "ben", "follow") in acts(events.between("2020-02-01"))
        assert ("ana", "ben", "follow") not in acts(
            Events.concat([events, read_reply_of("2019-06-01")]).between(end="2020-01-01")
        )

    def test_a_follow_without_a_time_stays(self):
        frame = pd.DataFrame([("ana", "ben", "follow", None), ("ben", "ana", "like", "2020-01-01")])
        frame.columns = COLUMNS[:4]
        found = Events.from_frame(frame, time="time", time_zone="UTC").between(end="2020-06-01")
        assert found.counts == {"follow": 1.0, "like": 1.0}

    def test_an_undone_follow_stays_if_it_held_in_the_window(self, events):
        assert undone(events.between("2020-01-10", "2020-01-20")) == 1
        assert undone(events.between("2020-02-02")) == 0
        assert undone(events.between(end="2020-01-03")) == 0

    def test_users_who_no_longer_occur_are_dropped_and_the_others_keep_their_events(self, events):
        found = events.between("2020-02-15")
        assert found.ids.to_pylist() == ["ana", "ben", "dan", "eve"]
        found = events.between("2020-02-01", "2020-02-15")
        assert found.ids.to_pylist() == ["ana", "ben", "eve"]
        assert acts(found) == [("ana", "ben", "follow"), ("eve", "ana", "reply")]

    def test_a_table_without_times_has_only_follows_left(self):
        rows = pd.DataFrame([("ana", "ben", "follow"), ("ana", "ben", "like")], columns=COLUMNS[:3])
        found = Events.from_frame(rows).between("2020-01-01")
        assert found.counts == {"follow": 1.0}
        assert found.cleaning.undated == 1

    def test_a_window_without_events_is_an_error_that_shows_it(self, events):
        follows_nothing = events.only(kinds=["reply"])
        with pytest.raises(EventsError, match=r"between\(start='2024-01-01', .* leaves no event: all 2"):
            follows_nothing.between("2024-01-01")

    def test_a_start_after_the_end_is_an_error(self, events):
        with pytest.raises(OptionError, match=r"start must be before end, got start='2021-01-01' and"):
            events.between("2021-01-01", "2020-01-01")

    @pytest.mark.parametrize("start", ["yesterday", 2020, pd.NaT], ids=str)
    def test_a_start_that_is_not_a_moment_is_an_error(self, events, start):
        with pytest.raises(OptionError, match="start must be a datetime, a date or ISO text such as"):
            events.between(start)

    def test_a_window_without_limits_is_an_error(self, events):
        with pytest.raises(OptionError, match="between needs a start or an end"):
            events.between()


def read_reply_of(day):
    frame = pd.DataFrame([("ben", "eve", "reply", day)], columns=COLUMNS[:4])
    return Events.from_frame(frame, time="time", time_zone="UTC")


class TestOnly:
    @pytest.mark.parametrize("kinds", ["reply", ["reply"], ("reply",), {"reply"}], ids=str)
    def test_kinds_are_one_kind_or_several(self, events, kinds):
        assert acts(events.only(kinds=kinds)) == [("ben", "ana", "reply"), ("eve", "ana", "reply")]

    def test_undone_follows_stay_with_the_kind_follow(self, events):
        assert undone(events.only(kinds=["follow", "like"])) == 1
        assert undone(events.only(kinds=["like"])) == 0

    @pytest.mark.parametrize(
        "users",
        [["ana", "ben"], pd.Series(["ben", "ana"]), {"ana", "ben"}],
        ids=["list", "series", "set"],
    )
    def test_both_ends_of_an_event_must_be_among_the_users(self, events, users):
        found = events.only(users=users)
        assert found.ids.to_pylist() == ["ana", "ben"]
        assert acts(found) == [
            ("ana", "ben", "follow"),
            ("ana", "ben", "like"),
            ("ben", "ana", "reply"),
        ]
        assert undone(found) == 0

    def test_kinds_and_users_hold_together(self, events):
        assert acts(events.only(kinds=["like", "reply"], users=["ana", "eve"])) == [
            ("eve", "ana", "reply")
        ]

    def test_integer_ids_select_users_too(self):
        frame = pd.DataFrame({"source": [1, 2], "target": [2, 3]})
        events = Events.from_frame(frame, kind="like")
        assert events.only(users=[1, 2]).ids.to_pylist() == [1, 2]
        with pytest.raises(
            UserError, match="no user '1' in these events of 3 users with ids of type int"
        ):
            events.only(users=["1"])

    def test_an_unknown_kind_is_an_error_that_offers_the_nearest(self, events):
        with pytest.raises(OptionError, match=r"got 'replyy' - did you mean 'reply'\?"):
            events.only(kinds=["replyy"])

    def test_an_unknown_user_is_an_error_that_offers_the_nearest(self, events):
        with pytest.raises(UserError, match=r"no user 'anna' in these events .* did you mean 'ana'\?"):
            events.only(users=["ben", "anna"])

    @pytest.mark.parametrize("option", ["kinds", "users"])
    def test_an_empty_list_is_an_error(self, events, option):
        with pytest.raises(OptionError, match=f"{option} must name at least one of the {option}"):
            events.only(**{option: []})

    def test_a_single_user_outside_of_a_list_is_an_error(self, events):
        with pytest.raises(OptionError, match=r"users must be a list, got 'ana'; write users=\[...\]"):
            events.only(users="ana")

    def test_no_option_is_an_error(self, events):
        with pytest.raises(OptionError, match="only needs kinds= or users=, got neither"):
            events.only()

    def test_users_without_an_event_among_them_are_an_error(self, events):
        with pytest.raises(EventsError, match=r"only\(users=\['ben', 'dan'\]\) leaves no event"):
            events.only(users=["ben", "dan"])


class TestWithout:
    def test_no_event_of_the_users_is_left(self, events):
        found = events.without(["eve"])
        assert found.ids.to_pylist() == ["ana", "ben"]
        assert len(found) == 3
        assert undone(found) == 0
        assert found.cleaning.not_selected == 3  # two events and one undone follow

    def test_nothing_left_is_an_error(self, events):
        with pytest.raises(EventsError, match=r"without\(\['ana', 'eve'\]\) leaves no event"):
            events.without(["ana", "eve"])


class TestWhere:
    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            (nw.col("kind") == "like", [("ana", "ben", "like")]),
            (nw.col("target").is_in(["dan"]), [("eve", "dan", "mention")]),
            (nw.col("time").is_null(), [("ana", "ben", "like")]),
            (nw.col("time") > dt.datetime(2020, 3, 1, tzinfo=dt.UTC), None),
            ((nw.col("time") < dt.datetime(2020, 1, 2, tzinfo=dt.UTC)), [("ana", "ben", "follow")]),
            (~nw.col("until").is_null() | (nw.col("kind") == "like"), [("ana", "ben", "like")]),
        ],
        ids=str,
    )
    def test_an_expression_sees_the_columns_of_the_frame(self, events, expression, expected):
        if expected is None:
            with pytest.raises(EventsError, match=r"where\(...\) leaves no event"):
                events.where(expression)
        else:
            assert acts(events.where(expression)) == expected

    def test_undone_follows_are_rows_too(self, events):
        assert undone(events.where(nw.col("source") == "ana")) == 1
        assert undone(events.where(nw.col("until").is_null())) == 0

    def test_counts_are_those_of_the_frame(self):
        frame = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"], "n": [0.5, 3.0]})
        events = Events.from_frame(frame, kind="like", count="n")
        assert events.where(nw.col("count") > 1).counts == {"like": 3.0}

    def test_an_unknown_column_is_an_error_that_lists_the_columns(self, events):
        with pytest.raises(
            ColumnError, match=r"do not have: col\(who\).*; they have 'source', 'target',"
        ):
            events.where(nw.col("who") == "ana")

    @pytest.mark.parametrize(
        ("expression", "message"),
        [
            ("kind == 'like'", "takes a narwhals expression such as .* got str"),
            (nw.col("count"), r"got col\(count\) of type Float64; compare it"),
            (nw.col("count").sum() > 1, "cannot filter rows by"),
        ],
        ids=str,
    )
    def test_an_expression_that_does_not_filter_rows_is_an_error(self, events, expression, message):
        with pytest.raises(OptionError, match=message):
            events.where(expression)


class TestHead:
    def test_the_head_is_the_top_of_the_frame(self, events):
        frame = events.to_frame()
        for n in (1, 3, 5, 100):
            pd.testing.assert_frame_equal(events.head(n), frame.head(n))

    def test_no_rows_are_an_error(self, events):
        with pytest.raises(OptionError, match="n must be a whole number of 1 or more, got 0"):
            events.head(0)


class TestReports:
    def test_every_row_is_still_accounted_for(self, events):
        for found in (events.between("2020-02-01"), events.only(kinds="reply"), events.without(["dan"])):
            report = dict(found.cleaning.items())
            assert report.pop("rows") == sum(report.values()) == len(ROWS)
            assert found.reading == events.reading

    @pytest.mark.parametrize("counts", [[1, 1, 1], [2, 5, 3]])
    def test_rows_that_cannot_be_told_apart_count_as_before(self, counts):
        frame = pd.DataFrame({"source": ["ana"] * 3, "target": ["ben"] * 3, "n": counts})
        for events in (
            Events.from_frame(frame, kind="reply", count="n"),
            Events.from_frame(frame, kind="reply"),
        ):
            assert len(events) == len(events.only(kinds="reply")) == 3
            assert len(Events.concat([events, events]).only(kinds="reply")) == 6

    def test_a_selection_of_everything_is_equal_to_the_events(self, events):
        everything = events.only(kinds=["follow", "reply", "mention", "like"])
        assert everything == events
        assert everything.cleaning == events.cleaning

    def test_a_network_of_a_selection_is_that_of_its_frame(self, events):
        found = events.only(kinds=["reply", "like"])
        again = Events.from_frame(found.to_frame(), time="time", count="count")
        assert build_network(found) == build_network(again)


def test_activity_is_selected_with_its_users_and_its_times(events, with_posts):
    assert len(with_posts.activity) == 3
    assert with_posts.between("2020-02-01").activity["user"].tolist() == ["zoe"]
    assert "zoe" in with_posts.between("2020-02-01").ids.to_pylist()
    assert with_posts.only(users=["ana", "ben"]).activity["user"].tolist() == ["ana", "ana"]
    assert with_posts.without(["ana"]).activity["user"].tolist() == ["zoe"]
    assert with_posts.only(kinds="like").activity["user"].tolist() == ["ana", "ana"]
    assert events.activity.columns.tolist() == with_posts.activity.columns.tolist()
    assert events != with_posts


@pytest.fixture
def with_posts(events):
    """The events, with posts of ana and of a user without events."""
    stored = stored_tables(events)
    posts = pd.DataFrame(
        {
            "user": ["ana", "ana", "zoe", "zoe"],
            "time": [1_577_836_800_000_000, -1, 1_583_020_800_000_000, 1_583_020_800_000_000],
            "text": ["hola", None, "adiós", "adiós"],
            "post": ["p1", None, "p2", "p2"],
        }
    ).astype({"text": "string", "post": "string", "user": "string"})
    return with_activity(events, stored, posts)


def with_activity(events, stored, posts):
    import pyarrow as pa

    from tribus._engine.plans import engine_of
    from tribus.events.stored import StoredEvents

    rows, table = stored.lazy(), pa.Table.from_pandas(posts, preserve_index=False)
    frame = engine_of(rows).from_arrow(table, rows)
    changed = StoredEvents(stored.rows, stored.users, stored.undone, store_activity(frame))
    return Events(changed, events.cleaning, events.reading)
