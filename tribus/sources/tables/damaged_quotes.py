"""Find the lines of delimited text that a quote too many or too few makes unreadable.

A text that was written correctly doubles every quote inside a field. A line that is a whole record with
a quoted field, and in which a quote is not doubled, can therefore not lie inside a field, whatever words
it holds. Such a record is *certain*. After a damaged quote no line becomes a record until a certain one
shows where the next record begins; the lines between are damaged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from tribus.sources.tables.text import count_empty_in

if TYPE_CHECKING:
    from pathlib import Path

MAX_RECORD_BYTES = 2**21  # the database reads no longer record
READ_BYTES = 2**23
USUAL_SHARE = 0.5  # of certain records that quote a field, if it is usually quoted
OPEN_QUOTE, TOO_LONG = "an open quote", "a line too long"
MAX_LOOKED_BACK = 20  # lines with quotes, at the end of regular ones


class DamagedLines(NamedTuple):
    """Consecutive lines that are in no record.

    Attributes
    ----------
    begin, end
        Offsets of their first byte, and of the byte after them.
    line
        Number of the first line, from 1.
    n_lines, n_ends
        Number of lines, and of their line ends; the last line of a file may have none.
    reason
        Short reason.
    """

    begin: int
    end: int
    line: int
    n_lines: int
    n_ends: int
    reason: str


class Damage(NamedTuple):
    """The damaged lines of a file, and the line ends in the others.

    Attributes
    ----------
    lines
        Damaged lines, in the order of the file.
    n_inner_ends
        Number of line ends inside quoted fields of records.
    n_empty
        Number of empty lines between records.
    """

    lines: list[DamagedLines]
    n_inner_ends: int
    n_empty: int


def find_damage(
    plain: Path, begin: int, *, line: int, delimiter: str, quote: str, width: int, most: float
) -> Damage:
    """Return the damaged lines of a file from an offset on.

    Parameters
    ----------
    plain
        The file.
    begin, line
        Offset and number of the first line.
    delimiter, quote
        Delimiter of fields, and quote character; an empty quote if quotes have no special meaning.
    width
        Number of fields of a record.
    most
        Number of lines that may be damaged; the search ends when there are more.
    """
    grammar = _Grammar(delimiter, width) if quote else None
    with plain.open("rb") as stream:
        stream.seek(begin)
        search = _Search(stream, line, grammar, most)
        search.run()
        if search.is_doubtful and grammar is not None:
            grammar.require_usual_quotes()
            if search.n_inner_ends or grammar.quotes_first_field():
                stream.seek(begin)
                search = _Search(stream, line, grammar, most, spans_lines=True)
                search.run()
    return Damage(search.damaged, search.n_inner_ends, search.n_empty)


class _RecordKind(NamedTuple):
    """Evidence from the quotes in a record.

    Attributes
    ----------
    is_certain
        Whether it cannot lie inside a quoted field.
    has_stray_closer
        Whether an unquoted field ends in a single quote, like a field that lost its first quote.
    """

    is_certain: bool
    has_stray_closer: bool


_NEUTRAL = _RecordKind(is_certain=False, has_stray_closer=False)


class _Grammar:
    """Regular expressions for records with a delimiter."""

    def __init__(self, delimiter: str, width: int) -> None:
        self._delimiter, self._width = delimiter.encode(), width
        self._n_certain, self._n_quoted = 0, [0] * width
        self._usually_quoted: list[int] = []  # places of fields that a certain record must quote
        mark = re.escape(self._delimiter)
        quoted, bare = rb'"(?:[^"]++|"")*+"', rb'[^"%b\n][^%b\n]*+' % (mark, mark)
        field = rb"(?:%b|%b|)" % (quoted, bare)
        self.record = re.compile(rb"%b(?:%b%b)*+\r?(?:\n|\Z)" % (field, mark, field))
        inside, even = (
            rb'"(?:[^"\n]++|"")*+"',
            rb'[^"%b\n]++(?:"[^"%b\n]*+"[^"%b\n]*+)*+' % ((mark,) * 3),
        )
        field_in_line = rb"(?:%b|%b|)" % (inside, even)
        regular = rb"(?:%b(?:%b%b)*+\r?\n)*+" % (field_in_line, mark, field_in_line)
        self.regular_lines = re.compile(regular)
        self._fields = re.compile(rb"(?:\A|%b)(%b)" % (mark, field))
        self._whole_fields = re.compile(rb"(?:%b%b)*+" % (field, mark))
        self._quoted = re.compile(quoted)

    def kind(self, record: bytes) -> _RecordKind:
        """Return the evidence from the quotes in a record."""
        fields = self._fields.findall(record.rstrip(b"\r\n"))
        is_certain = (
            len(fields) == self._width
            and any(field.startswith(b'"') and not self.may_close(field) for field in fields)
            and all(fields[place].startswith(b'"') for place in self._usually_quoted)
        )
        if is_certain:
            self._n_certain += 1
            for place, field in enumerate(fields):
                self._n_quoted[place] += field.startswith(b'"')
        has_stray_closer = any(
            field.endswith(b'"') and not field.startswith(b'"') and field.count(b'"') % 2
            for field in fields
        )
        return _RecordKind(is_certain, has_stray_closer)

    def require_usual_quotes(self) -> None:
        """Demand of certain records that they quote what most certain records so far have quoted.

        The last line of a text without its closing quote, and the fields after it, have fewer quotes.
        """
        least = USUAL_SHARE * max(1, self._n_certain)
        self._usually_quoted = [place for place, n in enumerate(self._n_quoted) if n >= least]

    def quotes_first_field(self) -> bool:
        """Return whether certain records quote their first field, so that they show where they begin."""
        return 0 in self._usually_quoted

    def find_open_field(self, line: bytes) -> bytes | None:
        """Return the end of a line from the quote that is open at its end; None if there is none."""
        last = line[self._whole_fields.match(line).end() :]  # type: ignore[union-attr]  # it may be empty
        return last if last.startswith(b'"') and not self._quoted.match(last) else None

    def may_close(self, field: bytes) -> bool:
        """Return whether the quotes at the start of a field may be the end of another one."""
        return field.lstrip(b'"')[:1] in (b"", b"\r", b"\n", self._delimiter)


class _Search:
    """One pass over a file.

    Parameters
    ----------
    stream
        The file, at the beginning of the first line.
    line, most
        As in `find_damage`.
    grammar
        Regular expressions; None if quotes have no special meaning.
    spans_lines
        Whether some quoted fields span lines. A quote at an unusual place then makes all lines since the
        last certain record doubtful.
    """

    def __init__(
        self,
        stream: BinaryIO,
        line: int,
        grammar: _Grammar | None,
        most: float,
        *,
        spans_lines: bool = False,
    ) -> None:
        self.damaged: list[DamagedLines] = []
        self.n_inner_ends = self.n_empty = 0
        self.is_doubtful = self._is_first_quote = False
        self._stream, self._grammar, self._most, self._spans_lines = stream, grammar, most, spans_lines
        self._text, self._at, self._is_whole = b"", 0, False
        self._base, self._line = stream.tell(), line  # offset of the text, number of the current line
        self._sure = (self._base, line, 0, 0)  # state at the end of the last certain record
        self._n_damaged = 0

    def run(self) -> None:
        """Search to the end of the file, or until too many lines are damaged."""
        is_inside = False
        while self._n_damaged <= self._most and self._read_on():
            must_read = self._pass_lines_without_doubt(OPEN_QUOTE if is_inside else "")
            if must_read or self._grammar is None:
                continue
            found = self._grammar.record.match(self._text, self._at)
            if found is not None and found.end() == len(self._text) and not self._is_whole:
                found = None  # its end is not read yet
            is_inside = (self._judge_inside if is_inside else self._judge)(self._grammar, found)

    def _judge(self, grammar: _Grammar, found: re.Match[bytes] | None) -> bool:
        """Accept or reject the record at the current line; return whether the next may be in a field."""
        if found is None:
            return self._reject_line(grammar)
        record = found[0]
        if len(record) > MAX_RECORD_BYTES:
            self._pass(len(record), TOO_LONG)
            return False
        kind = grammar.kind(record)
        self.is_doubtful = self.is_doubtful or kind.has_stray_closer
        if kind.has_stray_closer and self._spans_lines:
            self._pass(len(record))
            self._reject_since_sure()
        elif kind.has_stray_closer and kind.is_certain:
            self._pass(len(record), OPEN_QUOTE)
        else:
            n_inner_ends = record.count(b"\n", 0, len(record) - 1)
            begin = self._state() if n_inner_ends and not grammar.quotes_first_field() else None
            self.n_inner_ends += n_inner_ends
            self._pass(len(record))
            if kind.is_certain:
                self._mark_sure(begin)
        return False

    def _judge_inside(self, grammar: _Grammar, found: re.Match[bytes] | None) -> bool:
        """Look for the end of a field that may be open; return whether it was not found."""
        kind = _NEUTRAL if found is None else grammar.kind(found[0])
        # An odd quote inside a text also ends the record before it. Then the line with it looks certain.
        may_be_text = self._is_first_quote and self._spans_lines and not grammar.quotes_first_field()
        self._is_first_quote = False
        if kind.is_certain and not kind.has_stray_closer and not may_be_text:
            return self._judge(grammar, found)
        self._pass_line(OPEN_QUOTE)
        self._mark_sure()
        return not kind.has_stray_closer

    def _reject_line(self, grammar: _Grammar) -> bool:
        """Reject the current line; return whether a field is open at its end."""
        end = self._text.find(b"\n", self._at) + 1
        open_field = grammar.find_open_field(self._text[self._at : end]) if end else None
        n_quotes = self._pass_line(OPEN_QUOTE if end else TOO_LONG)
        self.is_doubtful = self._is_first_quote = True
        if self._spans_lines and (open_field is None or grammar.may_close(open_field)):
            self._reject_since_sure()
        return n_quotes % 2 == 1 if not end else open_field is not None

    def _pass_lines_without_doubt(self, reason: str) -> bool:
        """Go to the next line that needs judgement; return whether more of the file must be read first.

        If there is a reason, lines without quotes are damaged. Otherwise regular lines are records.
        """
        quote = -1 if self._grammar is None else self._text.find(b'"', self._at)
        if quote < 0 or reason or self._grammar is None:
            known = len(self._text) if quote < 0 else quote
            stop = known if quote < 0 and self._is_whole else self._text.rfind(b"\n", 0, known) + 1
        else:
            stop = cast("re.Match[bytes]", self._grammar.regular_lines.match(self._text, self._at)).end()
        if not reason:
            self._pass_to_certain(stop)
        self._pass_lines(stop, reason)
        if reason:
            self._mark_sure()
        rest = len(self._text) - self._at
        if quote < 0:
            if rest > MAX_RECORD_BYTES:
                self._pass_line(reason or TOO_LONG)
            return True
        return rest <= MAX_RECORD_BYTES and not (self._is_whole and rest)

    def _pass_to_certain(self, stop: int) -> None:
        """Pass regular lines to the end of the last certain record among the last few of them."""
        if self._grammar is None:
            return
        end = stop
        for _ in range(MAX_LOOKED_BACK):
            quote = self._text.rfind(b'"', self._at, end)
            if quote < 0:
                return
            begin = max(self._at, self._text.rfind(b"\n", self._at, quote) + 1)
            end = self._text.find(b"\n", quote) + 1
            if self._grammar.kind(self._text[begin:end]).is_certain:
                self._pass_lines(end)
                self._mark_sure()
                return
            end = begin

    def _pass_lines(self, stop: int, reason: str = "") -> None:
        """Pass whole lines, and reject those that are too long."""
        if not reason and stop > self._at:
            self.n_empty += count_empty_in(self._text[self._at : stop])
        while self._at < stop:
            length = stop - self._at
            if length > MAX_RECORD_BYTES:
                length = self._text.rfind(b"\n", self._at, self._at + MAX_RECORD_BYTES) + 1 - self._at
            if length > 0:
                self._pass(length, reason)
            else:
                self._pass_line(reason or TOO_LONG)

    def _pass_line(self, reason: str) -> int:
        """Reject the current line, however long it is, and return its number of quotes."""
        n_quotes = 0
        while True:
            end = self._text.find(b"\n", self._at) + 1 or len(self._text)
            n_quotes += self._text.count(b'"', self._at, end)
            self._pass(end - self._at, reason)
            if self._text[end - 1 : end] == b"\n" or not self._read_on():
                return n_quotes

    def _pass(self, length: int, reason: str = "") -> None:
        """Go on by some bytes, which are damaged if there is a reason."""
        begin, line = self._base + self._at, self._line
        self._line += self._text.count(b"\n", self._at, self._at + length)
        self._at += length
        if reason:
            self._reject(begin, line, reason)

    def _reject(self, begin: int, line: int, reason: str) -> None:
        """Add the lines up to the current place to the damaged ones."""
        if self.damaged and self.damaged[-1].end == begin and self.damaged[-1].reason == reason:
            begin, _, line, n_lines, _, _ = self.damaged.pop()
            self._n_damaged -= n_lines
        n_ends = self._line - line
        is_cut = self._is_whole and self._at == len(self._text) and not self._text.endswith(b"\n")
        self.damaged.append(
            DamagedLines(begin, self._base + self._at, line, n_ends + is_cut, n_ends, reason)
        )
        self._n_damaged += n_ends + is_cut

    def _reject_since_sure(self) -> None:
        """Reject all lines since the last certain record."""
        begin, line, self.n_inner_ends, self.n_empty = self._sure
        while self.damaged and self.damaged[-1].end > begin:
            popped = self.damaged.pop()
            self._n_damaged -= popped.n_lines
            begin, line = min((begin, line), (popped.begin, popped.line))
        self._reject(begin, line, OPEN_QUOTE)
        self._mark_sure()

    def _mark_sure(self, state: tuple[int, int, int, int] | None = None) -> None:
        """Mark the lines before a state as sure, by default all up to the current line.

        A record that spans lines may have taken in others, if it lost its closing quote. It is sure only
        once another record follows, unless each record shows where it begins.
        """
        self._sure = state or self._state()

    def _state(self) -> tuple[int, int, int, int]:
        return self._base + self._at, self._line, self.n_inner_ends, self.n_empty

    def _read_on(self) -> bool:
        """Read until the longest record that is allowed is known; return whether there is text."""
        while len(self._text) - self._at <= MAX_RECORD_BYTES and not self._is_whole:
            data = self._stream.read(READ_BYTES)
            self._is_whole = not data
            self._base += self._at
            self._text, self._at = self._text[self._at :] + data, 0
        return self._at < len(self._text)
