"""Files of platforms and collectors without events, and the files that are needed instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tribus._core.checks import show

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tribus.sources.json_files import Sample


class OtherFile(NamedTuple):
    """What a file is, and what to do."""

    what: str
    remedy: str


# A line of a chat: a day and a time in any order and language, a name, and a text.
_WHATSAPP = re.compile(
    r"^\u200e?\[?(?=.{0,16}\d[:.]\d\d)\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? .{4,20}?(?:\]| -) "
    r"[^:\n]{1,60}: ",
    re.MULTILINE,
)
MIN_WHATSAPP_LINES = 2
_ARCHIVE_SCRIPT = re.compile(r"\A\s*window\.YTD\.(\w{1,60})\.part\d+\s*=")
_STACK_EXCHANGE = re.compile(
    r"\A\s*<\?xml[^>]{0,100}\?>\s*<(comments|posts|users|votes|badges|tags|posthistory|postlinks)>\s*"
    r"(?:<row\s+Id=|\Z)",
    re.IGNORECASE,
)
_PAGES = (
    ("Exported Data", "page_wrap", "an export of Telegram Desktop in HTML"),
    ("chatlog", "DiscordChatExporter", "an export of DiscordChatExporter in HTML"),
)
_DISCORD_CSV = re.compile(r"\A\W{0,2}AuthorID\W{1,3}Author\W{1,3}Date\W{1,3}Content\W")
_NO_ANSWERS = "in which no message says whom it answers, and nobody is addressed"

_WHOLE_EXPORT = "Read the whole export, or its files followers_1.json and following.json"
_WHOLE_SLACK = "Read the folder or the zip of the whole export"
_CHANNELS = (
    "Export the channels with DiscordChatExporter, as JSON, in which messages name whom they answer"
)
_COMMENTS = "Get the comments on videos: yt-dlp --write-comments, or pages of commentThreads"
_FACEBOOK = (
    "It names friends but nobody who answers them: no file of this export has events of two people"
)
_OF_TIKTOK = "Capture the comments on videos with Zeeschuimer"
# Members that a record of such a file has, what the file is, and the file that is needed.
MEMBERS: tuple[tuple[frozenset[str], str, str], ...] = tuple(
    (frozenset(members.split()), what, remedy)
    for members, what, remedy in (
        ("participants messages", "a private conversation of Instagram or Facebook", _WHOLE_EXPORT),
        ("impressions_history_ads_seen", "the advertisements of Instagram's export", _WHOLE_EXPORT),
        ("profile_user", "the profile of Instagram's export", _WHOLE_EXPORT),
        ("ig_stories", "the stories of Instagram's export", _WHOLE_EXPORT),
        ("string_map_data title media_map_data", "a part of Instagram's export", _WHOLE_EXPORT),
        ("text_post_app_text_posts", "the posts of an export of Threads", _WHOLE_EXPORT),
        ("media title creation_timestamp", "the posts of an export of Instagram", _WHOLE_EXPORT),
        ("friends_v2", "the list of friends in Facebook's export", _FACEBOOK),
        ("comments_v2", "the comments of Facebook's export", _FACEBOOK),
        ("timestamp attachments data", "the posts of Facebook's export", _FACEBOOK),
        ("Activity Profile", "the export of an account of TikTok", _OF_TIKTOK),
        ("Your Activity", "the export of an account of TikTok", _OF_TIKTOK),
        ("header titleUrl products activityControls", "the activity of a Google account", _COMMENTS),
        ("ID Timestamp Contents Attachments", "the messages of Discord's own export", _CHANNELS),
        ("id username discriminator settings", "the account of Discord's own export", _CHANNELS),
        ("team_id profile name", "the list of users in an export of Slack", _WHOLE_SLACK),
        ("is_archived members creator", "the list of channels in an export of Slack", _WHOLE_SLACK),
        ("preferredUsername inbox", "the profile of an account of Mastodon", "Read the whole export"),
    )
)
_YOUTUBE_LISTS = re.compile(r"youtube#(?!comment)\w+")

JSON_FILES: tuple[tuple[Callable[[Sample], bool], Callable[[Sample], OtherFile]], ...] = (
    (
        lambda one: "source_platform" in one and "nav_index" in one,
        lambda one: OtherFile(
            f"what Zeeschuimer captured of {show(one['source_platform'])}, where posts do not say whom "
            "they address",
            "Capture posts of X or Threads, or comments of TikTok",
        ),
    ),
    (
        lambda one: isinstance(one.get("ts"), str) and one.get("type") == "message",
        lambda _: OtherFile("one day of a channel of Slack", _WHOLE_SLACK),
    ),
    (
        lambda one: any(name.startswith("relationships_") for name in one),
        lambda one: OtherFile(
            f"the list {show(next(name for name in one if name.startswith('relationships_')))} of "
            "Instagram's export",
            _WHOLE_EXPORT,
        ),
    ),
    (
        lambda one: "about" in one and ("contacts" in one or "frequent_contacts" in one),
        lambda _: OtherFile(
            "an export of Telegram Desktop without chats",
            "Export again with 'Private groups', 'Public groups' or 'Public channels', as JSON",
        ),
    ),
    (
        lambda one: isinstance(one.get("kind"), str) and bool(_YOUTUBE_LISTS.match(one["kind"])),
        lambda one: OtherFile(f"a page of {show(one['kind'])} of YouTube's API", _COMMENTS),
    ),
    (
        lambda one: one.get("kind") in ("t2", "t5") and "data" in one,
        lambda _: OtherFile(
            "a list of users or subreddits of Reddit", "Get the comments: t1, or the dump RC_..."
        ),
    ),
    (
        lambda one: isinstance(one.get("media"), list) and not one.keys() - {"media", "title"},
        lambda _: OtherFile("the posts of an export of Instagram", _WHOLE_EXPORT),
    ),
)
# The first line of a table of a platform without events.
HEADERS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"\A\W{{0,3}}{pattern}"), what, remedy)
    for pattern, what, remedy in (
        (r"Channel Id,Channel Url,Channel Title", "the subscriptions of a Google account", _COMMENTS),
        (
            r"(?=[^\n]*Comment ID)(?=[^\n]*Channel ID)(?=[^\n]*Comment Create Timestamp)",
            "the comments of one account by Google Takeout, without the people whom they answer",
            _COMMENTS,
        ),
        (
            r"(?=[^\n]*permalink,)(?=[^\n]*,ip,)(?=[^\n]*subreddit,)",
            "a part of the data that Reddit gives about one account, without the people answered",
            "Get the comments of the subreddit, for example from Arctic Shift",
        ),
        (
            r"[\s\S]{0,900}First Name,Last Name,URL,Email Address,Company",
            "the list of contacts in LinkedIn's export",
            "It has no events: no file of LinkedIn's export says who answers whom",
        ),
    )
)


def find_other_text(head: str) -> OtherFile | None:
    """Return what a file is that is no JSON, by its first characters; None if it may be a table."""
    script, dump = _ARCHIVE_SCRIPT.match(head), _STACK_EXCHANGE.match(head)
    if script:
        return OtherFile(
            f"the part {show(script[1])} of an archive of X",
            "Read the whole archive, as .zip or unpacked: its posts and follows name each other",
        )
    if dump:
        return _explain_dump(dump[1].lower())
    if _DISCORD_CSV.match(head):
        return OtherFile(
            f"a CSV of DiscordChatExporter, {_NO_ANSWERS}", "Export the channel again with -f Json"
        )
    if head.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        for one, other, what in _PAGES:
            if one in head and other in head:
                return OtherFile(what, "Export it again as JSON")
    if len(_WHATSAPP.findall(head)) >= MIN_WHATSAPP_LINES:
        return OtherFile(
            f"a chat of WhatsApp, {_NO_ANSWERS}",
            "There is no export of WhatsApp that says it. If you know who answers whom, make a table "
            "with a source and a target",
        )
    found = (OtherFile(what, remedy) for pattern, what, remedy in HEADERS if pattern.match(head))
    return next(found, None)


def find_other_json(samples: Sequence[Sample]) -> OtherFile | None:
    """Return what a JSON file is, by its first records; None if it may be a table."""
    for fits, explain in JSON_FILES:
        for sample in samples:
            if fits(sample):
                return explain(sample)
    for members, what, remedy in MEMBERS:
        if any(sample.keys() >= members for sample in samples):
            return OtherFile(what, remedy)
    return None


def _explain_dump(name: str) -> OtherFile:
    found: dict[str, Any] = {
        "comments": "Each comment names a post and not its author: join Posts.xml by PostId, and read a "
        "table with UserId as source= and OwnerUserId as target=",
        "posts": "An answer names its question by ParentId: make a table with Id, OwnerUserId and "
        "ParentId, and read it with source='OwnerUserId', post='Id', parent='ParentId', kind='reply'",
    }
    remedy = found.get(name, "It has no exchange between users: take Posts.xml and Comments.xml")
    return OtherFile(f"the table {name!r} of a dump of Stack Exchange", remedy)
