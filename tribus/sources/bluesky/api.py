"""Pages of Bluesky's API, and the posts and users in them, one a line or in a list.

Pages are the answers of `searchPosts`, `getPosts`, `getQuotes`, `getAuthorFeed` and other feeds,
`getPostThread` in both versions, `listNotifications`, `listRecords`, `getFollowers`, `getFollows`,
`getLikes`, `getRepostedBy` and `getRelationships`.

A post has two times: the one that its author wrote into it, and the one at which the server saw it. The
earlier one counts, as on the site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tribus.sources.bluesky.records import POST_COLLECTION, add_record, owner_of
from tribus.sources.bluesky.views import (
    ActorView,
    BlueskyItem,
    BlueskyPage,
    EmbeddedView,
    ListedRecord,
    PostView,
    ReasonView,
    ThreadView,
)
from tribus.sources.json_files import RecordReader
from tribus.sources.nested_lists import DocumentFormat, DocumentPlan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.sources.nested_lists import FoundRecord
    from tribus.sources.rows import Rows

INVALID_HANDLE = "handle.invalid"  # of a user whose name cannot be verified
FOLLOW_LISTS, REPOSTERS = ("followers", "follows"), ("repostedBy", "reposted_by")
POST_LISTS = ("posts", "feed", "records", "notifications")
USER_LISTS = (*FOLLOW_LISTS, *REPOSTERS, "likes", "relationships", "profiles", "actors")
PLAN = DocumentPlan(
    records=frozenset((*POST_LISTS, *USER_LISTS, "thread")), headers=frozenset(("subject", "actor"))
)
_ISO_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)")
_UNKNOWN_OWNER = "users on lists without an owner, which ego= gives"


def _add_page(page: BlueskyPage, rows: Rows) -> None:
    """Add a page or a single item."""
    reposters = page.reposters if page.reposters is not None else page.reposted_by
    lists = {
        "posts": page.posts,
        "feed": page.feed,
        "records": page.records,
        "notifications": page.notifications,
        "followers": page.followers,
        "follows": page.follows,
        "likes": page.likes,
        "repostedBy": reposters,
        "relationships": page.relationships,
        "profiles": page.profiles,
        "actors": page.actors,
    }
    given = {name: items for name, items in lists.items() if items is not None}
    owner = _find_owner({"subject": page.subject, "uri": page.uri, "actor": page.actor}, rows)
    for name, items in given.items():
        for item in items:
            _add_item(name, item, owner, rows)
    threads = page.thread if isinstance(page.thread, list) else [page.thread]
    for thread in threads:
        if thread is not None:
            _add_thread(thread, rows)
    if not given and page.thread is None:
        _add_item("", page, None, rows)


def _add_document(items: Iterator[FoundRecord], rows: Rows) -> None:
    """Add the items of a page; lists of users wait for the owner, who may follow them."""
    header: Mapping[str, Any] = {}
    waiting: list[tuple[str, BlueskyItem]] = []
    for name, header, item in items:
        if name == "thread":
            _add_thread(item, rows)
        elif name in USER_LISTS and (owner := _find_owner(header, rows)) is None:
            waiting.append((name, item))
        else:
            _add_item(name, item, owner if name in USER_LISTS else None, rows)
    for name, item in waiting:
        _add_item(name, item, _find_owner(header, rows), rows)


def _find_owner(header: Mapping[str, Any], rows: Rows) -> str | None:
    """Return the user whose list a page is, or the address of the post."""
    for name in ("subject", "uri", "actor"):
        value = header.get(name)
        if isinstance(value, dict):
            value = ActorView(str(value.get("did") or ""), str(value.get("handle") or ""))
        if isinstance(value, ActorView):
            _add_handle(value, "", rows)
            value = value.did
        if isinstance(value, str) and value:
            return value
    return None


def _add_item(name: str, item: BlueskyItem, owner: str | None, rows: Rows) -> None:
    if name in USER_LISTS or (item.did and not item.uri):
        rows.read += 1
        _add_listed_user(name, item, owner, rows)
    elif item.post is not None or item.parent is not None or item.replies is not None:
        _add_feed_item(item, rows)
    elif item.value is not None:
        rows.read += 1
        _add_listed_record(item.uri, item.value, rows)
    else:
        rows.read += 1
        _add_view(item, rows)


def _add_feed_item(item: BlueskyItem, rows: Rows) -> None:
    """Add a post of a feed. A repost is an event of the user who made it, not of the author."""
    for context in (item.reply.root, item.reply.parent) if item.reply else ():
        if context is not None:
            _add_handle(context.author, _first_time(context), rows)
    reason, post = item.reason, item.post
    if not isinstance(reason, ReasonView) or reason.by is None or post is None:
        _add_thread(item, rows)
        return
    rows.read += 1
    time = reason.indexedAt or reason.indexed_at
    author = post.author.did if post.author else ""
    _add_handle(post.author, time, rows)
    _add_handle(reason.by, time, rows)
    if reason.by.did and author:
        rows.add_act("repost", reason.by.did, author, time=time or None, post=reason.uri or post.uri)
    else:
        rows.skip("reposts without a user")


def _add_thread(thread: ThreadView, rows: Rows) -> None:
    """Add all posts of a thread."""
    waiting = [thread]
    while waiting:
        one = waiting.pop()
        rows.read += 1
        post = one.post
        if post is None and one.value is not None and isinstance(one.value.post, PostView):
            post = one.value.post
        if post is None:
            rows.skip("posts that cannot be shown")
        else:
            _add_view(post, rows)
        waiting.extend(reversed(one.replies or ()))
        if one.parent is not None:
            waiting.append(one.parent)


def _add_view(view: PostView | BlueskyItem, rows: Rows) -> None:
    """Add a record with its author."""
    record, owner = view.record, owner_of(view.uri)
    did = view.author.did if view.author else ""
    if record is None or owner is None or not did:
        rows.skip("posts that cannot be shown" if view.uri else "records of other kinds")
        return
    time = _first_time(view)
    _add_handle(view.author, time, rows)
    embedded = view.embed.record if view.embed else None
    while isinstance(embedded, EmbeddedView):
        if isinstance(embedded.author, ActorView):
            _add_handle(embedded.author, time, rows)
        embedded = embedded.record
    add_record(did, owner[1], view.uri, record, rows, time=time)


def _add_listed_record(uri: str, record: ListedRecord, rows: Rows) -> None:
    """Add a record of `listRecords`; the address has its author."""
    owner = owner_of(uri)
    if owner is None:
        rows.skip("records of other kinds")
    else:
        add_record(*owner, uri, record, rows, time=record.written_at)


def _add_listed_user(name: str, item: BlueskyItem, owner: str | None, rows: Rows) -> None:
    """Add the event that a user on a list stands for."""
    own = ActorView(item.did, item.handle, item.displayName, item.display_name, item.description)
    user = item.actor if isinstance(item.actor, ActorView) else own
    _add_handle(user, "", rows)
    if not user.did:
        rows.skip("records of other kinds")
    elif name == "relationships":
        _add_relationship(item, owner, rows)
    elif name == "likes" or name in REPOSTERS:
        author = owner_of(owner or "")
        if author is None or author[1] != POST_COLLECTION:
            rows.skip("likes and reposts of an unknown post")
            return
        kind = "like" if name == "likes" else "repost"
        time = item.createdAt or item.created_at
        rows.add_act(kind, user.did, author[0], time=time or None, post=owner)
    elif name in FOLLOW_LISTS and owner is not None:
        _add_follow(user.did, owner, rows, is_follower=name == "followers")
    else:
        file, ego = rows.file.lower(), rows.options.ego
        is_follower, is_followed = "follower" in file, "following" in file or "follows" in file
        if ego and name not in ("profiles", "actors") and is_follower != is_followed:
            _add_follow(user.did, ego, rows, is_follower=is_follower)
        else:
            rows.add_person(user.did)
            rows.skip(_UNKNOWN_OWNER)


def _add_follow(user: str, owner: str, rows: Rows, *, is_follower: bool) -> None:
    rows.add_act("follow", *((user, owner) if is_follower else (owner, user)))


def _add_relationship(item: BlueskyItem, owner: str | None, rows: Rows) -> None:
    if owner and item.following:
        rows.add_act("follow", owner, item.did, post=item.following)
    back = item.followedBy or item.followed_by
    if owner and back:
        rows.add_act("follow", item.did, owner, post=back)
    if not owner or not (item.following or back):
        rows.add_person(item.did)
        rows.skip("users who do not follow each other" if owner else _UNKNOWN_OWNER)


def _add_handle(user: ActorView | None, time: str, rows: Rows) -> None:
    """Add the handle and the profile of a user, as of a time."""
    if not user or not user.did:
        return
    known = _ISO_TIME.match(time)
    rank = int("".join(known.groups())) if known else 0
    if user.handle and user.handle != INVALID_HANDLE:
        rows.add_name(user.did, user.handle, rank=rank)
    rows.add_profile(user.did, user.displayName or user.display_name, user.description, rank=rank)


def _first_time(view: PostView | BlueskyItem) -> str:
    """Return the earlier of the times at which a post was written and seen."""
    written = view.record.written_at if view.record else ""
    seen = view.indexedAt or view.indexed_at
    if seen and written and not (written.endswith("Z") and seen.endswith("Z")):
        return written
    return min(filter(None, (written, seen)), default="")


def _fits(record: Mapping[str, Any]) -> bool:
    keys = record.keys()
    if "source_platform" in keys:
        return False
    if _is_address(record.get("uri")) and not keys.isdisjoint(("record", "value", "likes")):
        return True
    if isinstance(record.get("did"), str) and keys >= {"did", "handle"}:
        return str(record["did"]).startswith("did:")
    if keys & {"subject", "uri", "actor"} and not keys.isdisjoint(USER_LISTS):
        return True
    inside = [record.get(name) for name in (*POST_LISTS, "post", "thread", *USER_LISTS)]
    return any(map(_is_view, inside))


def _is_view(value: Any) -> bool:
    """Whether a value is a view of the API, or a list of them."""
    while isinstance(value, list):
        value = value[0] if value else None
    for name in (None, "value", "post"):
        value = value.get(name, value) if name and isinstance(value, dict) else value
        if isinstance(value, dict) and _is_address(value.get("uri")):
            return True
    return isinstance(value, dict) and str(value.get("did")).startswith("did:")


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("at://")


API = DocumentFormat(
    name="bluesky-api",
    title="Bluesky API",
    platform="Bluesky",
    plan=PLAN,
    record_type=BlueskyItem,
    add_records=_add_document,
    lines=RecordReader(record_type=BlueskyPage, add_record=_add_page),
    fits=_fits,
)
