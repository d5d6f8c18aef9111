"""Text of a status, which comes as HTML."""

from __future__ import annotations

import re
from html import unescape

from tribus.sources.mastodon.addresses import host_of, name_in

# No tag goes over the beginning of another tag, so the time to find its end stays linear.
_BREAK = re.compile(r"<(?:br|/p)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_HREF = re.compile(r"""\bhref=(?:"([^"<>]*)"|'([^'<>]*)')""")
_CLASS = re.compile(r"""\bclass=(?:"([^"<>]*)"|'([^'<>]*)')""")
_TRANSPARENT_TAGS = ("p", "span", "br", "div", "bdi", "/p", "/span", "/br", "/div", "/bdi")


def leading_mentions(content: str) -> set[str]:
    """Return the users named before the first word, in the form of `profile_of`.

    In a reply the server puts them there, because the answered status named them.
    """
    found: set[str] = set()
    at = 0
    while tag := _next_tag(content, at):
        at = tag.end()
        words = tag[0][1:-1].lower().removesuffix("/").split(None, 1)
        name = words[0] if words else ""
        if name == "a":
            address = _mentioned(tag[0])
            end = content.find("</a>", at)
            if address is None or end < 0:
                break
            found.add(address)
            at = end + len("</a>")
        elif name not in _TRANSPARENT_TAGS:
            break
    return found


def plain_text(content: str | None) -> str | None:
    """Return the text without HTML, with a line for each line and paragraph."""
    if content is None:
        return None
    return unescape(_TAG.sub("", _BREAK.sub("\n", content))).strip()


def profile_of(address: str, uri: str | None) -> str:
    """Return the name of a user in links to the profile, with the host of their URI."""
    return f"{address.partition('@')[0]}@{host_of(uri)}".lower()


def _next_tag(content: str, at: int) -> re.Match[str] | None:
    """Return the next tag if only space is in front of it."""
    while at < len(content) and content[at].isspace():
        at += 1
    return _TAG.match(content, at)


def _mentioned(tag: str) -> str | None:
    """Return the address of the user that a link mentions; None for other links."""
    kind = _CLASS.search(tag)
    classes = (kind[1] or kind[2] or "").split() if kind else []
    link = _HREF.search(tag)
    if "mention" not in classes or "hashtag" in classes or not link:
        return None
    address = name_in(unescape(link[1] or link[2] or ""))
    return address and address.lower()
