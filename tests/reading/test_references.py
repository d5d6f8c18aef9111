from __future__ import annotations

from functools import cached_property

import pytest

from tribus._engine.plans import to_arrow
from tribus.reading.references import resolve_references
from tribus.reading.staging import Staging
from tribus.sources.rows import FOREVER, ReadOptions, Rows

DAY = "2020-01-0{}T00:00:00Z"


class Files:
    """Files of one platform as readers give them; each argument of `read` is a record."""

    def __init__(self, *, named=True):
        self.staging, self.named = Staging(), named
        self.n = 0

    def read(self, *records):
        number, self.n = self.n, self.n + 1
        rows = Rows(ReadOptions(), lambda name, table: self.staging.store(name, table, file=number))
        for record in records:
            rows.read += 1
            for call in record:
                name, *arguments = call
                options = arguments.pop() if isinstance(arguments[-1], dict) else {}
                getattr(rows, name)(*arguments, **options)
        rows.flush(min_rows=1)
        return self

    @cached_property
    def resolved(self):
        return resolve_references(self.staging, named=self.named)

    def events(self):
        columns = ("source", "target", "kind")
        rows = to_arrow(self.resolved.events()).to_pylist()
        return sorted(tuple(row[name] for name in columns) for row in rows)

    def people(self):
        return sorted(to_arrow(self.resolved.people.lazy())["id"].to_pylist())

    def dropped(self):
        return sorted(self.resolved.dropped())


def reply_to(parent, source="ana"):
    return ("add_act", "reply", source, None, {"parent": parent})


class TestAuthors:
    def test_the_target_of_a_reply_is_the_author_in_any_file(self):
        files = Files().read([reply_to("p1")], [reply_to("p2")])
        files.read([("add_author", "ben", "p1")], [("add_author", "eve", "p2")])
        assert files.events() == [("ana", "ben", "reply"), ("ana", "eve", "reply")]
        assert files.dropped() == []

    def test_a_reply_to_an_unknown_author_is_dropped_and_counted_in_its_file(self):
        files = Files().read([reply_to("p1")]).read([reply_to("p1")], [reply_to("p2")])
        files.read([("add_author", "ben", "p2")])
        assert files.events() == [("ana", "ben", "reply")]
        reason = "replies to unknown users"
        assert files.dropped() == [(0, reason, 1), (1, reason, 1)]

    def test_a_reply_to_a_deleted_author_is_counted_as_such(self):
        files = Files().read([reply_to("p1")], [("add_author", None, "p1")])
        assert files.events() == []
        assert files.dropped() == [(0, "replies to deleted authors", 1)]

    def test_of_two_records_of_a_post_the_one_with_an_author_counts(self):
        files = Files().read(
            [reply_to("p1")], [("add_author", None, "p1")], [("add_author", "ben", "p1")]
        )
        assert files.events() == [("ana", "ben", "reply")]

    def test_a_known_target_is_not_looked_up(self):
        act = ("add_act", "reply", "ana", "eve", {"parent": "p1"})
        assert Files().read([act, ("add_author", "ben", "p1")]).events() == [("ana", "eve", "reply")]

    def test_a_record_with_one_event_is_not_dropped(self):
        files = Files().read([reply_to("p1"), ("add_act", "mention", "ana", "eve")])
        assert files.events() == [("ana", "eve", "mention")]
        assert files.dropped() == []


class TestAliases:
    def mention_of(self, name, parent=None):
        return ("add_act", "mention", "ana", name, {"parent": parent})

    def test_an_alias_is_the_user_in_any_file(self):
        files = Files().read([self.mention_of("benny")]).read([("add_alias", "benny", "u2")])
        files.read([("add_name", "u2", "Ben"), ("add_person", "u2")])
        assert files.events() == [("ana", "Ben", "mention")]

    def test_an_alias_of_two_users_is_neither(self):
        files = Files().read([self.mention_of("ben")])
        files.read([("add_alias", "ben", "u2"), ("add_alias", "ben", "u3")])
        assert files.events() == [("ana", "ben", "mention")]

    def test_an_alias_that_is_nobodys_stays_as_it_is(self):
        files = Files().read([self.mention_of("eva"), ("add_alias", "ben", "u2")])
        assert files.events() == [("ana", "eva", "mention")]

    def test_a_mention_of_the_answered_user_by_alias_is_no_event(self):
        files = Files().read([reply_to("p1"), self.mention_of("ben", "p1")])
        files.read([("add_alias", "ben", "u2"), ("add_author", "u2", "p1")])
        assert files.events() == [("ana", "u2", "reply")]

    def test_a_user_may_be_called_like_the_alias(self):
        files = Files().read([self.mention_of("ben"), ("add_alias", "ben", "u2")])
        files.read([("add_name", "u2", "ben")])
        assert files.events() == [("ana", "ben", "mention")]
        assert files.people() == ["ana"]


class TestDeletions:
    def act(self, day):
        return [("add_act", "like", "ana", "ben", {"post": "l1", "time": DAY.format(day)})]

    def undo(self, day):
        return [("add_undone", "l1", DAY.format(day))]

    @pytest.mark.parametrize("order", [1, -1])
    def test_a_like_that_was_deleted_later_is_dropped_in_any_order_of_rows(self, order):
        files = Files().read(*[self.act(1), self.undo(2)][::order])
        assert files.events() == []
        assert files.dropped() == [(0, "likes deleted later", 1)]

    @pytest.mark.parametrize("order", [1, -1])
    def test_a_like_after_the_deletion_is_an_event(self, order):
        files = Files().read(*[self.undo(2), self.act(3)][::order])
        assert files.events() == [("ana", "ben", "like")]

    def test_a_like_without_a_time_is_dropped_at_any_time_of_the_deletion(self):
        files = Files().read([("add_act", "like", "ana", "ben", {"post": "l1"})], self.undo(1))
        assert files.events() == []

    def test_a_deletion_in_another_file_counts(self):
        assert Files().read(self.act(1)).read(self.undo(2)).events() == []


class TestUndoneFollows:
    def files(self, *undo):
        follow = ("add_act", "follow", "ana", "ben", {"post": "f1", "time": DAY.format(1)})
        return Files().read([follow], [("add_undone", "f1", *undo)])

    def test_a_follow_that_was_undone_keeps_both_times(self):
        files = self.files(DAY.format(3))
        (row,) = to_arrow(files.resolved.events()).to_pylist()
        assert row["until"] - row["time"] == 2 * 86_400_000_000

    def test_a_follow_that_was_undone_at_an_unknown_time_is_dropped(self):
        files = self.files(FOREVER)
        assert files.events() == []
        assert files.dropped() == [(0, "follows deleted later", 1)]


class TestActivity:
    def test_posts_to_nobody_are_kept_under_the_name_of_their_author_unless_deleted(self):
        files = Files().read(
            [("add_activity", "1", DAY.format(1), None, "p1"), ("add_name", "1", "ana")],
            [("add_activity", "1", DAY.format(2), None, "p2")],
            [("add_undone", "p2", DAY.format(3))],
        )
        (post,) = to_arrow(files.resolved.activity.lazy()).to_pylist()
        assert (post["user"], post["post"]) == ("ana", "p1")
        assert files.people() == ["ana"]

    def test_files_without_such_posts_have_none(self):
        assert Files().read([reply_to("p1")]).resolved.activity is None


class TestNames:
    def test_users_are_called_by_their_names_if_known(self):
        files = Files().read(
            [("add_act", "like", "1", "2"), ("add_person", "3")], [("add_name", "1", "ana")]
        )
        files.read([("add_name", "3", "eve")])
        assert files.events() == [("ana", "2", "like")]
        assert files.people() == ["ana", "eve"]

    def test_users_are_called_by_their_ids_if_asked_for(self):
        for named, name in [(True, "ana"), (False, "1")]:
            files = Files(named=named).read([("add_act", "like", "1", "2"), ("add_name", "1", "ana")])
            assert files.events() == [(name, "2", "like")]
            assert files.people() == [name]
            assert files.resolved.name("1") == name

    @pytest.mark.parametrize("ranks", [(1, 2), (2, 1)])
    def test_a_name_of_two_users_belongs_to_the_later_one(self, ranks):
        first, second = ranks
        files = Files().read(
            [("add_act", "like", "1", "2")], [("add_name", "1", "ana", {"rank": first})]
        )
        files.read([("add_name", "2", "Ana", {"rank": second})])
        assert files.events() == [("1", "Ana", "like") if second > first else ("ana", "2", "like")]

    def test_a_name_of_two_users_at_one_time_belongs_to_the_smaller_id(self):
        files = Files().read(
            [("add_act", "like", "2", "1"), ("add_name", "1", "ana"), ("add_name", "2", "ana")]
        )
        assert files.events() == [("2", "ana", "like")]

    def test_a_name_that_is_the_id_of_another_is_not_used(self):
        files = Files().read([("add_act", "like", "1", "2"), ("add_name", "1", "2")])
        assert files.events() == [("1", "2", "like")]

    def test_a_name_that_is_too_long_or_empty_is_not_used(self):
        files = Files().read(
            [("add_act", "like", "1", "2"), ("add_name", "1", "x" * 1_001), ("add_name", "2", "")]
        )
        assert files.events() == [("1", "2", "like")]


def test_an_id_that_is_too_long_is_not_an_id():
    files = Files().read(
        [("add_act", "like", "x" * 1_001, "ben")], [("add_person", "y" * 1_001), ("add_person", "eve")]
    )
    assert files.events() == []
    assert files.people() == ["eve"]
    assert files.dropped() == [(0, "likes with an id that is too long", 1)]


def test_times_of_any_kind_become_microseconds():
    files = Files().read(
        [("add_act", "like", "ana", "ben", {"time": "1970-01-01T00:00:01Z", "post": "1"})]
    )
    files.read([("add_act", "like", "ana", "ben", {"time": 1_577_836_800, "post": "2"})])
    files.read(
        [("add_act", "like", "ana", "ben", {"time": "Wed Jan 01 00:00:00 +0000 2020", "post": "3"})]
    )
    times = to_arrow(files.resolved.events())["time"].to_pylist()
    assert sorted(times) == [-1, 1_577_836_800_000_000, 1_577_836_800_000_000]  # -1: before anybody was
