"""Pages of the Mastodon API: statuses, conversations, and lists of followers or followed accounts.

They are described at https://docs.joinmastodon.org/entities/. Their ids hold on one server only. They
serve to find the author of an answered status.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.json_files import JsonFormat
from tribus.sources.mastodon.addresses import actor_in, add_actor, host_of, make_address, name_in
from tribus.sources.mastodon.content import leading_mentions, plain_text, profile_of
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

MastodonId = str | int
_MIN_GLOBAL_ID_DIGITS = 15  # longer ids have the time and random bits, so no two servers share one


class MastodonAccount(Struct, gc=False):
    """An account; `acct` lacks the host for accounts of the requested server."""

    id: MastodonId = ""
    acct: str = ""
    url: str | None = None
    uri: str | None = None
    display_name: str | None = None
    note: str | None = None


class MastodonQuote(Struct, gc=False):
    """A quoted status; servers other than Mastodon put the status itself in its place."""

    quoted_status: MastodonStatus | None = None
    account: MastodonAccount | None = None


class MastodonStatus(Struct, gc=False):
    """A post, or the repost of the status in `reblog`."""

    id: MastodonId = ""
    account: MastodonAccount | None = None
    uri: str | None = None
    url: str | None = None
    created_at: str | None = None
    visibility: str | None = None
    in_reply_to_id: MastodonId | None = None
    in_reply_to_account_id: MastodonId | None = None
    content: str | None = None
    mentions: list[MastodonAccount] | None = None
    reblog: MastodonStatus | None = None
    quote: MastodonQuote | None = None


class MastodonRecord(MastodonStatus, gc=False):
    """A status, an account, the context of a status, or a conversation with its last status."""

    acct: str = ""
    ancestors: list[MastodonStatus] | None = None
    descendants: list[MastodonStatus] | None = None
    last_status: MastodonStatus | None = None
    data: MastodonStatus | None = None  # a status that Zeeschuimer captured of Truth Social


def _add_record(record: MastodonRecord, rows: Rows) -> None:
    if record.data is not None:
        _add_status(record.data, rows)
    elif record.account is not None:
        _add_status(record, rows)
    elif record.acct:
        _add_follow(record, rows)
    elif record.last_status is not None:
        _add_status(record.last_status, rows)
    elif record.ancestors is not None or record.descendants is not None:
        for status in (*(record.ancestors or ()), *(record.descendants or ())):
            _add_status(status, rows)
    else:
        rows.read += 1
        rows.skip("records of other kinds")


def _add_follow(record: MastodonRecord, rows: Rows) -> None:
    """Add the follow behind an account in a list of followers or followed accounts."""
    rows.read += 1
    file, ego = rows.file.lower(), make_address(rows.options.ego or "")
    is_followers, is_following = "follower" in file, "following" in file
    if ego is None or is_followers == is_following:
        raise ReadError(
            f"{format_path(rows.file)} lists accounts without the owner of the list, and without "
            "whether they follow or are followed: name the file followers.json or following.json, and "
            "read it with ego='ana@host', the address of the owner. ego is "
            f"{show(rows.options.ego)}"
        )
    person = _address(MastodonAccount(acct=record.acct, url=record.url, uri=record.uri))
    if person is None:
        rows.skip("accounts without an address")
    elif is_followers:
        rows.add_act("follow", person, ego)
    else:
        rows.add_act("follow", ego, person)


def _add_status(status: MastodonStatus, rows: Rows) -> None:
    rows.read += 1
    if status.visibility == "direct" and not rows.options.direct_messages:
        rows.skip("direct messages")
        return
    author = _add_author(status.account, status, rows)
    if author is None:
        rows.skip("posts by accounts without an address")
        return
    details: dict[str, Any] = {"time": status.created_at, "post": status.uri or status.url}
    if status.reblog is not None:
        original = _add_author(status.reblog.account, status.reblog, rows)
        rows.add_act("repost", author, original, **details)
        return
    if rows.options.texts:
        details["text"] = plain_text(status.content)
    is_addressed = _add_answer(status, author, details, rows)
    quoted = status.quote.quoted_status if status.quote else None
    account = quoted.account if quoted else status.quote and status.quote.account
    if account:
        rows.add_act("quote", author, _add_author(account, quoted, rows), **details)
    elif not is_addressed:
        rows.add_person(author)
        rows.add_activity(author, **details)
        rows.skip("posts to nobody")


def _add_answer(status: MastodonStatus, author: str, details: dict[str, Any], rows: Rows) -> bool:
    """Add the reply and the mentions of a status; return whether there are any."""
    targets: dict[str, str] = {}
    is_reply = status.in_reply_to_id is not None or status.in_reply_to_account_id is not None
    mentions = [(one, _add_author(one, None, rows)) for one in status.mentions or ()]
    repeated = set()
    if is_reply:
        answered = status.in_reply_to_account_id
        details = details | {"parent": _key(answered, status.in_reply_to_id)}
        known = {one.id: address for one, address in ((status.account, author), *mentions) if one}
        target = known.get(answered) if answered else None
        if target is None:
            rows.add_act("reply", author, None, **details)
        else:
            targets[target] = "reply"
        repeated = leading_mentions(status.content or "")
    for one, address in mentions:
        if address and profile_of(address, one.url or one.uri) not in repeated:
            targets.setdefault(address, "mention")
    for target, kind in targets.items():
        rows.add_act(kind, author, target, **details)
    return is_reply or bool(targets)


def _add_author(
    account: MastodonAccount | None, status: MastodonStatus | None, rows: Rows
) -> str | None:
    """Add the author of a status under all keys that other statuses use; return the address."""
    address = account and _address(account)
    if not account or not address:
        return None
    if account.display_name or account.note:
        rank = int(re.sub(r"\D", "", status.created_at or "0")[:14] or 0) if status else 0
        rows.add_profile(address, account.display_name, _plain_note(account.note), rank=rank)
    if key := _key(account.id, status.id if status else None):
        rows.add_author(address, key)
    add_actor(account.uri, address, rows)
    if status and status.uri and not (name_in(status.uri) or actor_in(status.uri)):
        rows.add_author(address, status.uri)
    return address


@lru_cache(maxsize=4_096)
def _plain_note(note: str | None) -> str | None:
    """Return a self-description without HTML; the same accounts come again and again."""
    return plain_text(note)


def _address(account: MastodonAccount) -> str | None:
    return make_address(account.acct, host_of(account.url) or host_of(account.uri))


def _key(account: MastodonId | None, status: MastodonId | None) -> str | None:
    """Return the key for the author of a status: the id of the account, or the status if that is short.

    Old servers numbered their accounts from 1, so different servers share the short ids.
    """
    if account and not (str(account).isdecimal() and len(str(account)) < _MIN_GLOBAL_ID_DIGITS):
        return f"account {account}"
    return f"status {status}" if status else None


def _fits(record: Mapping[str, Any]) -> bool:
    keys = record.keys()
    if "source_platform" in keys:
        is_truth = str(record["source_platform"]).startswith("truth")
        return is_truth and isinstance(record.get("data"), dict)
    return (
        {"account", "in_reply_to_account_id", "visibility"} <= keys
        or {"acct", "username", "url"} <= keys
        or {"ancestors", "descendants"} <= keys
        or {"accounts", "last_status"} <= keys
    )


API = JsonFormat(
    name="mastodon-api",
    title="Mastodon API",
    platform="Mastodon",
    record_type=MastodonRecord,
    add_record=_add_record,
    fits=_fits,
)
