"""Steps of a collection from Bluesky: the answer to one request, one a line of a file.

A collection is a folder with `collection.json`, which says what was asked for, and files
`steps-000001.ndjson`, `steps-000002.ndjson`, ..., one a run. Lines are only added. A line holds what was
kept of an answer, the cursor of the next page, and a checksum, so that a run that is killed at any
moment leaves whole steps and at most one cut line, which is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zlib import crc32

import msgspec
from msgspec import Struct

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.bluesky.records import BlueskyRecord
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLLECTION_FILE, FORMAT_NAME, FORMAT_VERSION = "collection.json", "tribus collection of Bluesky", 1
STEP_FILE = re.compile(r"steps-(\d{6})\.ndjson")
_LINE = re.compile(rb'\{"crc":"([0-9a-f]{8})","step":(.*)\}', re.DOTALL)

# What is the matter with an answer: nothing, or why there is none.
SEEN, GONE, UNREACHABLE, CUT_OFF, REFUSED = "", "gone", "unreachable", "cut off", "refused"


class CollectionHeader(Struct, omit_defaults=True):
    """What a collection was asked for."""

    format: str
    version: int
    who: list[str] = []
    hops: int = 1
    days: float = 90.0
    since: int = 0  # microseconds since 1970
    texts: bool = False
    service: str = ""
    account: str | None = None


class KeptRecord(BlueskyRecord, gc=False, omit_defaults=True):
    """A record with its key."""

    key: str = ""


class KeptUser(Struct, gc=False, omit_defaults=True):
    """A user of a list, as the server shows them; `time` is that of a like."""

    did: str
    handle: str = ""
    name: str = ""
    bio: str = ""
    time: str = ""
    is_hidden: bool = False


class KeptPost(Struct, gc=False, omit_defaults=True):
    """A post of another user."""

    uri: str
    record: BlueskyRecord


class PostCounts(Struct, gc=False, omit_defaults=True):
    """Numbers of answers to a post, by which those who gave them are looked up."""

    uri: str
    replies: int = 0
    quotes: int = 0
    reposts: int = 0
    likes: int = 0


class Step(Struct, gc=False, omit_defaults=True):
    """What was kept of the answer to one request.

    Attributes
    ----------
    number
        Number of the step, from 1 without gaps.
    round
        Number of the pass over all people, from 1; a later run begins the next one.
    task
        What was asked: `seeds`, `profiles`, `home`, `revision`, `records`, `followers`, `counts`,
        `replies`, `quotes`, `reposts`, `likes`, `opt-outs`, or `end` of a round.
    subject
        The user or the post that was asked for.
    time
        When the answer came, in microseconds since 1970.
    collection
        Collection of the records.
    listing
        Name of a pass over the pages of a list: all pages of one pass have the same.
    cursor, next
        Cursor of this page and of the next one; None for the first and after the last.
    outcome
        `SEEN`, or why there is no answer.
    value
        An address, a revision, or the words of the server.
    n_bad, n_old
        Number of records that could not be read, and of those before the beginning of the period.
    """

    number: int
    round: int
    task: str
    subject: str = ""
    time: int = 0
    collection: str = ""
    listing: str = ""
    cursor: str | None = None
    next: str | None = None
    outcome: str = SEEN
    value: str = ""
    n_bad: int = 0
    n_old: int = 0
    asked: list[str] = []
    records: list[KeptRecord] = []
    users: list[KeptUser] = []
    posts: list[KeptPost] = []
    counts: list[PostCounts] = []


_DECODER, _ENCODER = msgspec.json.Decoder(Step), msgspec.json.Encoder()


def encode_step(step: Step) -> bytes:
    """Return the line of a step, with its checksum and the end of the line."""
    body = _ENCODER.encode(step)
    return b'{"crc":"%08x","step":%s}\n' % (crc32(body), body)


def decode_header(content: bytes, file: str) -> CollectionHeader:
    """Return the header of a collection; `ReadError` if it is damaged or of another version."""
    try:
        header = msgspec.json.decode(content, type=CollectionHeader)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise ReadError(
            f"{format_path(file)} is damaged: {show(str(error))}; collect into a new folder"
        ) from None
    if header.format != FORMAT_NAME:
        raise ReadError(f"{format_path(file)} is no {FORMAT_NAME}; choose another folder")
    if header.version != FORMAT_VERSION:
        age = "an older" if header.version < FORMAT_VERSION else "a newer"
        raise ReadError(
            f"{format_path(file)} is of {age} version of tribus: version {header.version}, and this one "
            f"reads {FORMAT_VERSION}; collect into a new folder, or use that version of tribus"
        )
    return header


def decode_steps(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[Step]:
    """Yield the steps of all files in order.

    Parameters
    ----------
    files
        Name and lines of each file, in the order of their names.

    Raises
    ------
    ReadError
        If a line or a file is damaged or missing. A last line without its end is left out: a run was
        killed while it was written.
    """
    expected = 1
    for name, lines in files:
        for number, line in enumerate(lines, start=1):
            if not line.endswith(b"\n"):
                break
            step = _decode_line(line, name, number)
            if step.number != expected:
                raise _make_damage_error(name, number, f"step {expected:,} is missing")
            expected += 1
            yield step


def _decode_line(line: bytes, file: str, number: int) -> Step:
    found = _LINE.fullmatch(line[:-1])
    if found is None:
        raise _make_damage_error(file, number, "this is no step")
    if crc32(found[2]) != int(found[1], 16):
        raise _make_damage_error(file, number, "its checksum does not match")
    try:
        return _DECODER.decode(found[2])
    except msgspec.MsgspecError as error:
        raise _make_damage_error(file, number, str(error)) from None


def _make_damage_error(file: str, number: int, found: Any) -> ReadError:
    return ReadError(
        f"{format_path(file)}, line {number:,} is damaged: {show(str(found))[1:-1]}. Delete this line "
        "and all after it, in this file and in those with higher numbers, and collect again: what was "
        "before is kept. Or collect into a new folder"
    )
