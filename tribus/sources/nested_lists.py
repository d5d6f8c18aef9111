"""JSON documents whose records are in lists at some depth, read one record at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tribus.sources.documents import Document, count_broken_items
from tribus.sources.format import Format
from tribus.sources.json_files import JSON_ERRORS, RecordReader, explain_json_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tribus.sources.json_files import JsonLayout, Sample
    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

MAX_LIST_DEPTH = 30  # of lists within objects within lists


class DocumentPlan(NamedTuple):
    """The parts of a document that are read.

    Attributes
    ----------
    records
        Names of the lists of records, and of objects that are records; an empty one for a document
        that is a list of records.
    inside
        Names of the objects and lists in which such lists are looked for.
    headers
        Names of objects that describe the records after them, such as the channel of messages.
        Members that are no lists or objects always do.
    """

    records: frozenset[str]
    inside: frozenset[str] = frozenset()
    headers: frozenset[str] = frozenset()


class FoundRecord(NamedTuple):
    """A record in a document.

    Attributes
    ----------
    list
        Name of the list that holds it, or its own name.
    header
        Members before the list, in the object that holds it and in those around that.
    value
        The record: its text, or what it was decoded to.
    """

    list: str
    header: Mapping[str, Any]
    value: Any


@dataclass(frozen=True, kw_only=True)
class DocumentFormat(Format):
    """A format of JSON documents, recognised by the names of their members.

    Attributes
    ----------
    fits
        Whether a sample is the outline of such a document, as in `JsonFormat`.
    plan
        Where the records are.
    record_type
        Type of a record.
    add_records
        Adds the records of a file to the rows.
    lines
        Reader for files with one record a line, and for lists of records; None if each line is a
        document as well.
    """

    fits: Callable[[Sample], bool]
    plan: DocumentPlan
    record_type: Any
    add_records: Callable[[Iterator[FoundRecord], Rows], None]
    lines: RecordReader | None = None

    def reader(self, layout: JsonLayout) -> Callable[[Stream, Rows], None]:
        """Return the reader for files of a layout."""
        if self.lines is None or layout == "object":
            return self.read
        return self.lines.read_lines if layout == "lines" else self.lines.read_items

    def read(self, stream: Stream, rows: Rows) -> None:
        """Read all documents of a file, however large they are."""
        self.add_records(self.decode(stream, rows), rows)

    def decode(self, stream: Stream, rows: Rows) -> Iterator[FoundRecord]:
        """Yield the decoded records of a file."""
        decoder = msgspec.json.Decoder(self.record_type)
        number = 0
        try:
            for number, found in enumerate(find_records(Document(stream), self.plan), start=1):
                try:
                    record = decoder.decode(found.value)
                except JSON_ERRORS as error:
                    why, n_items = explain_json_error(error), count_broken_items(found.value, error)
                    rows.skip_bad(stream.name, f"item {number:,}", *why, n_records=n_items)
                    continue
                yield found._replace(value=record)
                rows.flush()
        except JSON_ERRORS as error:
            rows.skip_rest(stream.name, f"after item {number:,}", str(error))


def find_records(document: Document, plan: DocumentPlan) -> Iterator[FoundRecord]:
    """Yield the records of a file of documents, each as its text.

    Raises
    ------
    ValueError, RecursionError
        As `Document` does.
    """
    while document.peek():
        if document.peek() == "[" and "" in plan.records:
            yield from (FoundRecord("", {}, text) for text in document.items())
        elif document.peek() in ("{", "["):
            yield from _find_inside(document, plan, {}, depth=0)
        else:
            document.value()


def _find_inside(
    document: Document, plan: DocumentPlan, header: dict[str, Any], *, depth: int
) -> Iterator[FoundRecord]:
    """Yield the records in the object or list that comes next."""
    if depth > MAX_LIST_DEPTH or document.peek() not in ("{", "["):
        document.value()
    elif document.peek() == "[":
        for _ in document.entries():
            yield from _find_inside(document, plan, header, depth=depth + 1)
    else:
        own = dict(header)
        for name in document.names():
            bracket = document.peek()
            if name in plan.records and bracket == "[":
                yield from (FoundRecord(name, own, text) for text in document.items())
            elif name in plan.records and bracket == "{":
                yield FoundRecord(name, own, document.value())
            elif name in plan.inside:
                yield from _find_inside(document, plan, own, depth=depth + 1)
            elif bracket not in ("{", "[") or name in plan.headers:
                own[name] = msgspec.json.decode(document.value())
            else:
                document.value()
