"""One document of JSON, however large, taken apart value by value."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from tribus._core.checks import show
from tribus.sources.streams import MAX_LINE_BYTES, READ_BLOCK_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus.sources.streams import Stream

_SPACE = re.compile(r"[ \t\r\n]*")
_find_end = json.JSONDecoder().raw_decode


class ObjectMember(NamedTuple):
    """A value in an object, and its name."""

    name: str
    value: str


class Document:
    """A document that is read once, from its beginning; all values are given as the text they are.

    Every method raises `ValueError` where the text is no JSON, or ends too early, and `RecursionError`
    where it is nested too deep.

    Parameters
    ----------
    stream
        The document.
    longest
        Characters of the longest value that is read.
    """

    def __init__(self, stream: Stream, *, longest: int = MAX_LINE_BYTES) -> None:
        self._stream, self._longest = stream, longest
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._text, self._at, self._is_whole = "", 0, False

    def items(self, name: str | None = None) -> Iterator[str]:
        """Items of the list that the document is, or that it holds under a name, if it is an object."""
        if name is not None and not self._find(name):
            return
        self._take("[")
        if self._next() == "]":
            return
        while True:
            yield self._value()
            if self._take(",]") == "]":
                return

    def members(self) -> Iterator[ObjectMember]:
        """Names and values of the object that the document is; of lists and objects only the bracket."""
        for name in self._names():
            bracket = self._next()
            if bracket not in ("{", "["):
                yield ObjectMember(name, self._value())
            else:
                yield ObjectMember(name, bracket)
                self._value()

    def _find(self, name: str) -> bool:
        """Go to the value of that name."""
        for found in self._names():
            if found == name:
                return True
            self._value()
        return False

    def _names(self) -> Iterator[str]:
        """Names in an object; the value must be read before the next is asked for."""
        self._take("{")
        if self._next() == "}":
            return
        while True:
            name = self._value()
            if not name.startswith('"'):
                raise ValueError(f"a name is missing before {show(name, at_most=20)}")
            self._take(":")
            yield json.loads(name)
            if self._take(",}") == "}":
                return

    def _value(self) -> str:
        """Read a value whole."""
        self._next()
        while True:
            try:
                _, end = _find_end(self._text, self._at)
            except json.JSONDecodeError:
                if self._is_whole:
                    raise
            else:
                if end < len(self._text) or self._is_whole:
                    begin, self._at = self._at, end
                    return self._text[begin:end]
            known = len(self._text) - self._at
            if known > self._longest:
                raise ValueError(f"a value is longer than {self._longest:,} characters")
            self._read_on(known)  # as much again, so that no value is looked at many times

    def _take(self, allowed: str) -> str:
        """Read one of a few characters."""
        found = self._next()
        if not found or found not in allowed:
            wanted = " or ".join(map(repr, allowed))
            raise ValueError(f"{wanted} is missing before {show(self._text[self._at : self._at + 20])}")
        self._at += 1
        return found

    def _next(self) -> str:
        """Look at the next character that is no space; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text) or self._is_whole:
                return self._text[self._at : self._at + 1]
            self._read_on(0)

    def _read_on(self, at_least: int) -> None:
        parts = [self._text[self._at :]]
        wanted = max(at_least, READ_BLOCK_BYTES)
        while wanted > 0 and not self._is_whole:
            data = self._stream.read(READ_BLOCK_BYTES)
            self._is_whole = not data
            parts.append(self._decode(data, final=self._is_whole))
            wanted -= len(parts[-1])
        self._text, self._at = "".join(parts), 0
