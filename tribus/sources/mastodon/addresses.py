"""Who somebody is on Mastodon: the address `ana@host`, which holds on every server.

Servers name people in three ways: by `acct`, which lacks the host of people of their own; by the URI of
the actor, `https://host/users/ana`; and, since 2025, by a URI that has a number in place of the name,
`https://host/ap/users/115`. Who that is may be told elsewhere, so it is looked up like the author of a
post is; in case nobody tells, the number is told to be `#115@host`. A name comes after it in the
alphabet, and of several authors told of a post the last one counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tribus.sources.rows import Rows


class PersonReference(NamedTuple):
    """Somebody: by address, or by what their address is looked up under, as `Rows.act` takes them."""

    target: str | None
    parent: str | None = None


def make_address(name: str, host: str = "") -> str | None:
    """Make an address of `ana@Host`, `@ana@Host` or, with its host, `ana`; None if there is no host."""
    user, _, domain = name.strip().removeprefix("@").partition("@")
    host = (domain or host).lower()
    return f"{user}@{host}" if user and host else None


def host_of(uri: str | None) -> str:
    """Host of a URI, in small letters; empty if there is none."""
    match (uri or "").split("/", 3):
        case ["http:" | "https:", "", host, *_]:
            return host.lower()
    return ""


def name_in(uri: str) -> str | None:
    """Address of the person whom the URI of an actor or a status names, if it names anybody."""
    match uri.split("/", 5):
        case ["http:" | "https:", "", host, "users", name, *_]:
            return make_address(name, host)
        case ["http:" | "https:", "", host, name, *_] if name.startswith("@"):
            return make_address(name, host)
    return None


def actor_in(uri: str) -> str | None:
    """URI of the actor that has a number in place of a name, in their own or the URI of a status."""
    match uri.split("/", 6):
        case ["http:" | "https:", "", host, "ap", "users", number, *_] if number:
            return f"https://{host.lower()}/ap/users/{number}"
    return None


def find_person(uri: str, rows: Rows) -> PersonReference:
    """Whose the URI of an actor or a status is; what tells nothing is looked up as it stands."""
    if address := name_in(uri):
        return PersonReference(address)
    if actor := actor_in(uri):
        return find_numbered(actor, rows)
    return PersonReference(None, uri)


def find_numbered(actor: str, rows: Rows) -> PersonReference:
    """Who an actor is whose URI ends in a number."""
    rows.add_author(f"#{actor.rpartition('/')[2]}@{host_of(actor)}", actor)
    return PersonReference(None, actor)


def add_actor(uri: str | None, address: str, rows: Rows) -> None:
    """Tell the address of an actor, where their URI is not enough."""
    if uri and name_in(uri) != address:
        rows.add_author(address, actor_in(uri) or uri)
