from __future__ import annotations

import gzip
import json
import sys
import time

import pandas as pd
import pytest

import tribus as tb
from tribus.errors import EventsError, ReadError
from tribus.sources.reddit import _find_mentioned

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

START = 1_714_557_600  # 2024-05-01 10:00 UTC


def comment(author, number, parent, **more):
    """A comment as in the dumps; its parent is a comment or a submission."""
    return {
        "id": f"c{number}",
        "author": author,
        "body": "hola",
        "created_utc": START + 60 * number,
        "link_id": "t3_s1",
        "parent_id": parent,
        "subreddit": "panaderos",
        "score": 1,
    } | more


def submission(author, number, **more):
    return {
        "id": f"s{number}",
        "author": author,
        "title": "Pan de hoy",
        "selftext": "",
        "created_utc": START,
        "subreddit": "panaderos",
        "crosspost_parent_list": None,
    } | more


def listing(*children):
    return {"kind": "Listing", "data": {"after": None, "children": list(children)}}


def thing(kind, data):
    return {"kind": kind, "data": data}


@pytest.fixture
def dump(tmp_path):
    """Read records as one file, one a line."""

    def read(*records, name="dump.ndjson", **options):
        path = tmp_path / name
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
        return tb.read_events(path, **options)

    return read


def triples(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["kind"], frame["target"], strict=True))


def skipped(events):
    return dict(events.reading[0].skipped)


THREAD = (
    submission("Ana", 1),
    comment("ben", 1, "t3_s1"),
    comment("Ana", 2, "t1_c1"),
    comment("carla", 3, "t1_c1"),
)
REPLIES = [("Ana", "reply", "ben"), ("ben", "reply", "Ana"), ("carla", "reply", "ben")]


def test_replies_go_to_the_authors_of_comments_and_of_submissions(dump):
    events = dump(*THREAD)
    assert triples(events) == REPLIES
    assert skipped(events) == {"posts to nobody": 1}
    frame = events.to_frame()
    assert set(frame["thread"]) == {"t3_s1"}
    assert frame["time"].min() == pd.Timestamp("2024-05-01 10:01", tz="UTC")


def test_replies_are_found_in_other_files_in_any_order(tmp_path):
    paths = {name: tmp_path / f"{name}.ndjson" for name in ("RS_2024-05", "RC_2024-05")}
    paths["RS_2024-05"].write_text(json.dumps(THREAD[0]))
    paths["RC_2024-05"].write_text("\n".join(map(json.dumps, THREAD[:0:-1])))
    for order in (list(paths.values()), list(paths.values())[::-1]):
        assert triples(tb.read_events(order)) == REPLIES


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        zstd.compress,
        lambda data: zstd.compress(data, options={zstd.CompressionParameter.window_log: 31}),
    ],
    ids=["gz", "zst", "zst with the window of the dumps"],
)
def test_compressed_dumps_are_read(tmp_path, pack):
    path = tmp_path / "RC_2024-05.zst"
    path.write_bytes(pack("\n".join(map(json.dumps, THREAD)).encode()))
    assert triples(tb.read_events(path)) == REPLIES


def test_comments_by_deleted_authors_and_answers_to_them_are_counted(dump):
    events = dump(
        *THREAD,
        comment("[deleted]", 4, "t1_c3"),
        comment(None, 5, "t1_c3"),
        comment("Ana", 6, "t1_c4"),
        comment("Ana", 7, "t1_c5"),
        submission("[deleted]", 2),
        comment("ben", 8, "t3_s2"),
    )
    assert triples(events) == REPLIES
    assert skipped(events) == {
        "comments by deleted authors": 2,
        "posts by deleted authors": 1,
        "posts to nobody": 1,
        "replies to deleted authors": 3,
    }
    assert events.reading[0].read == events.reading[0].kept + 7


def test_an_author_deleted_later_is_known_from_an_earlier_dump(dump):
    later = comment("[deleted]", 1, "t3_s1", body="[deleted]")
    assert triples(dump(*THREAD, later)) == REPLIES


def test_removed_comments_are_still_by_their_author(dump):
    events = dump(*THREAD, comment("dan", 4, "t1_c3", body="[removed]"))
    assert ("dan", "reply", "carla") in triples(events)


def test_an_answer_to_a_comment_outside_the_files_is_counted(dump):
    events = dump(*THREAD, comment("ben", 4, "t1_elsewhere"), comment("ben", 5, "t1_c1"))
    assert skipped(events)["replies to unknown users"] == 1
    assert events.cleaning.self_interactions == 1  # the last answers his own


def test_a_crosspost_is_a_repost_of_its_original_author(dump):
    events = dump(
        submission(
            "ben", 2, crosspost_parent="t3_x9", crosspost_parent_list=[submission("Ana", "x9", id="x9")]
        ),
        submission("carla", 3, crosspost_parent="t3_s1"),
        submission("dan", 4, crosspost_parent_list=[submission("[deleted]", 0, id="x8")]),
        submission("Ana", 1),
        comment("dan", 5, "t3_x9", link_id="t3_x9"),
    )
    # the original may be in the files or only in the crosspost
    assert triples(events) == [
        ("ben", "repost", "Ana"),
        ("carla", "repost", "Ana"),
        ("dan", "reply", "Ana"),
    ]
    assert skipped(events) == {"posts to nobody": 1, "reposts to deleted authors": 1}


def test_a_crosspost_mentions_nobody(dump):
    original = submission("Ana", 1, title="de u/dan_el_panadero")
    again = submission("ben", 2, title=original["title"], crosspost_parent_list=[original])
    assert triples(dump(again)) == [("ben", "repost", "Ana")]


def test_users_named_in_the_text_are_mentioned(dump):
    events = dump(
        submission("Ana", 1, title="con u/eva_pan", selftext="y /u/EVA_pan, u/fer-99."),
        comment("ben", 1, "t3_s1", body="¿y u/carla?"),
    )
    assert triples(events) == [
        ("Ana", "mention", "eva_pan"),
        ("Ana", "mention", "fer-99"),
        ("ben", "mention", "carla"),
        ("ben", "reply", "Ana"),
    ]


def test_naming_the_answered_user_is_no_mention(dump):
    events = dump(*THREAD, comment("dan", 4, "t1_c2", body="u/ANA, u/ben, mirad"))
    # Ana is the answered author; Ben is only named
    assert triples(events) == sorted([*REPLIES, ("dan", "mention", "ben"), ("dan", "reply", "Ana")])


def test_naming_a_user_in_an_answer_to_an_unknown_author_is_a_mention(dump):
    events = dump(*THREAD, comment("dan", 4, "t1_elsewhere", body="u/Ana, mira"))
    assert triples(events) == sorted([*REPLIES, ("dan", "mention", "Ana")])
    assert skipped(events) == {"posts to nobody": 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("u/ana", ["ana"]),
        ("(/u/Ana) y u/ana", ["ana"]),
        ("u/ana's y u/ben.", ["ana", "ben"]),
        ("https://reddit.com/u/ana", []),
        ("bateau/ana, emu/ana", []),
        ("u/ab u/abcdefghijklmnopqrstu", []),  # too short and too long for a name
        ("u/abcdefghijklmnopqrst", ["abcdefghijklmnopqrst"]),
        ("> u/ana dijo\nsi, u/ben", ["ben"]),
        ("&gt; u/ana dijo", []),
        ("u/", []),
        ("", []),
        (None, []),
    ],
)
def test_names_in_the_text_of_an_author_are_found(text, found):
    assert _find_mentioned(text) == found


@pytest.mark.parametrize("piece", ["u/", "u/a", "/u/ana", "u/-", "u", "/", "\n>u/"])
def test_hostile_text_takes_linear_time(piece):
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    _find_mentioned(text)
    assert time.process_time() - started < 5


def test_users_are_one_in_any_letter_case_and_keep_their_spelling(dump):
    mention = comment("Carla", 1, "t3_s1", body="u/ANA")
    events = dump(mention, submission("Ana", 2))
    assert triples(events) == [("Carla", "mention", "Ana")]
    assert triples(dump(mention, submission("Ana", 2), names=False)) == [("carla", "mention", "ana")]


@pytest.mark.parametrize("created", [START, float(START), str(START)])
def test_times_are_numbers_or_texts(dump, created):
    events = dump(THREAD[0], comment("ben", 1, "t3_s1", created_utc=created))
    assert events.to_frame()["time"].tolist() == [pd.Timestamp("2024-05-01 10:00", tz="UTC")]


@pytest.mark.parametrize("created", [None, "ayer", 1e300, 10**400, START + 0.5])
def test_an_event_with_an_impossible_time_stays(dump, created):
    events = dump(THREAD[0], THREAD[1], comment("carla", 2, "t1_c1", created_utc=created))
    assert triples(events) == REPLIES[1:]


def test_parents_in_dumps_of_2022_are_numbers_or_missing(dump):
    # c1 to the base of 36 is 12 * 36 + 1 = 433
    events = dump(THREAD[0], comment("ben", 1, None), comment("carla", 3, 433), comment("dan", 4, -1))
    assert triples(events) == REPLIES[1:]
    assert skipped(events) == {"posts to nobody": 1, "replies to unknown users": 1}


def test_the_same_comment_in_two_dumps_counts_once(dump):
    events = dump(*THREAD, *THREAD)
    assert triples(events) == REPLIES
    assert events.cleaning.duplicates == 3


def test_bots_are_kept(dump):
    assert ("AutoModerator", "reply", "Ana") in triples(
        dump(*THREAD, comment("AutoModerator", 4, "t3_s1"))
    )


def test_an_author_of_posts_to_nobody_is_kept(dump):
    assert dump(*THREAD, submission("Eva", 2)).n_users == 4


@pytest.mark.parametrize("indent", [None, 1])
def test_listings_of_the_api_are_read_to_the_end(tmp_path, indent):
    more = thing(
        "more", {"count": 9, "name": "t1_c9", "id": "c9", "parent_id": "t1_c1", "children": ["c9"]}
    )
    answers = listing(thing("t1", THREAD[2] | {"replies": ""}), thing("t1", THREAD[3]), more)
    page = [
        listing(thing("t3", THREAD[0])),
        listing(thing("t1", THREAD[1] | {"replies": answers})),
    ]
    path = tmp_path / "s1.json"
    for document in (page, listing(*page)):
        path.write_text(json.dumps(document, indent=indent))
        events = tb.read_events(path)
        assert triples(events) == REPLIES
        assert events.reading[0].read == 5
        assert skipped(events) == {"posts to nobody": 1, "placeholders of more comments": 1}


def test_a_comment_with_its_answers_is_read(tmp_path):
    path = tmp_path / "comment.json"
    path.write_text(json.dumps(THREAD[1] | {"replies": listing(thing("t1", THREAD[3]))}, indent=1))
    events = tb.read_events(path)
    assert triples(events) == [("carla", "reply", "ben")]
    assert skipped(events) == {"replies to unknown users": 1}


def test_endlessly_nested_answers_are_a_bad_line(tmp_path):
    path = tmp_path / "deep.ndjson"
    deep = '{"id":"x","author":"eva","link_id":"t3_s1","replies":{"data":{"children":['
    lines = [*map(json.dumps, THREAD), deep * 20_000]
    path.write_text("\n".join(lines))
    events = tb.read_events(path)
    assert triples(events) == REPLIES
    assert events.reading[0].read == 5


def test_records_of_other_kinds_are_counted(dump):
    events = dump(*THREAD, thing("t5", {"id": "x", "display_name": "panaderos"}), {"id": "y"}, {})
    assert skipped(events) == {"posts to nobody": 1, "records of other kinds": 3}


def test_a_line_with_values_of_other_types_is_a_bad_line(dump):
    lines = *THREAD, comment(["ana"], 4, "t1_c1")
    assert skipped(dump(*lines))["not a record of this format"] == 1
    with pytest.raises(ReadError, match="line 5"):
        dump(*lines, strict=True)


def test_a_file_without_events_is_an_error_with_the_reasons(dump):
    with pytest.raises(EventsError, match="posts to nobody: 1"):
        dump(THREAD[0])


def test_texts_are_kept_on_request(dump):
    events = dump(submission("Ana", 1, selftext="u/ben_pan"), texts=True)
    assert events.to_frame()["text"].tolist() == ["Pan de hoy\n\nu/ben_pan"]


def test_the_order_of_lines_does_not_matter(dump):
    lines = *THREAD, comment("dan", 4, "t1_c2", body="u/ANA, u/ben, mirad")
    pd.testing.assert_frame_equal(dump(*lines).to_frame(), dump(*lines[::-1]).to_frame())


@pytest.mark.parametrize("indent", [None, 1])
def test_a_page_of_an_archive_has_a_list_of_things(tmp_path, indent):
    things = [
        submission("ana", 1),
        comment("ben", 1, "t3_s1", body="u/eva sí"),
        comment("ana", 2, "t1_c1"),
    ]
    (tmp_path / "page.json").write_text(json.dumps({"data": things, "error": None}, indent=indent))
    events = tb.read_events(tmp_path / "page.json")
    right = [("ana", "reply", "ben"), ("ben", "mention", "eva"), ("ben", "reply", "ana")]
    assert triples(events) == right
    assert events.reading[0].read == 3


def test_the_pages_of_a_thread_are_a_list_of_listings(tmp_path):
    replies = listing(thing("t1", comment("ana", 2, "t1_c1")))
    first = listing(thing("t3", submission("ana", 1)))
    second = listing(thing("t1", comment("ben", 1, "t3_s1", replies=replies)))
    (tmp_path / "thread.json").write_text(json.dumps([first, second]))
    events = tb.read_events(tmp_path / "thread.json")
    assert triples(events) == [("ana", "reply", "ben"), ("ben", "reply", "ana")]
