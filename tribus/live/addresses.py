"""Names of people, lists, starter packs and feeds, as analysts have them: handles, links, addresses."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from tribus._core.checks import show
from tribus.errors import OptionError

PERSON, LIST, STARTER_PACK, FEED = "person", "list", "starter pack", "feed"
COLLECTIONS = {
    "app.bsky.graph.list": LIST,
    "app.bsky.graph.starterpack": STARTER_PACK,
    "app.bsky.feed.generator": FEED,
}
_LINKS = {"lists": LIST, "feed": FEED}
_HANDLE = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
)
_DID = re.compile(r"did:(plc:[a-z2-7]{24}|web:[a-zA-Z0-9.-]{3,253}(%3A\d{1,5})?)")
_KEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}")
_BLUESKY_HOSTS = ("bsky.app", "www.bsky.app", "main.bsky.dev", "staging.bsky.app")
_OTHER_NETWORKS = {
    "twitter.com": "X", "x.com": "X", "threads.net": "Threads", "threads.com": "Threads",
    "instagram.com": "Instagram", "mastodon.social": "Mastodon",
}  # fmt: skip


class Address(NamedTuple):
    """A person, or a list of people.

    Attributes
    ----------
    kind
        `PERSON`, `LIST`, `STARTER_PACK` or `FEED`.
    owner
        Handle or DID of the person, or of the owner of the list.
    key
        Key of the list; empty for a person.
    """

    kind: str
    owner: str
    key: str = ""

    def __str__(self) -> str:
        """Return the handle, or the address of the list."""
        return f"at://{self.owner}/{self.collection}/{self.key}" if self.key else self.owner

    @property
    def collection(self) -> str:
        """Collection of the record of a list."""
        return next(name for name, kind in COLLECTIONS.items() if kind == self.kind)


def read_address(text: str) -> Address:
    """Return what a text names.

    Parameters
    ----------
    text
        A handle with or without `@`, a DID, an `at://` address, or a link to `bsky.app`.

    Raises
    ------
    OptionError
        If it is none of these, or names an account of another network.

    Examples
    --------
    >>> read_address("@Ana.bsky.social")
    Address(kind='person', owner='ana.bsky.social', key='')
    >>> read_address("https://bsky.app/profile/ana.bsky.social/lists/3kabc").kind
    'list'
    """
    if not isinstance(text, str):
        raise OptionError(f"a person or a list must be text, got {show(text)}; use a handle")
    name = text.strip().strip("\u202a\u202c\u2066\u2069\u200b")
    if name.startswith("at://"):
        return _read_record_address(name)
    if re.match(r"https?://", name, re.IGNORECASE):
        return _read_link(name)
    return Address(PERSON, _read_person(name, text))


def is_did(text: str) -> bool:
    """Whether a text is the permanent id of an account."""
    return _DID.fullmatch(text) is not None


def _read_person(name: str, text: str) -> str:
    if is_did(name):
        return name
    handle = name.removeprefix("@").lower()
    if "@" in handle:
        raise OptionError(
            f"{show(text)} is a name of Mastodon or an e-mail address, and not one of Bluesky. If the "
            f"account is bridged, its handle on Bluesky is {show(_guess_bridged(handle))}"
        )
    if _HANDLE.fullmatch(handle):
        return handle
    hint = (
        f" - did you mean {show(handle + '.bsky.social')}?"
        if re.fullmatch(r"[a-z0-9-]+", handle)
        else ""
    )
    raise OptionError(
        f"{show(text)} is no handle of Bluesky, which is a name of the internet such as "
        f"'ana.bsky.social'{hint}"
    )


def _guess_bridged(handle: str) -> str:
    user, _, server = handle.rpartition("@")
    return f"{user.replace('_', '-')}.{server}.ap.brid.gy"


def _read_record_address(name: str) -> Address:
    parts = name.removeprefix("at://").split("/")
    owner = _read_person(parts[0], name)
    if len(parts) == 1:
        return Address(PERSON, owner)
    kind = COLLECTIONS.get(parts[1])
    if kind is None or len(parts) != 3 or not _KEY.fullmatch(parts[2]):  # noqa: PLR2004  owner, ...
        raise OptionError(
            f"{show(name, at_most=200)} is no list, starter pack or feed; their addresses are like "
            "'at://did:plc:.../app.bsky.graph.list/3k...'"
        )
    return Address(kind, owner, parts[2])


def _read_link(link: str) -> Address:
    address = urlsplit(link)
    host = (address.hostname or "").lower()
    parts = [unquote(part) for part in address.path.split("/") if part]
    if host == "go.bsky.app":
        raise OptionError(
            f"{show(link, at_most=200)} is a short link; open it in a browser, and use the link that "
            "it then shows"
        )
    if host not in _BLUESKY_HOSTS:
        network = _OTHER_NETWORKS.get(host.removeprefix("www."), "another network")
        raise OptionError(
            f"{show(link, at_most=200)} leads to {network}, and not to Bluesky; use a handle such as "
            "'ana.bsky.social', or a link to bsky.app"
        )
    if parts[:1] in (["starter-pack"], ["start"]) and len(parts) == 3 and _KEY.fullmatch(parts[2]):  # noqa: PLR2004
        return Address(STARTER_PACK, _read_person(parts[1], link), parts[2])
    if parts[:1] == ["profile"] and len(parts) == 2:  # noqa: PLR2004  the person
        return Address(PERSON, _read_person(parts[1], link))
    if parts[:1] == ["profile"] and len(parts) == 4 and parts[2] in _LINKS and _KEY.fullmatch(parts[3]):  # noqa: PLR2004
        return Address(_LINKS[parts[2]], _read_person(parts[1], link), parts[3])
    raise OptionError(
        f"{show(link, at_most=200)} is no link to a person, a list, a starter pack or a feed of Bluesky"
    )
