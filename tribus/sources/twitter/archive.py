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
from tribus.sources.json_files import UNREADABLE, Records
from tribus.sources.paths import shown
from tribus.sources.twitter.posts import (
    LARGEST_RANK,
    PLATFORM,
    REPOST,
    Whose,
    call,
    find_reposted,
    tell_post,
)
from tribus.sources.twitter.v1 import Tweet, id_of, read_tweet

if TYPE_CHECKING:
    from tribus.sources.archives import Container
    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

LISTS = ("tweet", "tweets", "community-tweet", "follower", "following", "like")
OWNERS = ("account.js", "manifest.js")
PREFIX = 1_000  # bytes within which a script comes to its list


class Person(Struct, gc=False):
    """Somebody on a list, or whose archive it is."""

    accountId: str = ""  # noqa: N815  the archive's names
    username: str = ""
    userName: str = ""  # noqa: N815


class Like(Struct, gc=False):
    """A post that was liked."""

    tweetId: str = ""  # noqa: N815


class Edit(Struct, gc=False):
    """Of which post one is a later version."""

    initialTweetId: str = ""  # noqa: N815


class EditInfo(Struct, gc=False):
    """What is told of the versions of a post; the first of them has no `edit`."""

    edit: Edit | None = None


class Written(Tweet, gc=False):
    """A post as archives hold it, each version by itself."""

    edit_info: EditInfo | None = None


class Item(Written, gc=False):
    """What a list holds: one of these, or in old archives the post itself."""

    tweet: Written | None = None
    follower: Person | None = None
    following: Person | None = None
    like: Like | None = None


class Account(Struct, gc=False):
    """What `account.js` or the manifest says of the owner."""

    account: Person | None = None
    userInfo: Person | None = None  # noqa: N815


def _read(archive: Container, rows: Rows) -> None:
    owner = rows.ego = _find_owner(archive, rows)
    records = Records(record=Item, tell=partial(_tell, owner))
    for member in archive.members(_is_wanted):
        member.stream.skip_to(b"[{", within=PREFIX)
        records.read_items(member.stream, rows)


def _find_owner(archive: Container, rows: Rows) -> str:
    owner = rows.asked.ego
    for member in archive.members(lambda name: name in OWNERS):
        for person in _people(member.stream):
            owner = owner or person.accountId
            call(rows, person.accountId, person.username or person.userName, rank=LARGEST_RANK)
    if not owner:
        raise ReadError(
            f"{shown(archive.name)} does not tell whose archive it is: account.js and "
            "manifest.js are not in it, or damaged. Give the number of the account as ego="
        )
    return owner


def _people(stream: Stream) -> list[Person]:
    """Whom a script tells of as the owner; nobody if it cannot be read, for there is another script."""
    stream.skip_to(b"[{", within=PREFIX)
    try:
        told = msgspec.json.decode(stream.readall(), type=list[Account] | Account)
    except UNREADABLE:
        return []
    accounts = told if isinstance(told, list) else [told]
    return [person for one in accounts for person in (one.account, one.userInfo) if person]


def _is_wanted(name: str) -> bool:
    """Whether it is `tweets.js`, `tweets-part1.js` or the like."""
    list_, _, part = name.removesuffix(".js").partition("-part")
    return name.endswith(".js") and list_ in LISTS and (part == "" or part.isdecimal())


def _tell(owner: str, item: Item, rows: Rows) -> None:
    rows.read += 1
    if item.follower and item.follower.accountId:
        rows.act("follow", item.follower.accountId, owner)
    elif item.following and item.following.accountId:
        rows.act("follow", owner, item.following.accountId)
    elif item.like and item.like.tweetId:
        rows.act("like", owner, None, post=item.like.tweetId, parent=item.like.tweetId)
    else:
        _tell_tweet(item.tweet or item, owner, rows)


def _tell_tweet(tweet: Written, owner: str, rows: Rows) -> None:
    post = id_of(tweet)
    if post is None:
        rows.skip("records without an id")
        return
    edit = tweet.edit_info.edit if tweet.edit_info else None
    first = edit.initialTweetId if edit else ""
    told = read_tweet(tweet, first or post, owner, rows)
    if told.answers is None and told.text.startswith(REPOST):
        told = told._replace(reposts=Whose(find_reposted(told.text, told.mentions)))
    tell_post(told, rows)


def _fits(names: set[str]) -> bool:
    return not names.isdisjoint(("tweets.js", "tweet.js", "follower.js", "following.js"))


X_ARCHIVE = ArchiveFormat(
    name="twitter-archive", title="X archive", platform=PLATFORM, fits=_fits, read=_read
)
