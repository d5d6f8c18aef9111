"""Repositories: all records of one Bluesky user, in the `.car` file that their server exports.

Such a file is a sequence of blocks, each identified by the digest of its bytes: a commit, which names
the owner; nodes of a tree, which list the records with their keys; and the records, in any order. The
format is described at https://atproto.com/specs/repository. The time of a record is the one that its
author wrote into it.

The file is read from beginning to end. Keys wait for their records, and records for their keys. Each
takes some 350 bytes, which is 140 MB if the tree of 400,000 records precedes all of them.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from libipld import decode_dag_cbor
from msgspec import Struct

from tribus.errors import ReadError
from tribus.sources.bluesky.records import BlueskyRecord, add_record
from tribus.sources.format import StreamFormat
from tribus.sources.json_files import JSON_ERRORS, explain_json_error
from tribus.sources.paths import format_path
from tribus.sources.streams import READ_BLOCK_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

MAX_CAR_BLOCK_BYTES = 2**22  # servers accept records of a quarter of it
MAX_KEY_LENGTH = 1_024  # characters, by the specification
MAX_WAITING_BYTES = 2**29  # of keys and records that wait for each other
_CID_PREFIX = b"\x01\x71\x12\x20"  # version 1, DAG-CBOR, SHA-256 of 32 bytes
_CID_BYTES = len(_CID_PREFIX) + 32
_VARINT = re.compile(rb"[\x80-\xff]{0,3}[\x00-\x7f]")
_MAX_VARINT_BYTES = 4  # enough for the largest block


class CarHeader(Struct, gc=False):
    """Header of the file: the digest of the commit."""

    roots: list[bytes]
    version: int


class RepositoryCommit(Struct, gc=False):
    """The owner of the repository."""

    did: str


class TreeEntry(Struct, gc=False):
    """A record in a node: its digest `v`, and its key: `p` bytes of the previous key, then `k`."""

    p: int
    k: bytes
    v: bytes


class TreeNode(Struct, gc=False):
    """A node of the tree: a part of the list of records."""

    e: list[TreeEntry]


class _Repository:
    """State of the reading: a record is added when its key and its author are known."""

    def __init__(self, commit: bytes, rows: Rows, file: str) -> None:
        self.did: str | None = None
        self._commit, self._rows, self._file = commit, rows, file
        self._keys: dict[bytes, str] = {}
        self._blocks: dict[bytes, bytes] = {}
        self._n_held = 0

    def take(self, section: bytes) -> None:
        """Read a block; raise `ValueError` if it is damaged."""
        cid, block = section[:_CID_BYTES], section[_CID_BYTES:]
        if not cid.startswith(_CID_PREFIX) or sha256(block).digest() != cid[len(_CID_PREFIX) :]:
            raise ValueError("its digest does not match")
        content = decode_dag_cbor(block)
        if cid == self._commit:
            self._take_commit(msgspec.convert(content, RepositoryCommit))
        elif isinstance(content, dict) and "e" in content and "$type" not in content:
            self._take_keys(_keys(msgspec.convert(content, TreeNode)))
        elif self.did is not None and cid in self._keys:
            self._add_record(self.did, cid, msgspec.convert(content, BlueskyRecord))
        else:
            msgspec.convert(content, BlueskyRecord)
            self._blocks[cid] = block
            self._hold(len(block))

    def finish(self) -> None:
        """Count keys without records and records without keys; `ReadError` if the owner is unknown."""
        if self.did is None:
            raise ReadError(
                f"{format_path(self._file)} does not name its owner: its commit is missing or "
                "damaged. Get the repository again"
            )
        for reason, left in (("missing", self._keys), ("unlisted", self._blocks)):
            if left:
                self._rows.read += len(left)
                self._rows.skip(f"{reason} records", len(left))

    def _take_commit(self, commit: RepositoryCommit) -> None:
        self.did = self._rows.ego = commit.did
        self._rows.add_person(commit.did)
        for cid in [cid for cid in self._keys if cid in self._blocks]:
            self._add_block(cid)

    def _take_keys(self, keys: dict[bytes, str]) -> None:
        self._keys.update(keys)
        self._hold(sum(map(len, keys.values())) + _CID_BYTES * len(keys))
        for cid in keys:
            if cid in self._blocks:
                self._add_block(cid)

    def _add_block(self, cid: bytes) -> None:
        """Add a waiting record whose key and author are known now."""
        if self.did is not None:
            block = self._blocks.pop(cid)
            self._n_held -= len(block)
            self._add_record(self.did, cid, msgspec.convert(decode_dag_cbor(block), BlueskyRecord))

    def _add_record(self, did: str, cid: bytes, record: BlueskyRecord) -> None:
        key = self._keys.pop(cid)
        self._n_held -= len(key) + _CID_BYTES
        self._rows.read += 1
        collection = key.partition("/")[0]
        add_record(did, collection, f"at://{did}/{key}", record, self._rows, time=record.written_at)

    def _hold(self, size: int) -> None:
        self._n_held += size
        if self._n_held > MAX_WAITING_BYTES:
            raise ReadError(
                f"{format_path(self._file)} holds over {MAX_WAITING_BYTES:,} bytes of records "
                "that stand far from their keys, as no repository does. Get it again"
            )


def _read(stream: Stream, rows: Rows) -> None:
    def skip_rest(number: int, why: str) -> None:
        rows.skip_rest(stream.name, f"after block {number:,}", why)

    sections = read_sections(stream, skip_rest)
    repository = _Repository(_header(next(sections)).roots[0], rows, stream.name)
    for number, section in enumerate(sections, start=1):
        try:
            repository.take(section)
        except JSON_ERRORS as error:
            rows.skip_bad(stream.name, f"block {number:,}", *_explain(error))
        rows.flush()
    repository.finish()


def read_sections(stream: Stream, on_broken: Callable[[int, str], None]) -> Iterator[bytes]:
    """Yield the sections of a file; each follows its length.

    If a length is broken, `on_broken` is called with the number of sections before it and the reason.
    """
    held, at, number = b"", 0, 0
    while True:
        length = _VARINT.match(held, at)
        begin = length.end() if length else len(held) + 1
        end = begin + (_number(length.group()) if length else 0)
        if end - begin > MAX_CAR_BLOCK_BYTES or (length is None and len(held) - at >= _MAX_VARINT_BYTES):
            on_broken(number, f"a block of over {MAX_CAR_BLOCK_BYTES:,} bytes")
            return
        if end <= len(held):
            yield held[begin:end]
            at, number = end, number + 1
        elif more := stream.read(READ_BLOCK_BYTES):
            held, at = held[at:] + more, 0
        else:
            if at < len(held):
                on_broken(number, "the last block is not whole")
            return


def _number(length: bytes) -> int:
    """Return a number of seven bits a byte, lowest byte first."""
    return sum((byte & 0x7F) << 7 * place for place, byte in enumerate(length))


def _keys(node: TreeNode) -> dict[bytes, str]:
    """Return the keys of records by digest."""
    keys, key = {}, b""
    for entry in node.e:
        key = key[: max(entry.p, 0)] + entry.k
        if len(key) > MAX_KEY_LENGTH or len(entry.v) != _CID_BYTES:
            raise ValueError("a key or a digest has a wrong length")
        keys[entry.v] = key.decode("ascii")
    return keys


def _header(section: bytes) -> CarHeader:
    return msgspec.convert(decode_dag_cbor(section), CarHeader)


def _explain(error: Exception) -> tuple[str, str]:
    """Return a short reason why a block is unreadable, and the details."""
    reason, found = explain_json_error(error)
    return ("damaged blocks" if reason == "not JSON" else reason), found


def _fits(head: bytes, _: str) -> bool:
    length = _VARINT.match(head)
    if length is None:
        return False
    try:
        header = _header(head[length.end() : length.end() + _number(length.group())])
    except JSON_ERRORS:
        return False
    return header.version == 1 and len(header.roots) > 0


REPOSITORY = StreamFormat(
    name="bluesky-repository",
    title="Bluesky repository",
    platform="Bluesky",
    fits=_fits,
    read=_read,
)
