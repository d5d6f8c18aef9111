from __future__ import annotations

import json

import pandas as pd
import pytest

import tribus as tb
from tests.sources.mastodon.made import HERE, account, link, status, triples
from tribus.errors import EventsError, ReadError

ANA, BEN, CARLA = account("ana"), account("ben", "Other.Example"), account("carla")
AT_ANA, AT_BEN, AT_CARLA = f"ana@{HERE}", "ben@other.example", f"carla@{HERE}"


@pytest.fixture
def page(tmp_path):
    """Read statuses as one page of the API, under any name."""

    def read(*statuses, name="page.json", **options):
        path = tmp_path / name
        path.write_text(json.dumps(statuses))
        return tb.read_events(path, **options)

    return read


def skipped(events):
    return dict(events.reading[0].skipped)


def test_users_go_by_their_address_with_the_host_in_lower_case(page):
    events = page(status(ANA, 1, mentions=[BEN]), status(BEN, 2, mentions=[ANA]))
    assert triples(events) == [(AT_ANA, "mention", AT_BEN), (AT_BEN, "mention", AT_ANA)]


def test_a_reply_to_a_mentioned_user_is_one_event(page):
    events = page(status(ANA, 1, to=BEN, mentions=[BEN], words=f"{link('ben', 'other.example')} si"))
    assert triples(events) == [(AT_ANA, "reply", AT_BEN)]


def test_an_answered_user_named_in_the_text_is_not_mentioned(page):
    words = f"digo a {link('ben', 'other.example')} que si"
    assert triples(page(status(ANA, 1, to=BEN, mentions=[BEN], words=words))) == [
        (AT_ANA, "reply", AT_BEN)
    ]


def test_mentions_before_the_first_word_of_a_reply_are_automatic(page):
    words = f"{link('ben', 'other.example')} {link('carla')} de acuerdo"
    events = page(status(ANA, 1, to=BEN, mentions=[BEN, CARLA], words=words))
    assert triples(events) == [(AT_ANA, "reply", AT_BEN)]


def test_mentions_within_the_text_of_a_reply_are_mentions(page):
    words = f"{link('ben', 'other.example')} pregunta a {link('carla')}"
    events = page(status(ANA, 1, to=BEN, mentions=[BEN, CARLA], words=words))
    assert triples(events) == [(AT_ANA, "mention", AT_CARLA), (AT_ANA, "reply", AT_BEN)]


def test_leading_mentions_of_other_posts_are_mentions(page):
    events = page(status(ANA, 1, mentions=[CARLA], words=f"{link('carla')} hola"))
    assert triples(events) == [(AT_ANA, "mention", AT_CARLA)]


def test_a_reply_without_its_mention_is_found_by_the_id_of_the_account(page):
    dan = account("dan", "third.example")
    events = page(status(ANA, 1, to=dan), status(dan, 2, mentions=[CARLA]))
    assert (AT_ANA, "reply", "dan@third.example") in triples(events)


def test_a_reply_is_resolved_by_a_mention_on_another_page(tmp_path):
    for name, one in {"a": status(ANA, 1, to=BEN), "b": status(CARLA, 2, mentions=[BEN])}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps([one]))
    events = tb.read_events([tmp_path / "a.json", tmp_path / "b.json"])
    assert triples(events) == [(AT_ANA, "reply", AT_BEN), (AT_CARLA, "mention", AT_BEN)]


def test_short_account_ids_do_not_match_across_servers(page):
    # the first account of both servers has the number 1; only the answered status separates them
    ana, zoe = account("ana", user_id="1"), account("zoe", "third.example", user_id="1")
    answer = status(CARLA, 3, to=ana, in_reply_to_id="120000000000000001")
    events = page(status(ana, 1, mentions=[BEN]), status(zoe, 2, mentions=[BEN]), answer)
    assert (AT_CARLA, "reply", AT_ANA) in triples(events)
    assert (AT_CARLA, "reply", "zoe@third.example") not in triples(events)


def test_a_reply_to_an_unknown_user_is_counted(page):
    events = page(status(ANA, 1, to=BEN), status(ANA, 2, mentions=[CARLA]))
    assert triples(events) == [(AT_ANA, "mention", AT_CARLA)]
    assert skipped(events) == {"replies to unknown users": 1}


def test_replies_to_oneself_are_left_out(page):
    events = page(status(ANA, 1, to=ANA), status(ANA, 2, mentions=[BEN]))
    assert triples(events) == [(AT_ANA, "mention", AT_BEN)]
    assert events.cleaning.self_interactions == 1


def test_a_reblog_is_a_repost_of_its_author_and_mentions_nobody(page):
    original = status(BEN, 1, mentions=[CARLA])
    events = page(status(ANA, 2, reblog=original, content="", mentions=[CARLA]))
    assert triples(events) == [(AT_ANA, "repost", AT_BEN)]


def test_a_quote_goes_to_the_author_of_the_quoted_status(page):
    quote = {"state": "accepted", "quoted_status": status(BEN, 1, mentions=[CARLA])}
    assert triples(page(status(ANA, 2, quote=quote))) == [(AT_ANA, "quote", AT_BEN)]


def test_a_rejected_quote_is_no_event(page):
    refused = status(ANA, 1, quote={"state": "rejected", "quoted_status": None})
    events = page(refused, status(ANA, 2, mentions=[BEN]))
    assert skipped(events) == {"posts to nobody": 1}


def test_a_quoted_status_instead_of_a_quote_is_read(page):
    assert triples(page(status(ANA, 2, quote=status(BEN, 1)))) == [(AT_ANA, "quote", AT_BEN)]


def test_direct_messages_are_read_on_request_only(page):
    messages = status(ANA, 1, mentions=[BEN], visibility="direct"), status(ANA, 2, mentions=[CARLA])
    events = page(*messages)
    assert triples(events) == [(AT_ANA, "mention", AT_CARLA)]
    assert skipped(events) == {"direct messages": 1}
    assert events.n_users == 2  # Ben is not among them
    asked = page(*messages, direct_messages=True)
    assert triples(asked) == [(AT_ANA, "mention", AT_BEN), (AT_ANA, "mention", AT_CARLA)]


def test_posts_for_followers_only_are_read(page):
    assert triples(page(status(ANA, 1, mentions=[BEN], visibility="private")))


def test_conversations_are_direct_messages(page):
    last = status(ANA, 1, mentions=[BEN], visibility="direct")
    talk = {"id": "15", "unread": True, "accounts": [BEN], "last_status": last}
    with pytest.raises(EventsError, match="direct messages: 1"):
        page(talk)
    assert triples(page(talk, direct_messages=True)) == [(AT_ANA, "mention", AT_BEN)]


def test_edits_and_pages_that_overlap_count_once(page):
    first = status(ANA, 1, to=BEN, mentions=[BEN])
    edited = first | {"edited_at": "2024-05-02T08:00:00.000Z", "content": "<p>otra cosa</p>"}
    events = page(first, edited, first)
    assert triples(events) == [(AT_ANA, "reply", AT_BEN)]
    assert (events.reading[0].read, events.cleaning.duplicates) == (3, 2)
    assert events.to_frame()["time"].tolist() == [pd.Timestamp("2024-05-01 10:01", tz="UTC")]


def test_one_status_on_two_servers_counts_once(page):
    elsewhere = account("ana", HERE, user_id="990000000000000001")  # as another server calls her
    events = page(status(ANA, 1, mentions=[BEN]), status(elsewhere, 1, mentions=[BEN]))
    assert triples(events) == [(AT_ANA, "mention", AT_BEN)]


def test_a_context_has_all_statuses_around_one(tmp_path):
    around = {
        "ancestors": [status(BEN, 1)],
        "descendants": [status(ANA, 2, to=BEN), status(CARLA, 3, to=ANA, mentions=[ANA])],
    }
    for indent in (None, 1):  # in one line, and over many
        path = tmp_path / f"context{indent}.json"
        path.write_text(json.dumps(around, indent=indent))
        events = tb.read_events(path)
        assert triples(events) == [(AT_ANA, "reply", AT_BEN), (AT_CARLA, "reply", AT_ANA)]
        assert events.reading[0].read == 3
        assert skipped(events) == {"posts to nobody": 1}


def test_statuses_one_a_line_are_read(tmp_path):
    lines = [status(ANA, 1, mentions=[BEN]), status(BEN, 2, mentions=[ANA])]
    path = tmp_path / "statuses.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    assert len(triples(tb.read_events(path))) == 2


def test_an_author_of_posts_to_nobody_is_kept(page):
    events = page(status(CARLA, 1), status(ANA, 2, mentions=[BEN]))
    assert events.n_users == 3


def test_a_list_of_followers_follows_ego(page):
    events = page(BEN, CARLA, name="ana_followers.json", ego="@ana@Mast.example")
    assert triples(events) == [(AT_BEN, "follow", AT_ANA), (AT_CARLA, "follow", AT_ANA)]


def test_a_list_of_followed_users_is_followed_by_ego(page):
    events = page(BEN, CARLA, name="following.json", ego=AT_ANA)
    assert triples(events) == [(AT_ANA, "follow", AT_BEN), (AT_ANA, "follow", AT_CARLA)]


@pytest.mark.parametrize(
    ("name", "ego"), [("accounts.json", AT_ANA), ("followers.json", None), ("followers.json", "ana")]
)
def test_a_list_without_an_owner_is_an_error_with_a_remedy(page, name, ego):
    with pytest.raises(ReadError, match=f"'{name}' lists accounts .* ego='ana@host'"):
        page(BEN, CARLA, name=name, ego=ego)


def test_an_account_without_a_host_is_counted(page):
    nowhere = status(ANA, 1, account=ANA | {"url": None, "uri": None}, mentions=[BEN])
    events = page(nowhere, status(BEN, 2, mentions=[CARLA]))
    assert skipped(events) == {"posts by accounts without an address": 1}


def test_a_record_of_another_kind_is_counted(page):
    events = page(status(ANA, 1, mentions=[BEN]), {"error": "Record not found"})
    assert skipped(events) == {"records of other kinds": 1}


def test_a_record_with_values_of_other_types_is_a_bad_line(page):
    statuses = status(ANA, 1, mentions=[BEN]), status(ANA, 2) | {"mentions": "ben"}
    assert skipped(page(*statuses)) == {"not a record of this format": 1}
    with pytest.raises(ReadError, match="item 2"):
        page(*statuses, strict=True)


def test_texts_are_kept_without_html_on_request(page):
    words = f"{link('ben', 'other.example')} 1 &lt; 2<br>fin"
    events = page(status(ANA, 1, to=BEN, mentions=[BEN], words=words), texts=True)
    assert events.to_frame()["text"].tolist() == ["@ben 1 < 2\nfin"]


def test_the_order_of_statuses_does_not_matter(page):
    statuses = [status(ANA, 1, to=BEN), status(BEN, 2, to=ANA, mentions=[ANA]), status(CARLA, 3, to=ANA)]
    frames = [page(*order).to_frame() for order in (statuses, statuses[::-1])]
    pd.testing.assert_frame_equal(*frames)


def test_what_zeeschuimer_captures_of_truth_social_is_read_like_the_api(page):
    plain = [status(ANA, 1, to=BEN, mentions=[BEN]), status(BEN, 2)]
    captured = [{"source_platform": "truthsocial.com", "item_id": "1", "data": one} for one in plain]
    assert triples(page(*captured)) == triples(page(*plain)) != []
