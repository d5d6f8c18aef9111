"""Files of platforms without events: the error says what they are, and which file is needed."""

from __future__ import annotations

import json

import pytest

from tribus.errors import ReadError
from tribus.reading import read_events
from tribus.sources.other_files import find_other_text

WHATSAPP = {
    "Android": "04/05/26, 09:03 - Ana: hola\n04/05/26, 09:06 - Ben: hola\n",
    "iPhone": "[04/05/2026, 09:03:15] Ana Pan: hola\n[04/05/2026, 09:06:15] Ben: hola\n",
    "American": "5/4/26, 9:03 AM - Ana: hi\n5/4/26, 9:06 PM - +1 555 0100: hi\n",
    "German": "04.05.26, 09:03 - Ana: hallo\n04.05.26, 09:06 - Ben: hallo\n",
    "with a note": "04/05/26, 09:00 - Messages are encrypted.\n04/05/26, 09:03 - Ana: a\n"
    "more\n04/05/26, 09:04 - Ben: b\n",
    "marked": "\u200e[04/05/26, 09:03:15] Ana: a\n\u200e[04/05/26, 09:06:15] Ben: b\n",
}
STACK_EXCHANGE = '<?xml version="1.0" encoding="utf-8"?>\n<{0}>\n  <row Id="1" PostId="2" />\n</{0}>\n'
ZEESCHUIMER = {
    "nav_index": "1:2:0",
    "item_id": "1",
    "source_platform": "pinterest.com",
    "data": {"id": 1},
}
CSV = "AuthorID,Author,Date,Content,Attachments,Reactions\n1,ana,x,y,,\n"
PAGE = "<!DOCTYPE html>\n<html><title>Exported Data</title><div class='page_wrap'>"
SLACK_DAY = [{"type": "message", "user": "U1", "ts": "1.2", "text": "x"}]
CONTACTS = {"about": "x", "contacts": {"list": []}}
MEMBERS = [
    ({"impressions_history_ads_seen": []}, "advertisements of Instagram's export.* whole export"),
    ({"profile_user": [{"string_map_data": {}}]}, "profile of Instagram's export"),
    ([{"media": [{"uri": "1.jpg"}]}], "posts of an export of Instagram"),
    ({"text_post_app_text_posts": [{"media": []}]}, "posts of an export of Threads"),
    ({"friends_v2": [{"name": "Ben", "timestamp": 1}]}, "friends in Facebook's export"),
    ([{"timestamp": 1, "attachments": [], "data": []}], "posts of Facebook's export"),
    ({"Activity": {}, "Profile": {}}, "account of TikTok. Capture the comments"),
    (
        [{"header": "YouTube", "titleUrl": "x", "products": [], "activityControls": []}],
        "activity of a Google account. .*--write-comments",
    ),
    (
        [{"ID": 1, "Timestamp": "x", "Contents": "x", "Attachments": ""}],
        "Discord's own export.*Exporter",
    ),
    ([{"id": "U1", "team_id": "T1", "name": "ana", "profile": {}}], "users in an export of Slack"),
    ([{"id": "C1", "is_archived": False, "members": [], "creator": "U1"}], "channels in .* of Slack"),
    ({"type": "Person", "preferredUsername": "ana", "inbox": "x"}, "profile of .* Mastodon"),
    ({"kind": "youtube#searchListResponse", "items": [{}]}, "'youtube#searchListResponse' of YouTube"),
    ([{"kind": "t5", "data": {"id": "x"}}], "users or subreddits of Reddit. Get the comments"),
]
HEADERS = [
    ("Channel Id,Channel Url,Channel Title\nUC1,x,Ana\n", "subscriptions of a Google account"),
    ("Comment ID,Channel ID,Comment Create Timestamp,Price\nUg1,UC1,x,0\n", "Google Takeout.*yt-dlp"),
    ("id,permalink,date,ip,subreddit,gildings,link\nc1,x,x,,pan,0,x\n", "Reddit gives .* one account"),
    (
        'Notes:\n"When exporting, ..."\n\nFirst Name,Last Name,URL,Email Address,Company\nBen,P,x,,\n',
        "LinkedIn's export",
    ),
]
OTHERS = [
    *(
        (text, "chat of WhatsApp, in which no message says whom it answers")
        for text in WHATSAPP.values()
    ),
    (STACK_EXCHANGE.format("comments"), "'comments' of a dump .* join Posts.xml by PostId"),
    (STACK_EXCHANGE.format("posts"), "'posts' of a dump of Stack Exchange. .* parent='ParentId'"),
    (STACK_EXCHANGE.format("votes"), "'votes' of a dump of Stack Exchange. It has no exchange"),
    ("window.YTD.ad_engagements.part0 = [ {} ]", "'ad_engagements' of an archive of X. Read the whole"),
    (CSV, "CSV of DiscordChatExporter.* -f Json"),
    (PAGE, "Telegram Desktop in HTML. .* as JSON"),
    (json.dumps(ZEESCHUIMER) + "\n", "captured of 'pinterest.com'.* Capture posts of X or Threads"),
    (json.dumps(SLACK_DAY), "one day of a channel of Slack. Read the"),
    (json.dumps({"participants": [{}], "messages": []}), "private conversation .* followers_1.json"),
    (
        json.dumps({"relationships_blocked_users": []}),
        "list 'relationships_blocked_users' of .* following.json",
    ),
    *((json.dumps(content), said) for content, said in MEMBERS),
    *((header, said) for header, said in HEADERS),
    (json.dumps(CONTACTS, indent=1), "without chats. Export again with 'Private groups'"),
]


@pytest.mark.parametrize(("content", "said"), OTHERS)
def test_a_file_without_events_is_an_error_that_names_the_one_that_is_needed(tmp_path, content, said):
    path = tmp_path / "other.txt"
    path.write_text(content)
    with pytest.raises(ReadError, match=rf"other\.txt' is .*{said}"):
        read_events(path)


@pytest.mark.parametrize(
    "head",
    [
        "source,target,time\nana,ben,04/05/26 09:03\n",
        "04/05/26 09:03,ana,ben\n05/05/26 09:03,ben,ana\n",
        "2026-05-04 09:03 ana ben\n2026-05-04 09:06 ben ana\n",
        "date,name: text\n04/05/26,ana: hola\n",
        '<?xml version="1.0"?>\n<gexf></gexf>',
        "",
    ],
)
def test_tables_are_none_of_them(head):
    assert find_other_text(head) is None


def test_the_caller_can_read_such_a_file_as_a_table(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(ZEESCHUIMER | {"from": "ana", "to": "ben"}) + "\n")
    assert read_events(path, source="from", target="to", kind="reply").counts == {"reply": 1}
