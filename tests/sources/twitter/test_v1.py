import json

import pytest

from tribus.errors import EventsError, ReadError
from tribus.sources import ReadOptions, Rows
from tribus.sources.rows import FOREVER
from tribus.sources.twitter.v1 import API_V1, V1DeletedPost, V1Deletion, V1Line

IDS = {"ana": 101, "ben": 102, "eve": 103, "ivo": 104}
AT = "Mon May 03 10:00:00 +0000 2021"


def user(name):
    return {"id": IDS[name], "id_str": str(IDS[name]), "screen_name": name}


def mention(text, name):
    start = text.index(f"@{name}")
    return user(name) | {"indices": [start, start + len(name) + 1]}


def entities(text, names):
    return {"hashtags": [], "user_mentions": [mention(text, name) for name in names]}


def tweet(id_, author, text="", *, names=(), to=None, parent=None, **others):
    made = {
        "created_at": AT,
        "id": id_,
        "id_str": str(id_),
        "text": text,
        "user": user(author),
        "entities": entities(text, names),
        "in_reply_to_status_id": parent,
        "in_reply_to_status_id_str": parent and str(parent),
        "in_reply_to_user_id": IDS[to] if to else None,
        "in_reply_to_user_id_str": str(IDS[to]) if to else None,
        "in_reply_to_screen_name": to,
    }
    return made | others


class TestPosts:
    def test_a_reply_a_mention_a_repost_and_a_quote(self, find):
        found = find(
            [
                tweet(1, "ana", "@ben @eve as @ivo said", names=["ben", "eve", "ivo"], to="ben"),
                tweet(
                    2,
                    "eve",
                    "RT @ivo: with @ben",
                    names=["ivo", "ben"],
                    retweeted_status=tweet(8, "ivo"),
                ),
                tweet(3, "ben", "see", quoted_status=tweet(9, "eve"), quoted_status_id_str="9"),
                tweet(4, "ivo", "hello"),
            ]
        )
        assert found.acts == {
            ("ana", "reply", "ben"),
            ("ana", "mention", "ivo"),
            ("eve", "repost", "ivo"),
            ("ben", "quote", "eve"),
        }
        reading = found.events.reading[0]
        assert (reading.read, reading.kept, reading.format) == (4, 3, "Twitter API v1.1")
        assert found.skipped == {"posts to nobody": 1}
        assert str(found.table["time"][0]) == "2021-05-03 10:00:00+00:00"

    def test_a_repost_of_a_quote_is_no_quote(self, read_rows):
        quoting = tweet(8, "ivo", "see", quoted_status=tweet(9, "eve"))
        made = tweet(2, "ana", "RT @ivo: see", retweeted_status=quoting, quoted_status=tweet(9, "eve"))
        assert read_rows([made]).acts == {("ana", "repost", "ivo")}

    def test_a_post_within_a_post_gives_its_author_to_other_posts(self, find):
        made = [
            tweet(2, "ana", "RT @ivo: hello", retweeted_status=tweet(8, "ivo")),
            tweet(3, "ben", "see", quoted_status_id_str="8"),
            tweet(4, "eve", "yes", parent=8),
        ]
        assert find(made).acts == {
            ("ana", "repost", "ivo"), ("ben", "quote", "ivo"), ("eve", "reply", "ivo"),
        }  # fmt: skip

    def test_a_quote_of_a_deleted_post_is_counted(self, find):
        found = find([tweet(3, "ben", "see", quoted_status_id_str="8"), tweet(1, "ana", to="ben")])
        assert found.skipped == {"quotes to unknown users": 1}

    def test_the_displayed_text_begins_after_carried_names(self, read_rows):
        text = "@ben @eve look"
        shown = tweet(1, "ana", text, names=["ben", "eve"], to="ben", display_text_range=[5, 14])
        assert read_rows([shown]).acts == {("ana", "reply", "ben"), ("ana", "mention", "eve")}

    def test_old_replies_display_all_of_their_text(self, read_rows):
        text = "@ben @eve look"
        shown = tweet(1, "ana", text, names=["ben", "eve"], to="ben", display_text_range=[0, 14])
        assert read_rows([shown]).acts == {("ana", "reply", "ben")}

    def test_the_full_text_of_a_long_post_is_read(self, read_rows):
        whole = "@ben so long that it does not fit, says @ivo"
        extended = {
            "full_text": whole,
            "display_text_range": [5, len(whole)],
            "entities": entities(whole, ["ben", "ivo"]),
        }
        short = tweet(1, "ana", whole[:30], names=["ben"], to="ben", extended_tweet=extended)
        found = read_rows([short], texts=True)
        assert found.acts == {("ana", "reply", "ben"), ("ana", "mention", "ivo")}
        assert found.texts == {whole}

    def test_full_text_replaces_text(self, read_rows):
        made = tweet(1, "ana", "@ben @eve hi", names=["ben", "eve"], to="ben")
        made["full_text"] = made.pop("text")
        assert read_rows([made]).acts == {("ana", "reply", "ben")}


class TestIds:
    def test_an_id_may_be_an_integer_only(self, find):
        made = tweet(1_390_000_000_000_000_001, "ana", to="ben")
        del made["id_str"], made["user"]["id_str"], made["in_reply_to_user_id_str"]
        found = find([made], names=False)
        assert found.acts == {("101", "reply", "102")}
        assert found.table["post"].tolist() == ["1390000000000000001"]

    def test_a_rounded_id_is_ignored(self, find):
        rounded = tweet(1, "ana", to="ben") | {"id": 1.39e18}
        lost = {name: value for name, value in rounded.items() if name != "id_str"}
        found = find([rounded, lost])
        assert found.table["post"].tolist() == ["1"]
        assert found.skipped == {"posts without an id or an author": 1}

    @pytest.mark.parametrize("gone", [{"id": -1, "id_str": "-1"}, {"id": None, "id_str": None}])
    def test_users_without_id_go_by_name(self, read_rows, gone):
        made = tweet(1, "ana", "with @ben and @eve", names=["ben", "eve"])
        made["entities"]["user_mentions"] = [one | gone for one in made["entities"]["user_mentions"]]
        assert read_rows([made]).acts == {("ana", "mention", "ben"), ("ana", "mention", "eve")}

    def test_the_latest_name_is_used(self, read_rows):
        old, new = tweet(1_000, "ana", to="ben"), tweet(2_000, "ana", to="eve")
        new["user"]["screen_name"] = "ana_maria"
        assert {source for source, _, _ in read_rows([new, old]).acts} == {"ana_maria"}


class TestStream:
    @pytest.mark.parametrize(
        ("timestamp", "time"),
        [("1714557600123", "2024-05-01T10:00:00.123000+00:00"), (None, FOREVER), ("5", FOREVER)],
    )
    def test_a_deletion_has_its_time_or_is_for_good(self, timestamp, time):
        found = []
        rows = Rows(ReadOptions(), lambda table, batch: found.append((table, batch.to_pylist())))
        status = V1DeletedPost(id_str="1")
        deletion = V1Deletion(status=status, timestamp_ms=timestamp)
        API_V1.add_record(V1Line(delete=deletion), rows)
        rows.flush(min_rows=1)
        assert found == [("undone", [{"post": "1", "time": time}])]

    def test_a_deleted_post_is_taken_back(self, find):
        deleted = {
            "delete": {"status": {"id": 1, "id_str": "1", "user_id_str": "101"}, "timestamp_ms": "5"}
        }
        found = find([tweet(1, "ana", to="ben"), tweet(2, "ana", to="eve"), deleted])
        assert found.acts == {("ana", "reply", "eve")}
        assert found.skipped == {"deletions": 1, "replies deleted later": 1}

    def test_an_answer_to_a_deleted_post_stays_an_event(self, find):
        deleted = {"delete": {"status": {"id_str": "1"}}}
        found = find([tweet(1, "ana", "hello"), deleted, tweet(2, "ben", "yes", parent=1)])
        assert found.acts == {("ben", "reply", "ana")}

    def test_other_messages_are_counted(self, read_rows):
        others = [{"limit": {"track": 5}}, {"delete": {"favorite": {}}}, {"disconnect": {"code": 4}}]
        found = read_rows([tweet(1, "ana", to="ben"), *others])
        assert found.skipped == {"messages of the stream": 3}
        assert (found.read, found.kept) == (4, 1)

    def test_a_stream_that_begins_with_deletions_is_recognised(self, read_rows):
        deleted = [{"delete": {"status": {"id_str": str(id_)}}} for id_ in range(50, 70)]
        assert read_rows([*deleted, tweet(1, "ana", to="ben")]).acts == {("ana", "reply", "ben")}


class TestFiles:
    def test_a_list_in_one_document_is_read(self, read_rows):
        made = json.dumps([tweet(1, "ana", to="ben"), tweet(2, "ben", to="ana")], indent=1)
        assert read_rows(made, name="posts.json").acts == {
            ("ana", "reply", "ben"),
            ("ben", "reply", "ana"),
        }

    def test_posts_of_both_apis_are_read_together(self, find):
        page = {"data": [{"id": "9", "author_id": "103", "text": "hello"}], "meta": {}}
        assert find([tweet(1, "ana", parent=9)], [page]).acts == {("ana", "reply", "103")}

    def test_a_line_of_wrong_types_is_counted(self, read_rows):
        wrong = [{"id_str": 5, "user": [], "text": "x"}, {"id_str": "5", "user": {}, "text": "x"}]
        found = read_rows([tweet(1, "ana", to="ben"), *wrong])
        assert found.skipped == {
            "not a record of this format": 1,
            "posts without an id or an author": 1,
        }

    @pytest.mark.parametrize("place", ["x", "٣" * 20, "9" * 10_000, -5, 10**30])
    def test_impossible_text_indices_do_no_harm(self, read_rows, place):
        made = tweet(1, "ana", "so @ben", names=["ben"], display_text_range=[place, 5])
        made["entities"]["user_mentions"][0]["indices"] = [place, 7]
        assert read_rows([made]).acts == {("ana", "mention", "ben")}

    def test_a_table_with_a_column_of_users_is_no_export(self, find):
        with pytest.raises(ReadError, match="has no known format"):
            find([{"id": 1, "user": "ana", "text": "hello"}], format="twitter-v1")

    def test_a_file_with_messages_only_is_an_error(self, find):
        with pytest.raises(EventsError, match="deletions: 1"):
            find([{"delete": {"status": {"id_str": "1"}}}])
