"""Answers that X's website receives to its requests: timelines, threads, searches, posts."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import RecordReader
from tribus.sources.nested_lists import DocumentFormat, DocumentPlan
from tribus.sources.twitter.graphql import HIDDEN, GraphReference, read_listed_user, read_tweet
from tribus.sources.twitter.lists import add_listed_user
from tribus.sources.twitter.posts import PLATFORM, add_post

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.sources.nested_lists import FoundRecord
    from tribus.sources.rows import Rows

POST_KEYS, USER_KEY = ("tweet_results", "tweetResult", "tweet_result"), "user_results"
MAX_SAMPLED_DEPTH = 6  # of objects on the way to a timeline
# ruff: noqa: N815


class ResponsePart(Struct, gc=False):
    """A part of an answer, on the way to the posts in it."""

    data: ResponsePart | None = None
    user: ResponsePart | None = None
    user_result: ResponsePart | None = None
    result: ResponsePart | None = None
    timeline: ResponsePart | None = None
    timeline_v2: ResponsePart | None = None
    timeline_response: ResponsePart | None = None
    search: ResponsePart | None = None
    search_by_raw_query: ResponsePart | None = None
    search_timeline: ResponsePart | None = None
    home: ResponsePart | None = None
    home_timeline_urt: ResponsePart | None = None
    list: ResponsePart | None = None
    tweets_timeline: ResponsePart | None = None
    threaded_conversation_with_injections: ResponsePart | None = None
    threaded_conversation_with_injections_v2: ResponsePart | None = None
    bookmark_timeline_v2: ResponsePart | None = None
    retweeters_timeline: ResponsePart | None = None
    favoriters_timeline: ResponsePart | None = None
    members_timeline: ResponsePart | None = None
    communityResults: ResponsePart | None = None
    ranked_community_timeline: ResponsePart | None = None
    entry: ResponsePart | None = None
    content: ResponsePart | None = None
    item: ResponsePart | None = None
    itemContent: ResponsePart | None = None
    item_content: ResponsePart | None = None
    instructions: tuple[ResponsePart, ...] = ()
    entries: tuple[ResponsePart, ...] = ()
    moduleItems: tuple[ResponsePart, ...] = ()
    items: tuple[ResponsePart, ...] = ()
    tweet_results: GraphReference | None = None
    tweetResult: GraphReference | None = None
    tweet_result: GraphReference | None = None
    user_results: GraphReference | None = None


_LISTS = ("instructions", "entries", "moduleItems", "items")
_RESPONSE_PARTS = tuple(
    name for name in ResponsePart.__struct_fields__ if name not in (*_LISTS, *POST_KEYS, USER_KEY)
)
# One call for all members of a part is several times as fast as one for each.
_get_records, _get_parts, _get_lists = (
    attrgetter(*names) for names in ((*POST_KEYS, USER_KEY), _RESPONSE_PARTS, _LISTS)
)


def _add_response(response: ResponsePart, rows: Rows) -> None:
    waiting = [response]
    while waiting:
        part = waiting.pop()
        for name, record in zip((*POST_KEYS, USER_KEY), _get_records(part), strict=True):
            if record is not None:
                _add_record(name, record, rows)
        waiting.extend(filter(None, _get_parts(part)))
        for inside in _get_lists(part):
            waiting.extend(reversed(inside))


def _add_records(found: Iterator[FoundRecord], rows: Rows) -> None:
    for name, _, record in found:
        _add_record(name, record, rows)


def _add_record(name: str, record: GraphReference, rows: Rows) -> None:
    rows.read += 1
    if name == USER_KEY:
        user = None if record.result is None else read_listed_user(record.result, rows)
        if user is None:
            rows.skip("users on lists whose accounts are gone")
        else:
            add_listed_user(user, None, rows)
    elif record.result is None or (post := read_tweet(record.result, rows)) is None:
        rows.skip(HIDDEN)
    else:
        add_post(post, rows)


def _fits(record: Mapping[str, Any]) -> bool:
    data = record.get("data")
    return isinstance(data, dict) and any(_is_timeline(one, depth=0) for one in data.values())


def _is_timeline(value: Any, *, depth: int) -> bool:
    """Whether an object is a post of X, or leads to a timeline."""
    if not isinstance(value, dict) or depth > MAX_SAMPLED_DEPTH:
        return False
    if isinstance(value.get("instructions"), list) or any(name in value for name in POST_KEYS):
        return True
    if "rest_id" in value and ("legacy" in value or "core" in value):
        return True
    return any(_is_timeline(value.get(name), depth=depth + 1) for name in _RESPONSE_PARTS)


RESPONSES = DocumentFormat(
    name="twitter-graphql",
    title="answers of X's website",
    platform=PLATFORM,
    plan=DocumentPlan(
        records=frozenset((*POST_KEYS, USER_KEY)), inside=frozenset((*_RESPONSE_PARTS, *_LISTS))
    ),
    record_type=GraphReference,
    add_records=_add_records,
    lines=RecordReader(record_type=ResponsePart, add_record=_add_response),
    fits=_fits,
)
