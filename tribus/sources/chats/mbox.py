"""Mailing lists: mail in one file, as mbox. Mailman's archives, Google Takeout and Thunderbird write it.

A mail answers the mail in its header `In-Reply-To`, or the last one in `References`. The header `To` is
not read, because it names the list. Users are identified by their addresses.
"""

from __future__ import annotations

import re
from datetime import UTC
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from tribus.sources.format import StreamFormat
from tribus.sources.streams import READ_BLOCK_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

MAX_KNOWN_SENDERS = 2**14  # whose names are decoded once
MAX_MAIL_HEADER_BYTES = 2**20
MAX_MAIL_BYTES = 2**25  # what follows is passed over
# A line between mails: sender, then a day with a time; no mail begins inside another one like that.
_MAIL_START = rb"From [^\n]{0,500}\d\d:\d\d[^\n]{0,80}\r?\n(?=[!-9;-~]+:[ \t\r\n])"
_BEGIN = re.compile(rb"\A" + _MAIL_START)
_NEXT = re.compile(rb"\n\r?\n" + _MAIL_START)
_SEPARATOR_BYTES = 700  # the longest
_HEADER = re.compile(rb"^([!-9;-~]+):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\s+")
_ID = re.compile(r"<[^<>\s]+>")
_ADDRESS = re.compile(r"<([^<>@\s]+@[^<>@\s]+)>\s*\Z")
_WANTED = (b"from", b"date", b"message-id", b"in-reply-to", b"references")


def _read(stream: Stream, rows: Rows) -> None:
    for mail in split_mails(stream):
        _add_mail(mail, rows)
        rows.flush()


def split_mails(stream: Stream) -> Iterator[bytes]:
    """Yield mails with their headers; the end of one that is very long is left out."""
    held = stream.read(READ_BLOCK_BYTES)
    begin = _BEGIN.match(held)
    held = held[begin.end() :] if begin else held
    searched = 0
    while True:
        following = _NEXT.search(held, searched)
        if following:
            yield held[: following.start()]
            held, searched = held[following.end() :], 0
            continue
        data = stream.read(READ_BLOCK_BYTES)
        if not data:
            if held.strip():
                yield held
            return
        if len(held) > MAX_MAIL_BYTES:
            held = held[:MAX_MAIL_HEADER_BYTES] + held[-_SEPARATOR_BYTES:]
        searched = max(0, len(held) - _SEPARATOR_BYTES)
        held += data


def _add_mail(mail: bytes, rows: Rows) -> None:
    rows.read += 1
    headers = _read_headers(mail)
    address = _find_person(headers.get(b"from", ""))
    if not address:
        rows.skip("mails without a sender")
        return
    key = next(iter(_ID.findall(headers.get(b"message-id", ""))), None)
    time = _find_time(headers.get(b"date", ""))
    if key:
        rows.add_author(address, key)
    rows.add_profile(address, _find_display_name(headers.get(b"from", "")), None)
    answered = _ID.findall(headers.get(b"in-reply-to", ""))[:1]
    answered = answered or _ID.findall(headers.get(b"references", ""))[-1:]
    text = _find_text(mail) if rows.options.texts else None
    thread = next(iter(_ID.findall(headers.get(b"references", ""))), None) or key
    if answered:
        rows.add_act(
            "reply", address, None, time=time, post=key, parent=answered[0], text=text, thread=thread
        )
    else:
        rows.add_person(address)
        rows.add_activity(address, time, text, key)
        rows.skip("mails that answer nobody")


def _read_headers(mail: bytes) -> dict[bytes, str]:
    """Return the first of each wanted header, unfolded."""
    end = _HEADER_END.search(mail, 0, MAX_MAIL_HEADER_BYTES)
    head = mail[: end.start() if end else MAX_MAIL_HEADER_BYTES]
    found: dict[bytes, str] = {}
    for header in _HEADER.finditer(head):
        name = header[1].lower()
        if name in _WANTED and name not in found:
            found[name] = _FOLD.sub(" ", header[2].decode("utf-8", errors="replace")).strip()
    return found


def _find_person(sender: str) -> str:
    """Return the address in lower case; archives on the web write `ana at example.org (Ana)`."""
    written = _ADDRESS.search(sender)
    if written:
        return written[1].lower()
    if "@" not in sender:
        sender = sender.replace(" at ", "@", 1)
    _, address = parseaddr(sender)
    return address.lower() if "@" in address else ""


@lru_cache(MAX_KNOWN_SENDERS)
def _find_display_name(sender: str) -> str | None:
    """Return the name beside the address, decoded; None without one."""
    if "@" not in sender:
        sender = sender.replace(" at ", "@", 1)
    name, address = parseaddr(sender)
    try:
        name = str(make_header(decode_header(name)))
    except (HeaderParseError, LookupError, ValueError):
        return None
    return name if name and name.lower() != address.lower() else None


def _find_time(date: str) -> str | None:
    """Return the time in UTC as ISO text; None if there is none."""
    try:
        moment = parsedate_to_datetime(date)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC)
        return moment.astimezone(UTC).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _find_text(mail: bytes) -> str | None:
    """Return the plain text of a mail."""
    try:
        parsed = BytesParser(policy=policy.default).parsebytes(mail)
        body = parsed.get_body(("plain",))
        return str(body.get_content()) if body else None
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError):
        return None


def _fits(head: bytes, _: str) -> bool:
    if not _BEGIN.match(head):
        return False
    names = {header[1].lower() for header in _HEADER.finditer(head[head.find(b"\n") + 1 :])}
    return b"from" in names or b"message-id" in names


MBOX = StreamFormat(
    name="mbox",
    title="mail in mbox",
    platform="mail",
    fits=_fits,
    read=_read,
)
