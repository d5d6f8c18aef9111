"""The words of a status, which come as HTML."""

from __future__ import annotations

import re
from html import unescape

from tribus.sources.mastodon.addresses import host_of, name_in

# No tag goes over the beginning of another one, so that looking for their ends takes no second look.
_BREAK = re.compile(r"<(?:br|/p)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_HREF = re.compile(r"""\bhref=(?:"([^"<>]*)"|'([^'<>]*)')""")
_CLASS = re.compile(r"""\bclass=(?:"([^"<>]*)"|'([^'<>]*)')""")
_TRANSPARENT = ("p", "span", "br", "div", "bdi", "/p", "/span", "/br", "/div", "/bdi")


def leading_mentions(content: str) -> set[str]:
    """Whom a status names before its first word, as `profile_of` says it.

    In a reply they are there because the answered status had them, not because its author thought of
    them.
    """
    found: set[str] = set()
    place = 0
    while tag := _next_tag(content, place):
        place = tag.end()
        words = tag[0][1:-1].lower().removesuffix("/").split(None, 1)
        name = words[0] if words else ""
        if name == "a":
            address = _mentioned(tag[0])
            end = content.find("</a>", place)
            if address is None or end < 0:
                break
            found.add(address)
            place = end + len("</a>")
        elif name not in _TRANSPARENT:
            break
    return found


def plain_text(content: str | None) -> str | None:
    """Words without HTML, a line for each of its lines and paragraphs."""
    if content is None:
        return None
    return unescape(_TAG.sub("", _BREAK.sub("\n", content))).strip()


def profile_of(address: str, uri: str | None) -> str:
    """Say what somebody is called in links to their profile, on the server that their URI leads to."""
    return f"{address.partition('@')[0]}@{host_of(uri)}".lower()


def _next_tag(content: str, place: int) -> re.Match[str] | None:
    """Find the tag that comes next if there is nothing but space before it."""
    while place < len(content) and content[place].isspace():
        place += 1
    return _TAG.match(content, place)


def _mentioned(tag: str) -> str | None:
    """Whom a link leads to, if it is a mention."""
    kind = _CLASS.search(tag)
    classes = (kind[1] or kind[2] or "").split() if kind else []
    link = _HREF.search(tag)
    if "mention" not in classes or "hashtag" in classes or not link:
        return None
    address = name_in(unescape(link[1] or link[2] or ""))
    return address and address.lower()
