"""Pages of the API of Mastodon: statuses, conversations, and lists of who follows whom.

They are described at https://docs.joinmastodon.org/entities/. The ids in them are those of the server
that was asked: they only serve to find out who is answered.
"""

from __future__ import annotations

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
_MIN_GLOBAL_ID_DIGITS = (
    15  # digits; longer ids hold the moment and chance, so that two servers never give the same
)


class MastodonAccount(Struct, gc=False):
    """Somebody; `acct` lacks the host of people of the server that was asked."""

    id: MastodonId = ""
    acct: str = ""
    url: str | None = None
    uri: str | None = None


class MastodonQuote(Struct, gc=False):
    """A status within another; elsewhere than on Mastodon, the status itself is in its place."""

    quoted_status: MastodonStatus | None = None
    account: MastodonAccount | None = None


class MastodonStatus(Struct, gc=False):
    """A status: a post, or the repost of another, which then is its `reblog`."""

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
    """A status; or an account; or what surrounds a status; or a conversation with its last status."""

    acct: str = ""
    ancestors: list[MastodonStatus] | None = None
    descendants: list[MastodonStatus] | None = None
    last_status: MastodonStatus | None = None


def _add_record(record: MastodonRecord, rows: Rows) -> None:
    if record.account is not None:
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
    """Tell that somebody in a list follows, or is followed by, the one whose list it is."""
    rows.read += 1
    file, ego = rows.file.lower(), make_address(rows.options.ego or "")
    is_followers, is_following = "follower" in file, "following" in file
    if ego is None or is_followers == is_following:
        raise ReadError(
            f"{format_path(rows.file)} lists accounts and does not say whose list it is, nor "
            "whether they follow or are followed: name the file followers.json or following.json, and "
            "read it with ego='ana@host', the address of the person whose list it is. ego is "
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
    told: dict[str, Any] = {"time": status.created_at, "post": status.uri or status.url}
    if status.reblog is not None:
        original = _add_author(status.reblog.account, status.reblog, rows)
        rows.add_act("repost", author, original, **told)
        return
    if rows.options.texts:
        told["text"] = plain_text(status.content)
    is_to_nobody = not _add_answer(status, author, told, rows)
    quoted = status.quote.quoted_status if status.quote else None
    account = quoted.account if quoted else status.quote and status.quote.account
    if account:
        rows.add_act("quote", author, _add_author(account, quoted, rows), **told)
    elif is_to_nobody:
        rows.add_person(author)
        rows.add_activity(author, **told)
        rows.skip("posts to nobody")


def _add_answer(status: MastodonStatus, author: str, told: dict[str, Any], rows: Rows) -> bool:
    """Tell whom a status answers and mentions; whether there is anybody."""
    targets: dict[str, str] = {}
    is_reply = status.in_reply_to_id is not None or status.in_reply_to_account_id is not None
    mentions = [(one, _add_author(one, None, rows)) for one in status.mentions or ()]
    repeated = set()
    if is_reply:
        answered = status.in_reply_to_account_id
        told = told | {"parent": _key(answered, status.in_reply_to_id)}
        known = {one.id: address for one, address in ((status.account, author), *mentions) if one}
        target = known.get(answered) if answered else None
        if target is None:
            rows.add_act("reply", author, None, **told)
        else:
            targets[target] = "reply"
        repeated = leading_mentions(status.content or "")
    for one, address in mentions:
        if address and profile_of(address, one.url or one.uri) not in repeated:
            targets.setdefault(address, "mention")
    for target, kind in targets.items():
        rows.add_act(kind, author, target, **told)
    return is_reply or bool(targets)


def _add_author(
    account: MastodonAccount | None, status: MastodonStatus | None, rows: Rows
) -> str | None:
    """Tell who wrote a status, under all that another one may call it by; the address."""
    address = account and _address(account)
    if not account or not address:
        return None
    if key := _key(account.id, status.id if status else None):
        rows.add_author(address, key)
    add_actor(account.uri, address, rows)
    if status and status.uri and not (name_in(status.uri) or actor_in(status.uri)):
        rows.add_author(address, status.uri)
    return address


def _address(account: MastodonAccount) -> str | None:
    return make_address(account.acct, host_of(account.url) or host_of(account.uri))


def _key(account: MastodonId | None, status: MastodonId | None) -> str | None:
    """Under which key the author of a status is looked up: their id, or where it is short the status's.

    The servers of old numbered their accounts from 1, so that a short id says little.
    """
    if account and not (str(account).isdecimal() and len(str(account)) < _MIN_GLOBAL_ID_DIGITS):
        return f"account {account}"
    return f"status {status}" if status else None


def _fits(record: Mapping[str, Any]) -> bool:
    keys = record.keys()
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
