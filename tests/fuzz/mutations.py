"""Mutations of files: of their bytes, and of the values in them."""

from __future__ import annotations

import bz2
import copy
import gzip
import lzma
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.fuzz.seeds import Seed

MAX_CHANGES = 4
MAX_FILE_BYTES = 2_000_000
COMPRESSORS: tuple[Callable[[bytes], bytes], ...] = (
    *[bytes] * 4,
    partial(gzip.compress, mtime=0),
    zstd.compress,
    bz2.compress,
    lzma.compress,
)
UNUSUAL_BYTES = (
    b"\n", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"{", b"}", b"[",
    b"]", b'"', b"\\", b"\\ud800", b",", b":", b"null", b"-", b"1e999", b"9" * 400, b"[" * 3_000,
    b'{"a":' * 3_000, b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<", b">", b"PK\x03\x04",
    b"\x1f\x8b", b"#", b"%", b";", b"\t",
)  # fmt: skip


def nest(depth: int) -> list[Any]:
    """Return nested lists of a depth."""
    nested: list[Any] = []
    for _ in range(depth):
        nested = [nested]
    return nested


UNUSUAL_VALUES = (
    None, True, False, 0, -1, 1, 1.5, -0.0, 1e308, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64,
    -(2**70), 10**300, float("nan"), float("inf"), "", " ", "\0", "\ud800", "\u202e", "\x1b[31m",
    "a\nb", "a" * 1_001, "a" * 70_000, "=1+1", "-", "0", "1", "-1", "1e400", "9" * 400, "did:",
    "at://", "at:////", "t1_", "@", "a@b@c", "http://", "https:///users/", "https://a/@",
    "[deleted]", "RT @", "2024-13-45T99:99:99Z", "2024-05-01", "0000-00-00",
    "99999-01-01T00:00:00Z", "+10000-01-01T00:00:00+99:99", "294247-01-10T04:00:55Z", "-infinity",
    "infinity", "epoch", "1714557600", "1714557600.5", "NaN", "null", "\u0131", "\ufb01", "\u0130",
    "ß", "e\u0301" * 500, [], {}, [[]], [None], ["x"], [{}], {"": None}, {"id": {}}, {"id": []},
    {"uri": 3}, nest(40), nest(900),
)  # fmt: skip


def change_values(seed: Seed, random: Random) -> bytes:
    """Return the file with some values replaced, dropped or repeated."""
    data = copy.deepcopy(seed.data)
    if isinstance(data, str):
        return change_bytes(seed.write(data), random)
    for _ in range(random.randint(1, MAX_CHANGES)):
        _change_one(data, random)
    return seed.write(data)


def _change_one(data: Any, random: Random) -> None:
    places = list(_places(data))
    container, key = random.choice(places)
    giver, other = random.choice(places)
    match random.randrange(6):
        case 0 | 1 | 2:
            container[key] = copy.deepcopy(random.choice(UNUSUAL_VALUES))
        case 3:
            container[key] = copy.deepcopy(giver[other])
        case 4:
            del container[key]
        case 5 if isinstance(container, list):
            container.insert(random.randint(0, len(container)), copy.deepcopy(container[key]))
        case 5:
            container[random.choice(("id", "data", "e", "$type", key, "\0", "\ud800"))] = container[key]


def _places(value: Any) -> Any:
    """Yield each container in a tree of lists and dicts, with each of its keys."""
    waiting = [value]
    while waiting:
        container = waiting.pop()
        pairs = container.items() if isinstance(container, dict) else enumerate(container)
        for key, inner in pairs:
            yield container, key
            if isinstance(inner, (list, dict)) and inner:
                waiting.append(inner)


def change_bytes(content: bytes, random: Random) -> bytes:
    """Return the bytes with some of them flipped, cut, repeated, moved or inserted."""
    for _ in range(random.randint(1, MAX_CHANGES)):
        begin = random.randint(0, len(content))
        end = min(len(content), begin + random.choice((1, 2, 10, 100, 1_000)))
        before, piece, after = content[:begin], content[begin:end], content[end:]
        match random.randrange(6):
            case 0:
                piece = bytes(byte ^ 1 << random.randrange(8) for byte in piece[:3]) + piece[3:]
            case 1:
                piece = b""
            case 2:
                piece *= random.choice((2, 3, 100))
            case 3:
                place = random.randint(0, len(after))
                after, piece = after[:place] + piece + after[place:], b""
            case 4:
                piece = random.choice(UNUSUAL_BYTES) + piece
            case 5:
                after = b""
        content = (before + piece + after)[:MAX_FILE_BYTES]
    return content


def splice(one: bytes, other: bytes, random: Random) -> bytes:
    """Return the beginning of one file and the end of another."""
    return one[: random.randint(0, len(one))] + other[random.randint(0, len(other)) :]


def recode(content: bytes, random: Random) -> bytes:
    """Return the text with another encoding, other line ends, or a byte order mark."""
    text = content.decode("utf-8", "replace")
    match random.randrange(5):
        case 0:
            return text.encode("utf-16")
        case 1:
            return text.encode("latin-1", "replace")
        case 2:
            return content.replace(b"\n", b"\r\n")
        case 3:
            return content.replace(b"\n", b"\r")
    return b"\xef\xbb\xbf" + content


def change(seed: Seed, others: tuple[Seed, ...], random: Random) -> bytes:
    """Return one changed file."""
    kind = random.randrange(10)
    if kind < 6:
        content = change_values(seed, random)
        if kind == 0:
            content = change_bytes(content, random)
    elif kind < 8:
        content = change_bytes(seed.content, random)
    elif kind == 8:
        content = splice(seed.content, random.choice(others).content, random)
    else:
        content = recode(seed.content, random)
    content = random.choice(COMPRESSORS)(content)
    return change_bytes(content, random) if random.random() < 0.05 else content
