"""The archive of an X account: posts, likes and follows of one user, and the followers.

It is a `.zip` of scripts such as `data/tweets.js`. Each is a JSON list after
`window.YTD.tweets.part0 = `. Large lists continue in `tweets-part1.js`; until 2022 the first was
`tweet.js`. A like lacks the author of the post, and a repost has only its text. Scripts with direct
messages are never opened.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from tribus.errors import ReadError
from tribus.sources.format import ArchiveFormat
from tribus.sources.json_files import JSON_ERRORS, RecordReader
from tribus.sources.paths import format_path
from tribus.sources.twitter.posts import (
    MAX_RANK,
    PLATFORM,
    REPOST_PREFIX,
    PostReference,
    add_name,
    add_post,
    add_profile,
    find_reposted,
)
from tribus.sources.twitter.v1 import V1Post, id_of, read_post

if TYPE_CHECKING:
    from tribus.sources.archives import Container
    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

ARCHIVE_LISTS = ("tweet", "tweets", "community-tweet", "follower", "following", "like")
OWNER_FILES = ("account.js", "manifest.js")
MAX_SCRIPT_PREFIX_BYTES = 1_000  # in front of the list of a script


class ArchivePerson(Struct, gc=False):
    """A user on a list, or the owner of the archive."""

    accountId: str = ""  # noqa: N815  the archive's names
    username: str = ""
    userName: str = ""  # noqa: N815
    accountDisplayName: str | None = None  # noqa: N815
    displayName: str | None = None  # noqa: N815


class ArchiveLike(Struct, gc=False):
    """A liked post."""

    tweetId: str = ""  # noqa: N815


class ArchiveEdit(Struct, gc=False):
    """First version of an edited post."""

    initialTweetId: str = ""  # noqa: N815


class ArchiveEditInfo(Struct, gc=False):
    """Versions of a post; the first version has no `edit`."""

    edit: ArchiveEdit | None = None


class ArchivePost(V1Post, gc=False):
    """A post of an archive; each version is a post of its own."""

    edit_info: ArchiveEditInfo | None = None


class ArchiveItem(ArchivePost, gc=False):
    """An entry of a list: one of these fields, or the post itself in old archives."""

    tweet: ArchivePost | None = None
    follower: ArchivePerson | None = None
    following: ArchivePerson | None = None
    like: ArchiveLike | None = None


class ArchiveAccount(Struct, gc=False):
    """The owner in `account.js` or in the manifest."""

    account: ArchivePerson | None = None
    userInfo: ArchivePerson | None = None  # noqa: N815


def _read(archive: Container, rows: Rows) -> None:
    owner = rows.ego = _find_owner(archive, rows)
    records = RecordReader(record_type=ArchiveItem, add_record=partial(_add_record, owner))
    for member in archive.members(_is_wanted):
        member.stream.skip_to(b"[{", within=MAX_SCRIPT_PREFIX_BYTES)
        records.read_items(member.stream, rows)


def _find_owner(archive: Container, rows: Rows) -> str:
    owner = rows.options.ego
    for member in archive.members(lambda name: name in OWNER_FILES):
        for person in _find_people(member.stream):
            owner = owner or person.accountId
            add_name(rows, person.accountId, person.username or person.userName, rank=MAX_RANK)
            shown = person.accountDisplayName or person.displayName
            add_profile(rows, person.accountId, shown, None, rank=MAX_RANK)
    if not owner:
        raise ReadError(
            f"{format_path(archive.name)} does not name its owner: account.js and manifest.js are "
            "missing or damaged. Give the number of the account as ego="
        )
    return owner


def _find_people(stream: Stream) -> list[ArchivePerson]:
    """Return the owners in a script; none if it is unreadable, because another script has them too."""
    stream.skip_to(b"[{", within=MAX_SCRIPT_PREFIX_BYTES)
    try:
        found = msgspec.json.decode(stream.readall(), type=list[ArchiveAccount] | ArchiveAccount)
    except JSON_ERRORS:
        return []
    accounts = found if isinstance(found, list) else [found]
    return [person for one in accounts for person in (one.account, one.userInfo) if person]


def _is_wanted(name: str) -> bool:
    """Whether a script is a list to read, such as `tweets.js` or `tweets-part1.js`."""
    list_, _, part = name.removesuffix(".js").partition("-part")
    return name.endswith(".js") and list_ in ARCHIVE_LISTS and (part == "" or part.isdecimal())


def _add_record(owner: str, item: ArchiveItem, rows: Rows) -> None:
    rows.read += 1
    if item.follower and item.follower.accountId:
        rows.add_act("follow", item.follower.accountId, owner)
    elif item.following and item.following.accountId:
        rows.add_act("follow", owner, item.following.accountId)
    elif item.like and item.like.tweetId:
        rows.add_act("like", owner, None, post=item.like.tweetId, parent=item.like.tweetId)
    else:
        _add_post(item.tweet or item, owner, rows)


def _add_post(tweet: ArchivePost, owner: str, rows: Rows) -> None:
    post = id_of(tweet)
    if post is None:
        rows.skip("records without an id")
        return
    edit = tweet.edit_info.edit if tweet.edit_info else None
    first = edit.initialTweetId if edit else ""
    found = read_post(tweet, first or post, owner, rows)
    if found.answers is None and found.text.startswith(REPOST_PREFIX):
        found = found._replace(reposts=PostReference(find_reposted(found.text, found.mentions)))
    add_post(found, rows)


def _fits(names: set[str]) -> bool:
    return not names.isdisjoint(("tweets.js", "tweet.js", "follower.js", "following.js"))


X_ARCHIVE = ArchiveFormat(
    name="twitter-archive", title="X archive", platform=PLATFORM, fits=_fits, read=_read
)
