"""The archive of an account: what one person wrote, liked and follows, and who follows them.

It is a `.zip` of scripts such as `data/tweets.js`, each of which is a list in JSON that begins with
`window.YTD.tweets.part0 = `. Large lists go on in `tweets-part1.js`; until 2022 it was `tweet.js`. Of a
like it does not say whose post it is, and of a repost only what stands in its text. Scripts of direct
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
    find_reposted,
)
from tribus.sources.twitter.v1 import V1Post, id_of, read_post

if TYPE_CHECKING:
    from tribus.sources.archives import Container
    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

ARCHIVE_LISTS = ("tweet", "tweets", "community-tweet", "follower", "following", "like")
OWNER_FILES = ("account.js", "manifest.js")
MAX_SCRIPT_PREFIX_BYTES = 1_000  # bytes within which a script comes to its list


class ArchivePerson(Struct, gc=False):
    """Somebody on a list, or whose archive it is."""

    accountId: str = ""  # noqa: N815  the archive's names
    username: str = ""
    userName: str = ""  # noqa: N815


class ArchiveLike(Struct, gc=False):
    """A post that was liked."""

    tweetId: str = ""  # noqa: N815


class ArchiveEdit(Struct, gc=False):
    """Of which post one is a later version."""

    initialTweetId: str = ""  # noqa: N815


class ArchiveEditInfo(Struct, gc=False):
    """What is told of the versions of a post; the first of them has no `edit`."""

    edit: ArchiveEdit | None = None


class ArchivePost(V1Post, gc=False):
    """A post as archives hold it, each version by itself."""

    edit_info: ArchiveEditInfo | None = None


class ArchiveItem(ArchivePost, gc=False):
    """What a list holds: one of these, or in old archives the post itself."""

    tweet: ArchivePost | None = None
    follower: ArchivePerson | None = None
    following: ArchivePerson | None = None
    like: ArchiveLike | None = None


class ArchiveAccount(Struct, gc=False):
    """What `account.js` or the manifest says of the owner."""

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
        for person in _people(member.stream):
            owner = owner or person.accountId
            add_name(rows, person.accountId, person.username or person.userName, rank=MAX_RANK)
    if not owner:
        raise ReadError(
            f"{format_path(archive.name)} does not tell whose archive it is: account.js and "
            "manifest.js are not in it, or damaged. Give the number of the account as ego="
        )
    return owner


def _people(stream: Stream) -> list[ArchivePerson]:
    """Whom a script tells of as the owner; nobody if it cannot be read, for there is another script."""
    stream.skip_to(b"[{", within=MAX_SCRIPT_PREFIX_BYTES)
    try:
        told = msgspec.json.decode(stream.readall(), type=list[ArchiveAccount] | ArchiveAccount)
    except JSON_ERRORS:
        return []
    accounts = told if isinstance(told, list) else [told]
    return [person for one in accounts for person in (one.account, one.userInfo) if person]


def _is_wanted(name: str) -> bool:
    """Whether it is `tweets.js`, `tweets-part1.js` or the like."""
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
    told = read_post(tweet, first or post, owner, rows)
    if told.answers is None and told.text.startswith(REPOST_PREFIX):
        told = told._replace(reposts=PostReference(find_reposted(told.text, told.mentions)))
    add_post(told, rows)


def _fits(names: set[str]) -> bool:
    return not names.isdisjoint(("tweets.js", "tweet.js", "follower.js", "following.js"))


X_ARCHIVE = ArchiveFormat(
    name="twitter-archive", title="X archive", platform=PLATFORM, fits=_fits, read=_read
)
