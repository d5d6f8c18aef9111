"""Tables of tools whose columns have names that mean something else in other tables."""

from __future__ import annotations

import csv
import json
import random

import pandas as pd
import pytest

import tribus as tb

MINET = (
    "id", "timestamp_utc", "local_time", "user_screen_name", "text", "possibly_sensitive",
    "retweet_count", "like_count", "reply_count", "impression_count", "lang", "to_username",
    "to_userid", "to_tweetid", "source_name", "user_id", "user_name", "user_tweets", "user_followers",
    "user_friends", "user_likes", "user_lists", "retweeted_id", "retweeted_user", "retweeted_user_id",
    "quoted_id", "quoted_user", "quoted_user_id", "mentioned_names", "mentioned_ids", "hashtags",
)  # fmt: skip
IDS = {"ana": "101", "ben": "102", "eva": "103"}


def row(number, author, text="x", **parts):
    counts = {"user_tweets": 9, "user_followers": 101, "user_friends": 102, "user_likes": 103}
    return {
        "id": number, "timestamp_utc": 1_777_885_200 + 60 * number, "user_screen_name": author,
        "user_id": IDS[author], "text": text, **counts, **parts,
    }  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def write(columns, rows, name="tweets.csv"):
        with (tmp_path / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        return tmp_path / name

    return write


def rows_of(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


def test_minet_has_numbers_of_friends_and_likes_and_the_answered_user(write):
    path = write(
        MINET,
        [
            row(1, "ana", "hola @ben", mentioned_names="ben", mentioned_ids="102"),
            row(2, "ben", "@ana sí", to_username="ana", to_userid="101", to_tweetid="1",
                mentioned_names="ana"),
            row(3, "eva", "RT @ana: hola @ben", retweeted_id="1", retweeted_user="ana",
                mentioned_names="ana|ben"),
            row(4, "eva", "mira", quoted_id="1", quoted_user="ana"),
        ],
    )  # fmt: skip
    events = tb.read_events(path)
    assert rows_of(events) == [
        ("ana", "ben", "mention"),
        ("ben", "ana", "reply"),
        ("eva", "ana", "quote"),
        ("eva", "ana", "repost"),
    ]
    assert str(events.to_frame()["time"].min()) == "2026-05-04 09:01:00+00:00"


def test_columns_that_the_caller_names_win(write):
    path = write(MINET, [row(1, "ana", retweeted_user_id="102"), row(2, "ben", retweeted_user_id="101")])
    events = tb.read_events(path, source="user_id", target="retweeted_user_id", kind="repost")
    assert rows_of(events) == [("101", "102", "repost"), ("102", "101", "repost")]


def test_minet_writes_users_of_bluesky_as_dids(write):
    columns = ("uri", "timestamp_utc", "user_did", "user_handle", "text", "to_user_did",
               "reposted_user_did", "quoted_user_did", "mentioned_user_dids")  # fmt: skip
    ana, ben, eva = (f"did:plc:{name}" for name in IDS)
    path = write(
        columns,
        [
            {"uri": "at://1", "timestamp_utc": 1_777_885_260, "user_did": ana, "to_user_did": ben},
            {"uri": "at://2", "timestamp_utc": 1_777_885_320, "user_did": ben,
             "reposted_user_did": ana},
            {"uri": "at://3", "timestamp_utc": 1_777_885_380, "user_did": eva, "quoted_user_did": ana,
             "mentioned_user_dids": f"{ben}|{eva}"},
        ],
    )  # fmt: skip
    assert rows_of(tb.read_events(path)) == [
        (ana, ben, "reply"),
        (ben, ana, "repost"),
        (eva, ana, "quote"),
        (eva, ben, "mention"),
    ]


def test_4cats_comments_of_tiktok_answer_the_comment_in_their_thread(write):
    columns = ("id", "thread_id", "author", "author_full", "body", "unix_timestamp", "post_id",
               "comment_url", "is_comment_on_comment")  # fmt: skip
    threads = [
        ("900", "73", "ana"), ("901", "900", "ben"), ("902", "900", "eva"), ("903", "73", "eva"),
    ]  # fmt: skip
    path = write(
        columns,
        [
            {"id": one, "thread_id": thread, "author": author, "author_full": "x", "body": "x",
             "unix_timestamp": 1_777_885_260, "post_id": "73",
             "is_comment_on_comment": "no" if thread == "73" else "yes"}
            for one, thread, author in threads
        ],
        "comments.csv",
    )  # fmt: skip
    assert rows_of(tb.read_events(path)) == [("ben", "ana", "reply"), ("eva", "ana", "reply")]


# Each line of the dataset: who, replied, root of the thread, reposted, quoted, and the minute in UTC.
@pytest.mark.parametrize("decimals", ["", ".0"])
def test_interactions_of_the_bluesky_dataset_have_no_header(tmp_path, decimals):
    drawn = random.Random(1)  # noqa: S311  no secret
    lines = [f"1,2{decimals},3{decimals},,,202302102122", f"2,,,1{decimals},,202302102123",
             f"3,,,,1{decimals},202302102124", "4,,,,,202302102125"]  # fmt: skip
    others = [
        f"{drawn.randrange(5, 40)},{drawn.randrange(40, 60)}{decimals},1{decimals},,,202303110900"
        for _ in range(300)
    ]
    (tmp_path / "interactions.csv").write_text("\n".join([*lines, *others]) + "\n")
    events = tb.read_events(tmp_path / "interactions.csv")
    assert ("1", "2", "reply") in rows_of(events)
    assert ("2", "1", "repost") in rows_of(events)
    assert ("3", "1", "quote") in rows_of(events)
    assert ("1", "3", "reply") not in rows_of(events)
    assert str(events.to_frame()["time"].min()) == "2023-02-10 21:22:00+00:00"


TAGS = (
    "id_str", "from_user", "text", "created_at", "time", "geo_coordinates", "user_lang",
    "in_reply_to_user_id_str", "in_reply_to_screen_name", "from_user_id_str",
    "in_reply_to_status_id_str", "source", "profile_image_url", "user_followers_count",
    "user_friends_count", "user_location", "status_url", "entities_str",
)  # fmt: skip
RTWEET = (
    "user_id", "status_id", "created_at", "screen_name", "text", "source", "reply_to_status_id",
    "reply_to_user_id", "reply_to_screen_name", "is_quote", "is_retweet", "retweet_count",
    "mentions_user_id", "mentions_screen_name", "quoted_text", "quoted_screen_name", "retweet_text",
    "retweet_screen_name", "name", "description",
)  # fmt: skip


def acts_of(events):
    """Return source, target and kind of all events, sorted."""
    return sorted(map(tuple, events.to_frame()[["source", "target", "kind"]].astype(str).to_numpy()))


def tags_row(number, author, text, answered=""):
    return {
        "id_str": f"15873000000000000{number}", "from_user": author, "from_user_id_str": IDS[author],
        "text": text, "created_at": f"Wed Apr 19 10:{number}:00 +0000 2023",
        "time": f"19/04/2023 11:{number}:00", "in_reply_to_screen_name": answered,
        "source": '<a href="http://twitter.com">Twitter Web App</a>', "user_followers_count": 12,
        "status_url": f"http://twitter.com/{author}/statuses/{number}", "entities_str": "{}",
    }  # fmt: skip


def test_tags_gives_reposts_and_mentions_of_the_texts(write):
    rows = [
        tags_row(10, "ana", "hola"),
        tags_row(11, "ben", "@ana hola", "ana"),
        tags_row(12, "eva", "RT @ana: hola con @ben"),
        tags_row(13, "ana", "con @Eva, @ben y yo@casa.es"),
        tags_row(14, "ana", "@ben @eva dime, @eva", "ben"),
    ]
    events = tb.read_events(write(TAGS, rows), progress=False)
    assert acts_of(events) == [
        ("ana", "ben", "mention"),
        ("ana", "ben", "reply"),
        ("ana", "eva", "mention"),
        ("ben", "ana", "reply"),
        ("eva", "ana", "repost"),
    ]
    assert events.to_frame()["time"].dt.strftime("%H:%M").min() == "10:11"


@pytest.mark.parametrize("mentioned", ["ana eva", "ana|eva", 'c("ana", "eva")'])
def test_rtweet_reads_names_and_no_counts(write, mentioned):
    empty = dict.fromkeys(RTWEET, "NA") | {"source": "Twitter for iPhone", "retweet_count": 3}
    acts = (
        {"screen_name": "ana"},
        {"screen_name": "ben", "reply_to_screen_name": "ana", "mentions_screen_name": "ana"},
        {"screen_name": "eva", "retweet_screen_name": "ana", "mentions_screen_name": "ana"},
        {"screen_name": "ana", "quoted_screen_name": "ben"},
        {"screen_name": "ben", "mentions_screen_name": mentioned},
    )
    rows = [
        empty
        | {"user_id": IDS[act["screen_name"]], "status_id": number, "created_at": "2021-05-04 09:00:00"}
        | act
        for number, act in enumerate(acts, start=100)
    ]
    events = tb.read_events(write(RTWEET, rows), time_zone="UTC", progress=False)
    assert acts_of(events) == [
        ("ana", "ben", "quote"),
        ("ben", "ana", "mention"),
        ("ben", "ana", "reply"),
        ("ben", "eva", "mention"),
        ("eva", "ana", "repost"),
    ]


REDDIT = ("author", "body", "created_utc", "id", "link_id", "parent_id", "subreddit")


def test_names_in_the_comments_of_a_reddit_table_are_mentions(write):
    comments = [
        ("ana", "hola u/eva, no example.com/u/nobody", "c1", "t3_p1"),
        ("Ben", "> hola u/eva\nsí", "c2", "t1_c1"),
        ("ana", "gracias /u/ben y u/Eva", "c3", "t1_c2"),
        ("[deleted]", "[removed]", "c4", "t1_c2"),
    ]
    rows = [
        dict(zip(REDDIT, (author, body, 1714800000, id_, "t3_p1", parent, "pan"), strict=True))
        for author, body, id_, parent in comments
    ]
    events = tb.read_events(write(REDDIT, rows, "comments.csv"), progress=False)
    assert acts_of(events) == [
        ("Ben", "ana", "reply"),
        ("ana", "Ben", "reply"),
        ("ana", "eva", "mention"),
        ("ana", "eva", "mention"),
    ]


TELEGRAM = (
    "id", "thread_id", "chat", "author", "author_username", "author_name", "body", "reply_to",
    "unix_timestamp", "author_forwarded_from_name", "author_forwarded_from_username",
    "entities_mentioned",
)  # fmt: skip


def test_telegram_by_4cat_gives_replies_beside_forwards_and_mentions(write):
    names = {"ana": "ana_pan", "ben": "", "eva": "eva_sol"}
    messages = (
        ("ana", {}),
        ("ben", {"reply_to": 10}),
        ("eva", {"reply_to": 11, "entities_mentioned": "ana_pan,ben_horno"}),
        ("ana", {"author_forwarded_from_username": "eva_sol", "author_forwarded_from_name": "Eva"}),
        ("eva", {"reply_to": 99}),
    )
    rows = [
        {
            "id": f"grupo-{number}",
            "thread_id": "grupo",
            "chat": "grupo",
            "author": IDS[author],
            "author_username": names[author],
            "author_name": author,
            "body": "hola",
            "unix_timestamp": 1_777_885_200 + number,
            **parts,
        }
        for number, (author, parts) in enumerate(messages, start=10)
    ]
    events = tb.read_events(write(TELEGRAM, rows), progress=False)
    assert acts_of(events) == [
        ("102", "ana_pan", "reply"),
        ("ana_pan", "eva_sol", "repost"),
        ("eva_sol", "102", "reply"),
        ("eva_sol", "ana_pan", "mention"),
        ("eva_sol", "ben_horno", "mention"),
    ]


def test_a_parent_and_columns_of_people_are_read_together(write):
    header = ("who", "number", "above", "quoted")
    rows = [
        dict(zip(header, row, strict=True))
        for row in (("ana", 1, "", ""), ("ben", 2, 1, "eva"), ("eva", 3, 2, ""))
    ]
    options = {"source": "who", "post": "number", "parent": "above", "target": {"quote": "quoted"}}
    events = tb.read_events(write(header, rows, "posts.csv"), **options, progress=False)
    assert acts_of(events) == [
        ("ben", "ana", "reply"),
        ("ben", "eva", "quote"),
        ("eva", "ben", "reply"),
    ]


TWARC_1 = (
    "id", "tweet_url", "created_at", "parsed_created_at", "user_screen_name", "text", "tweet_type",
    "in_reply_to_screen_name", "in_reply_to_status_id", "in_reply_to_user_id", "retweet_count",
    "retweet_or_quote_id", "retweet_or_quote_screen_name", "retweet_or_quote_user_id", "user_id",
    "user_friends_count", "user_name",
)  # fmt: skip


def test_the_first_twarc_has_one_column_for_reposts_and_quotes(write):
    acts = (
        ("ana", "original", "con @eva", {}),
        ("ben", "reply", "@ana sí", {"in_reply_to_screen_name": "ana"}),
        ("eva", "retweet", "RT @ben: @ana sí", {"retweet_or_quote_screen_name": "ben"}),
        ("ana", "quote", "mira", {"retweet_or_quote_screen_name": "ben"}),
    )
    rows = [
        {
            "id": number,
            "parsed_created_at": "2020-05-04 09:00:00+00:00",
            "user_screen_name": author,
            "user_id": IDS[author],
            "tweet_type": kind,
            "text": text,
            **parts,
        }
        for number, (author, kind, text, parts) in enumerate(acts, start=10)
    ]
    events = tb.read_events(write(TWARC_1, rows), progress=False)
    assert acts_of(events) == [
        ("ana", "ben", "quote"),
        ("ana", "eva", "mention"),
        ("ben", "ana", "reply"),
        ("eva", "ben", "repost"),
    ]


def test_numbers_of_users_in_json_are_read_as_in_a_table(tmp_path):
    messages = [
        {
            "id": f"grupo-{number}", "thread_id": "grupo", "author": author, "author_username": None,
            "author_forwarded_from_username": None, "reply_to": answered, "body": "hola",
            "entities_mentioned": None, "unix_timestamp": 1_777_885_200 + number,
        }
        for number, author, answered in ((10, 101, None), (11, 102, 10), (12, 101, 11))
    ]  # fmt: skip
    path = tmp_path / "messages.json"
    path.write_text(json.dumps(messages))
    assert acts_of(tb.read_events(path, progress=False)) == [
        ("101", "102", "reply"),
        ("102", "101", "reply"),
    ]


def test_lists_in_place_of_texts_are_no_foreign_error():
    frame = pd.DataFrame(
        {
            "author": ["ana", "ben"], "id": ["a", "b"], "parent_id": ["t3_p", "t1_a"],
            "body": [["u/eva"], ["x"]], "subreddit": ["pan", "pan"],
        }
    )  # fmt: skip
    events = tb.Events.from_frame(frame, progress=False)
    assert ("ben", "ana", "reply") in acts_of(events)
