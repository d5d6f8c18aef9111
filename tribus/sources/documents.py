"""One JSON document, however large, taken apart value by value."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tribus._core.checks import show
from tribus.sources.streams import MAX_LINE_BYTES, READ_BLOCK_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus.sources.streams import Stream

MAX_BROKEN_DEPTH = 10_000  # brackets within one another in a value that is not JSON
_SPACE = re.compile(r"[ \t\r\n]*")
_BROKEN_SCALAR = re.compile(r'[^\s,\[\]{}"]+')
# Strings and brackets in a value that is not JSON. A quote too many pairs with a later one, so that
# brackets seem to lie in strings. No string of JSON goes beyond its line; in the second pattern it may.
_BROKEN_TOKENS = (
    re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|[\[\]{}]'),
    re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL),
)
_CLOSING = {"[": "]", "{": "}"}
_KEY = r'"(?:[^"\\\n]|\\.)*+"'
_NEXT_LIST = re.compile(rf"\]\s*,\s*{_KEY}\s*:\s*\[")
_FIRST_KEY = re.compile(rf"\s*\{{\s*({_KEY})\s*:")
_find_end = json.JSONDecoder().raw_decode


class ObjectMember(NamedTuple):
    """A value in an object, and its name."""

    name: str
    value: str


class Document:
    """A document that is read once, from its beginning. Values are returned as the text they are.

    A value in a list that is not JSON is returned like the others, if its end can be found; whoever
    decodes it finds the error. Bytes that are not UTF-8 become lone surrogates.

    Every method raises `ValueError` where the structure of the document is broken or the document ends
    too early, and `RecursionError` where it is nested too deep.

    Parameters
    ----------
    stream
        The document.
    longest
        Characters of the longest value that is read.
    """

    def __init__(self, stream: Stream, *, longest: int = MAX_LINE_BYTES) -> None:
        self._stream, self._longest = stream, longest
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._text, self._at, self._is_whole = "", 0, False
        self._indent: str | None = None  # of items that begin a line; None if there are none

    def items(self, name: str | None = None) -> Iterator[str]:
        """Yield the items of a list: the document itself, or the member of that name."""
        if name is not None and not self._find(name):
            return
        self._take("[")
        if self._next() == "]":
            self._take("]")
            return
        while True:
            self._note_indent()
            yield self._value(is_item=True)
            following = self._next()
            if following not in (",", "]", "{", "") and (end := self._find_next_item()) is not None:
                yield self._take_text(end)  # neither an item nor a comma
                following = self._next()
            if (
                following != "{" and self._take(",]") == "]"
            ):  # between two objects the comma may be missing
                return
            self._next()

    def members(self) -> Iterator[ObjectMember]:
        """Yield names and values of the object; of a list or an object only the opening bracket."""
        for name in self.names():
            bracket = self.peek()
            if bracket not in ("{", "["):
                yield ObjectMember(name, self.value())
            else:
                yield ObjectMember(name, bracket)
                self.value()

    def peek(self) -> str:
        """Return the first character of the next value; empty at the end of the document."""
        return self._next()

    def value(self) -> str:
        """Read the next value."""
        return self._value()

    def _find(self, name: str) -> bool:
        """Go to the value of that name."""
        for found in self.names():
            if found == name:
                return True
            self._value()
        return False

    def names(self) -> Iterator[str]:
        """Yield the names in an object. Read the value before asking for the next name."""
        self._take("{")
        if self._next() == "}":
            self._take("}")
            return
        while True:
            name = self._value()
            if not name.startswith('"'):
                raise ValueError(f"a name is missing before {show(name, at_most=20)}")
            self._take(":")
            yield json.loads(name)
            if self._take(",}") == "}":
                return

    def entries(self) -> Iterator[None]:
        """Stop before each item of a list. Read the item before asking for the next one."""
        self._take("[")
        if self._next() == "]":
            self._take("]")
            return
        while True:
            yield
            if self._take(",]") == "]":
                return

    def _value(self, *, is_item: bool = False) -> str:
        """Read a whole value."""
        self._next()
        while True:
            end = self._end_of_value(is_item=is_item)
            if end is not None:
                return self._take_text(end)
            n_known = len(self._text) - self._at
            if n_known > self._longest:
                raise ValueError(f"a value is longer than {self._longest:,} characters")
            self._read_on(n_known)  # twice as much, so that no value is scanned many times

    def _end_of_value(self, *, is_item: bool) -> int | None:
        """Return the index after the next value; None if it may lie in text that is not read yet."""
        try:
            _, end = _find_end(self._text, self._at)
        except (ValueError, RecursionError):  # also for integers of more digits than Python converts
            broken_end = self._find_next_item() if is_item else None
            if broken_end is None:
                broken_end = _find_broken_end(self._text, self._at, is_whole=self._is_whole)
            if broken_end is None and self._is_whole:
                raise
            return broken_end
        return end if end < len(self._text) or self._is_whole else None

    def _note_indent(self) -> None:
        """Note the spaces before an item that begins a line."""
        line_end = self._text.rfind("\n", 0, self._at)
        before = self._text[line_end + 1 : self._at]
        if line_end >= 0 and not before.strip():
            self._indent = before

    def _find_next_item(self) -> int | None:
        """Return the index after a broken item, if the next one begins a line in the same way.

        No string of JSON contains a line end, so such a line is no part of a string.
        """
        if self._indent is None:
            return None
        begin = self._text.find(f"\n{self._indent}{{", self._at)
        broken = self._text[self._at : max(begin, self._at)].rstrip()
        if not broken.endswith((",", "}")) or _ends_list(broken, self._indent):
            return None
        return self._at + len(broken.removesuffix(","))

    def _take_text(self, end: int) -> str:
        begin, self._at = self._at, end
        return self._text[begin:end]

    def _take(self, allowed: str) -> str:
        """Read one of a few characters."""
        found = self._next()
        if not found or found not in allowed:
            wanted = " or ".join(map(repr, allowed))
            raise ValueError(f"{wanted} is missing before {show(self._text[self._at : self._at + 20])}")
        self._at += 1
        return found

    def _next(self) -> str:
        """Return the next character that is no space, without reading it; empty at the end."""
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


def _ends_list(text: str, indent: str) -> bool:
    """Return whether the list of an item may end in a text, and another list begin there."""
    if re.search(rf"\n[ \t]{{0,{max(0, len(indent) - 1)}}}\]", text):
        return True
    return text.count("]") > text.count("[") and _NEXT_LIST.search(text) is not None


def count_broken_items(text: str, error: Exception) -> int:
    """Return the number of items in the text of a broken one, which may have taken in others.

    They are counted by their first key. A string cannot contain it, because its quotes would be escaped.
    An item that is JSON, but not as it should be, is one.
    """
    is_not_utf_8 = isinstance(error, UnicodeError) or "UTF-8" in str(error)  # msgspec has its own
    if is_not_utf_8 or isinstance(error, msgspec.ValidationError):
        return 1
    first = _FIRST_KEY.match(text)
    key = re.escape(first[1]) if first else _KEY
    return 1 + len(re.findall(rf"\}}\s*,?\s*\{{\s*{key}\s*:", text))


def _find_broken_end(text: str, at: int, *, is_whole: bool) -> int | None:
    """Return the index after a value that is not JSON, by its brackets and quotes; None if unknown."""
    if text[at : at + 1] not in ("[", "{", '"'):
        scalar = _BROKEN_SCALAR.match(text, at)
        is_complete = scalar is not None and (scalar.end() < len(text) or is_whole)
        return scalar.end() if scalar and is_complete else None
    in_lines, over_lines = _BROKEN_TOKENS
    try:
        end = _match_brackets(in_lines, text, at)
    except ValueError:
        end = _match_brackets(over_lines, text, at)
    else:
        if end is None and is_whole:
            end = _match_brackets(over_lines, text, at)
    return end


def _match_brackets(tokens: re.Pattern[str], text: str, at: int) -> int | None:
    """Return the index after the bracket or quote that closes the one at `at`; None if there is none."""
    awaited: list[str] = []
    for token in tokens.finditer(text, at):
        found = token[0]
        if found in _CLOSING:
            awaited.append(_CLOSING[found])
            if len(awaited) > MAX_BROKEN_DEPTH:
                raise RecursionError("nested too deep")
        elif not found.startswith('"'):
            if awaited.pop() != found:
                raise ValueError(f"{found!r} closes no bracket")
        elif token.end() == len(text) and (found == '"' or not found.endswith('"')):
            return None
        if not awaited:
            return token.end()
    return None
