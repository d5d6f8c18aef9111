"""Addresses of Mastodon users: `ana@host`, which is the same on every server.

Servers name users in three ways: by `acct`, which lacks the host for users of the server itself; by the
URI of the actor, `https://host/users/ana`; and, since 2025, by a URI with a number instead of the name,
`https://host/ap/users/115`. Another record may give the name behind a number, so it is looked up like
the author of a post. If no record gives it, the user is called `#115@host`. A name comes after that in
the alphabet, and the last of several authors of a post counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tribus.sources.rows import Rows


class PersonReference(NamedTuple):
    """A user by address, or the key under which the address is looked up, as in `Rows.add_act`."""

    target: str | None
    parent: str | None = None


def make_address(name: str, host: str = "") -> str | None:
    """Return the address for `ana@Host`, `@ana@Host`, or `ana` with a host; None without a host."""
    user, _, domain = name.strip().removeprefix("@").partition("@")
    host = (domain or host).lower()
    return f"{user}@{host}" if user and host else None


def host_of(uri: str | None) -> str:
    """Return the host of a URI in lower case; empty if there is none."""
    match (uri or "").split("/", 3):
        case ["http:" | "https:", "", host, *_]:
            return host.lower()
    return ""


def name_in(uri: str) -> str | None:
    """Return the address in the URI of an actor or a status; None if the URI has no name."""
    match uri.split("/", 5):
        case ["http:" | "https:", "", host, "users", name, *_]:
            return make_address(name, host)
        case ["http:" | "https:", "", host, name, *_] if name.startswith("@"):
            return make_address(name, host)
    return None


def actor_in(uri: str) -> str | None:
    """Return the URI of an actor with a number, from that URI or the URI of a status."""
    match uri.split("/", 6):
        case ["http:" | "https:", "", host, "ap", "users", number, *_] if number:
            return f"https://{host.lower()}/ap/users/{number}"
    return None


def find_person(uri: str, rows: Rows) -> PersonReference:
    """Return the user behind the URI of an actor or a status; other URIs are looked up as they are."""
    if address := name_in(uri):
        return PersonReference(address)
    if actor := actor_in(uri):
        return find_numbered(actor, rows)
    return PersonReference(None, uri)


def find_numbered(actor: str, rows: Rows) -> PersonReference:
    """Return the actor whose URI ends in a number."""
    rows.add_author(f"#{actor.rpartition('/')[2]}@{host_of(actor)}", actor)
    return PersonReference(None, actor)


def add_actor(uri: str | None, address: str, rows: Rows) -> None:
    """Add the address of an actor whose URI does not contain it."""
    if uri and name_in(uri) != address:
        rows.add_author(address, actor_in(uri) or uri)
