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
    told = {
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
    return told | others


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

    def test_a_repost_of_a_quote_is_no_quote(self, tell):
        quoting = tweet(8, "ivo", "see", quoted_status=tweet(9, "eve"))
        told = tweet(2, "ana", "RT @ivo: see", retweeted_status=quoting, quoted_status=tweet(9, "eve"))
        assert tell([told]).acts == {("ana", "repost", "ivo")}

    def test_what_a_post_holds_tells_whose_it_is_to_others(self, find):
        told = [
            tweet(2, "ana", "RT @ivo: hello", retweeted_status=tweet(8, "ivo")),
            tweet(3, "ben", "see", quoted_status_id_str="8"),
            tweet(4, "eve", "yes", parent=8),
        ]
        assert find(told).acts == {
            ("ana", "repost", "ivo"), ("ben", "quote", "ivo"), ("eve", "reply", "ivo"),
        }  # fmt: skip

    def test_a_quote_of_a_post_that_is_gone_is_counted(self, find):
        found = find([tweet(3, "ben", "see", quoted_status_id_str="8"), tweet(1, "ana", to="ben")])
        assert found.skipped == {"quotes to unknown users": 1}

    def test_the_text_shown_begins_after_names_carried_over(self, tell):
        text = "@ben @eve look"
        shown = tweet(1, "ana", text, names=["ben", "eve"], to="ben", display_text_range=[5, 14])
        assert tell([shown]).acts == {("ana", "reply", "ben"), ("ana", "mention", "eve")}

    def test_in_old_replies_all_of_the_text_is_shown(self, tell):
        text = "@ben @eve look"
        shown = tweet(1, "ana", text, names=["ben", "eve"], to="ben", display_text_range=[0, 14])
        assert tell([shown]).acts == {("ana", "reply", "ben")}

    def test_a_long_post_of_the_stream_is_read_whole(self, tell):
        whole = "@ben so long that it does not fit, says @ivo"
        extended = {
            "full_text": whole,
            "display_text_range": [5, len(whole)],
            "entities": entities(whole, ["ben", "ivo"]),
        }
        short = tweet(1, "ana", whole[:30], names=["ben"], to="ben", extended_tweet=extended)
        found = tell([short], texts=True)
        assert found.acts == {("ana", "reply", "ben"), ("ana", "mention", "ivo")}
        assert found.texts == {whole}

    def test_full_text_stands_in_place_of_text(self, tell):
        told = tweet(1, "ana", "@ben @eve hi", names=["ben", "eve"], to="ben")
        told["full_text"] = told.pop("text")
        assert tell([told]).acts == {("ana", "reply", "ben")}


class TestIds:
    def test_an_id_may_be_a_whole_number_alone(self, find):
        told = tweet(1_390_000_000_000_000_001, "ana", to="ben")
        del told["id_str"], told["user"]["id_str"], told["in_reply_to_user_id_str"]
        found = find([told], names=False)
        assert found.acts == {("101", "reply", "102")}
        assert found.table["post"].tolist() == ["1390000000000000001"]

    def test_a_rounded_id_is_none_and_does_no_harm_beside_the_text(self, find):
        rounded = tweet(1, "ana", to="ben") | {"id": 1.39e18}
        lost = {name: value for name, value in rounded.items() if name != "id_str"}
        found = find([rounded, lost])
        assert found.table["post"].tolist() == ["1"]
        assert found.skipped == {"posts without an id or an author": 1}

    @pytest.mark.parametrize("gone", [{"id": -1, "id_str": "-1"}, {"id": None, "id_str": None}])
    def test_people_who_are_gone_go_by_name_and_are_not_one(self, tell, gone):
        told = tweet(1, "ana", "with @ben and @eve", names=["ben", "eve"])
        told["entities"]["user_mentions"] = [one | gone for one in told["entities"]["user_mentions"]]
        assert tell([told]).acts == {("ana", "mention", "ben"), ("ana", "mention", "eve")}

    def test_the_latest_name_is_taken(self, tell):
        old, new = tweet(1_000, "ana", to="ben"), tweet(2_000, "ana", to="eve")
        new["user"]["screen_name"] = "ana_maria"
        assert {source for source, _, _ in tell([new, old]).acts} == {"ana_maria"}


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

    def test_an_answer_to_a_deleted_post_is_an_answer_still(self, find):
        deleted = {"delete": {"status": {"id_str": "1"}}}
        found = find([tweet(1, "ana", "hello"), deleted, tweet(2, "ben", "yes", parent=1)])
        assert found.acts == {("ben", "reply", "ana")}

    def test_other_messages_are_counted(self, tell):
        others = [{"limit": {"track": 5}}, {"delete": {"favorite": {}}}, {"disconnect": {"code": 4}}]
        found = tell([tweet(1, "ana", to="ben"), *others])
        assert found.skipped == {"messages of the stream": 3}
        assert (found.read, found.kept) == (4, 1)

    def test_a_stream_may_begin_with_deletions(self, tell):
        deleted = [{"delete": {"status": {"id_str": str(id_)}}} for id_ in range(50, 70)]
        assert tell([*deleted, tweet(1, "ana", to="ben")]).acts == {("ana", "reply", "ben")}


class TestFiles:
    def test_a_list_in_one_document_is_read_as_well(self, tell):
        told = json.dumps([tweet(1, "ana", to="ben"), tweet(2, "ben", to="ana")], indent=1)
        assert tell(told, name="posts.json").acts == {("ana", "reply", "ben"), ("ben", "reply", "ana")}

    def test_posts_of_both_interfaces_are_read_together(self, find):
        page = {"data": [{"id": "9", "author_id": "103", "text": "hello"}], "meta": {}}
        assert find([tweet(1, "ana", parent=9)], [page]).acts == {("ana", "reply", "103")}

    def test_a_line_of_wrong_types_is_counted(self, tell):
        wrong = [{"id_str": 5, "user": [], "text": "x"}, {"id_str": "5", "user": {}, "text": "x"}]
        found = tell([tweet(1, "ana", to="ben"), *wrong])
        assert found.skipped == {
            "not a record of this format": 1,
            "posts without an id or an author": 1,
        }

    @pytest.mark.parametrize("place", ["x", "٣" * 20, "9" * 10_000, -5, 10**30])
    def test_impossible_places_in_the_text_do_no_harm(self, tell, place):
        told = tweet(1, "ana", "so @ben", names=["ben"], display_text_range=[place, 5])
        told["entities"]["user_mentions"][0]["indices"] = [place, 7]
        assert tell([told]).acts == {("ana", "mention", "ben")}

    def test_tables_with_a_column_of_users_are_not_taken_for_it(self, find):
        with pytest.raises(ReadError, match="has no known format"):
            find([{"id": 1, "user": "ana", "text": "hello"}], format="twitter-v1")

    def test_a_file_of_nothing_but_messages_is_an_error_that_says_so(self, find):
        with pytest.raises(EventsError, match="deletions: 1"):
            find([{"delete": {"status": {"id_str": "1"}}}])
