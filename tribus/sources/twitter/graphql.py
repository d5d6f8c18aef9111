"""Types of the objects that X's website receives, as browser extensions and scrapers save them.

X has changed these objects several times: parts of a post stood under `legacy`, and stand beside it in
newer ones; users are under `user_results` or `user_result`. All forms are read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tribus.sources.twitter.posts import Mention, Post, PostReference, add_name, add_profile, rank_of
from tribus.sources.twitter.v1 import MISSING_IDS, V1Entities, V1FullText, V1Mention, first_index

if TYPE_CHECKING:
    from tribus.sources.rows import Rows

HIDDEN = "posts that cannot be shown"
MAX_WRAPPERS = 3  # of a post whose visibility is limited
_MAX_MILLISECONDS = 2**42  # in the year 2109


class GraphName(Struct, gc=False):
    """The names of a user, and the self-description."""

    screen_name: str | None = None
    name: str | None = None
    description: str | None = None


class GraphUser(Struct, gc=False):
    """A user; the name is under `core` since 2025."""

    rest_id: str | None = None
    core: GraphName | None = None
    legacy: GraphName | None = None


class GraphUserResult(Struct, gc=False):
    """A user, or nothing if the account is gone; the id is there in newer objects."""

    rest_id: str | None = None
    result: GraphUser | None = None


class GraphCore(Struct, gc=False):
    """The author of a post; of a user on a list, the name."""

    user_results: GraphUserResult | None = None
    user_result: GraphUserResult | None = None
    screen_name: str | None = None
    name: str | None = None


class GraphMention(V1Mention, gc=False):
    """A user named in a text."""

    user_results: GraphUserResult | None = None


class GraphDetails(V1FullText, gc=False):
    """Text and time of a post in the newest objects."""

    created_at_ms: int | str | None = None
    conversation_id_str: str | None = None


class GraphNoteText(Struct, gc=False):
    """The text of a post that is too long for `full_text`."""

    text: str = ""
    entity_set: V1Entities | None = None


class GraphNoteResult(Struct, gc=False):
    """The result of a request for a long text."""

    result: GraphNoteText | None = None


class GraphNote(Struct, gc=False):
    """A long text."""

    note_tweet_results: GraphNoteResult | None = None


class GraphReference(Struct, gc=False):
    """A post that another one answers, reposts or quotes; its id alone if it cannot be shown."""

    rest_id: str | None = None
    result: GraphTweet | None = None


class GraphLegacy(V1FullText, gc=False):
    """Most parts of a post, until 2025, or of a user on a list."""

    screen_name: str | None = None
    name: str | None = None
    description: str | None = None

    id_str: str | None = None
    user_id_str: str | None = None
    created_at: str | None = None
    conversation_id_str: str | None = None
    in_reply_to_user_id_str: str | None = None
    in_reply_to_screen_name: str | None = None
    in_reply_to_status_id_str: str | None = None
    quoted_status_id_str: str | None = None
    retweeted_status_id_str: str | None = None
    retweeted_status_result: GraphReference | None = None
    reposted: GraphReference | None = field(default=None, name="repostedStatusResults")


class GraphFirstEdit(Struct, gc=False):
    """All versions of a post, in its first version."""

    edit_tweet_ids: list[str] | None = None


class GraphEdits(GraphFirstEdit, gc=False):
    """All versions of a post."""

    edit_control_initial: GraphFirstEdit | None = None


class GraphTweet(Struct, gc=False):
    """A post; one whose visibility is limited is within another one, under `tweet`."""

    rest_id: str | None = None
    core: GraphCore | None = None
    legacy: GraphLegacy | None = None
    details: GraphDetails | None = None
    note_tweet: GraphNote | None = None
    edit_control: GraphEdits | None = None
    mention_entities: list[GraphMention] | None = None
    reply_to_results: GraphReference | None = None
    reply_to_user_results: GraphUserResult | None = None
    quoted_status_result: GraphReference | None = None
    quoted_tweet_results: GraphReference | None = None
    quoted: GraphReference | None = field(default=None, name="quotedPostResults")
    quoted_only: GraphReference | None = field(default=None, name="quotedRefResult")
    retweeted_status_result: GraphReference | None = None
    retweeted_status_results: GraphReference | None = None
    reposted: GraphReference | None = field(default=None, name="repostedStatusResults")
    tweet: GraphTweet | None = None


def read_tweet(tweet: GraphTweet, rows: Rows) -> Post | None:
    """Return a post, and add authors and names; None for a post that cannot be shown."""
    tweet = _unwrap(tweet)
    legacy, details = tweet.legacy or GraphLegacy(), tweet.details
    found = tweet.rest_id or legacy.id_str
    rank = rank_of(found)
    author = _find_author(tweet, rows, rank=rank)
    if not found or not author:
        return None
    edits = tweet.edit_control
    first = edits and (edits.edit_tweet_ids or (edits.edit_control_initial or edits).edit_tweet_ids)
    for version in {found, *(first or ())}:
        rows.add_author(author, version)
    note = tweet.note_tweet.note_tweet_results if tweet.note_tweet else None
    note_text = note.result if note else None
    text = (details and details.full_text) or legacy.full_text or ""
    shown = (details or legacy).display_text_range or legacy.display_text_range
    return Post(
        id=first[0] if first else found,
        author=author,
        time=_find_time(legacy, details),
        text=(note_text and note_text.text) or text,
        thread=legacy.conversation_id_str or (details.conversation_id_str if details else None),
        reposts=_find_reposted(tweet, legacy, rows),
        answers=_find_answered(tweet, legacy, rows, rank=rank),
        quotes=_find_quoted(tweet, legacy, rows),
        mentions=_find_mentions(tweet, legacy, note_text, rows, rank=rank),
        shown_from=0 if note_text and note_text.text else first_index(shown),
    )


def find_user(result: GraphUserResult | None, rows: Rows, *, rank: int) -> str | None:
    """Return the id of a user, and add the name."""
    if result is None:
        return None
    user = result.result or GraphUser()
    known = user.rest_id or result.rest_id
    parts = [one for one in (user.core, user.legacy) if one]
    name, shown, bio = (
        (
            next(filter(None, values), None)
            for values in zip(
                *((one.screen_name, one.name, one.description) for one in parts), strict=True
            )
        )
        if parts
        else (None, None, None)
    )
    add_name(rows, known, name, rank=rank)
    add_profile(rows, known, shown, bio, rank=rank)
    return known or name or None


def read_listed_user(record: GraphTweet, rows: Rows) -> str | None:
    """Return the id of a user on a list, and add the name; None for an account that is gone."""
    user, core, legacy = record.rest_id, record.core or GraphCore(), record.legacy or GraphLegacy()
    add_name(rows, user, core.screen_name or legacy.screen_name, rank=0)
    add_profile(rows, user, core.name or legacy.name, legacy.description, rank=0)
    return user


def _unwrap(tweet: GraphTweet) -> GraphTweet:
    for _ in range(MAX_WRAPPERS):
        if tweet.tweet is None:
            break
        tweet = tweet.tweet
    return tweet


def _find_author(tweet: GraphTweet, rows: Rows, *, rank: int) -> str | None:
    core = tweet.core or GraphCore()
    found = find_user(core.user_results or core.user_result, rows, rank=rank)
    return found or (tweet.legacy.user_id_str if tweet.legacy else None)


def _find_time(legacy: GraphLegacy, details: GraphDetails | None) -> str | None:
    """Return the time of a post; newer objects have milliseconds since 1970."""
    digits = str(details.created_at_ms) if details else ""
    if digits.isdecimal() and len(digits) < len(str(_MAX_MILLISECONDS)) + 1:
        milliseconds = min(int(digits), _MAX_MILLISECONDS)
        return datetime.fromtimestamp(milliseconds / 1_000, UTC).isoformat()
    return legacy.created_at


def _refer(reference: GraphReference | None, rows: Rows) -> PostReference | None:
    """Return the author of a post within another one, or its id alone."""
    if reference is None:
        return None
    tweet = _unwrap(reference.result) if reference.result else GraphTweet()
    post = tweet.rest_id or (tweet.legacy and tweet.legacy.id_str) or reference.rest_id
    author = _find_author(tweet, rows, rank=rank_of(post))
    if post and author:
        rows.add_author(author, post)
    return PostReference(author, post) if post or author else None


def _find_reposted(tweet: GraphTweet, legacy: GraphLegacy, rows: Rows) -> PostReference | None:
    reference = (
        legacy.retweeted_status_result
        or legacy.reposted
        or tweet.retweeted_status_result
        or tweet.retweeted_status_results
        or tweet.reposted
    )
    known = legacy.retweeted_status_id_str
    return _refer(reference, rows) or (PostReference(None, known) if known else None)


def _find_answered(
    tweet: GraphTweet, legacy: GraphLegacy, rows: Rows, *, rank: int
) -> PostReference | None:
    user = legacy.in_reply_to_user_id_str
    if user in MISSING_IDS:
        user = None
    add_name(rows, user, legacy.in_reply_to_screen_name, rank=rank)
    user = user or find_user(tweet.reply_to_user_results, rows, rank=rank)
    user = user or legacy.in_reply_to_screen_name or None
    reference = tweet.reply_to_results
    post = legacy.in_reply_to_status_id_str or (reference.rest_id if reference else None)
    return PostReference(user, post) if user or post else None


def _find_quoted(tweet: GraphTweet, legacy: GraphLegacy, rows: Rows) -> PostReference | None:
    references = (
        tweet.quoted_status_result,
        tweet.quoted_tweet_results,
        tweet.quoted,
        tweet.quoted_only,
    )
    found = [_refer(one, rows) for one in references if one is not None]
    known = legacy.quoted_status_id_str
    fallback = PostReference(None, known) if known else None
    return next((one for one in found if one and one.user), None) or fallback or next(iter(found), None)


def _find_mentions(
    tweet: GraphTweet, legacy: GraphLegacy, note: GraphNoteText | None, rows: Rows, *, rank: int
) -> list[Mention]:
    """Return the mentions in the text that is shown."""
    whole = note if note and note.text else None
    entities = whole.entity_set if whole else (legacy.entities or V1Entities())
    named: list[V1Mention] = list((entities and entities.user_mentions) or ())
    if not named and not whole:
        named = list(tweet.mention_entities or ())
    found = []
    for one in named:
        user = one.id_str
        if user is None and isinstance(one, GraphMention):
            user = find_user(one.user_results, rows, rank=rank)
        user = None if user in MISSING_IDS else user
        add_name(rows, user, one.screen_name, rank=rank)
        if user or one.screen_name:
            found.append(Mention(first_index(one.indices), user or one.screen_name or ""))
    return found
