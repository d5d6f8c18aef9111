"""JSON files, one record a line or one document; each record is validated while it is decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from tribus.sources.documents import Document, count_broken_items
from tribus.sources.format import Format
from tribus.sources.streams import READ_BLOCK_BYTES, read_head

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

JsonLayout = Literal["lines", "list", "object"]
Sample = Mapping[str, Any]

MAX_SAMPLE_RECORDS = 10  # the first record may be damaged
MAX_SAMPLE_BYTES = 2**23  # of a line or a value
# Members of a document that are in its sample: objects, and the first records of lists.
SAMPLED_MEMBERS = (
    "data", "messages", "posts", "feed", "thread", "records", "comments", "notifications", "followers",
    "follows",
)  # fmt: skip
JSON_ERRORS = (ValueError, RecursionError)  # raised by decoders of JSON, also for bad encodings


@dataclass(frozen=True, kw_only=True)
class RecordReader:
    """Reads records of one type.

    Attributes
    ----------
    record_type
        Type of a record. Only the fields of this type are decoded, and they must have its types.
    add_record
        Adds the content of a record to the rows.
    """

    record_type: Any
    add_record: Callable[[Any, Rows], None]

    def read_lines(self, stream: Stream, rows: Rows) -> None:
        """Read one record a line."""
        decoder = msgspec.json.Decoder(self.record_type)
        for first, block in stream.lines(partial(rows.skip_long, stream.name)):
            records: Iterable[Any]
            try:
                records = decoder.decode_lines(block)
            except JSON_ERRORS:
                records = _decode_each(block, first, decoder, stream.name, rows)
            for record in records:
                self.add_record(record, rows)
            rows.flush()

    def read_items(self, stream: Stream, rows: Rows, *, name: str | None = None) -> None:
        """Read the records in a list, one at a time, however large the document is."""
        decoder = msgspec.json.Decoder(self.record_type)
        number = 0
        try:
            for number, item in enumerate(Document(stream).items(name), start=1):
                try:
                    record = decoder.decode(item)
                except JSON_ERRORS as error:
                    why, n_items = explain_json_error(error), count_broken_items(item, error)
                    rows.skip_bad(stream.name, f"item {number:,}", *why, n_records=n_items)
                    continue
                self.add_record(record, rows)
                rows.flush()
        except JSON_ERRORS as error:
            rows.skip_rest(stream.name, f"after item {number:,}", str(error))

    def read_whole(self, stream: Stream, rows: Rows) -> None:
        """Read a document that is one record."""
        try:
            record = msgspec.json.decode(stream.readall(), type=self.record_type)
        except JSON_ERRORS as error:
            rows.skip_bad(stream.name, "the whole document", *explain_json_error(error))
            return
        self.add_record(record, rows)


@dataclass(frozen=True, kw_only=True)
class JsonFormat(RecordReader, Format):
    """A format of JSON files, recognised by the keys of the first records.

    Attributes
    ----------
    fits
        Whether a sample is a record of this format. In the sample of a document that is an object,
        lists and objects are None.
    items
        Name of the list of records in a document that is an object; None if such a document is a record.
    """

    fits: Callable[[Sample], bool]
    items: str | None = None

    def reader(self, layout: JsonLayout) -> Callable[[Stream, Rows], None]:
        """Return the reader for files of a layout."""
        if layout == "list":
            return self.read_items
        if self.items is not None:
            return partial(self.read_items, name=self.items)
        return self.read_lines if layout == "lines" else self.read_whole


def sample_records(
    open_: Callable[[], AbstractContextManager[Stream]],
) -> tuple[JsonLayout, list[Sample]]:
    """Return the layout of a JSON file and its first records.

    The sample of an object over several lines has its own values; lists and objects in it are None,
    but for `SAMPLED_MEMBERS`.
    """
    with open_() as stream:
        is_list = read_head(stream, READ_BLOCK_BYTES).lstrip()[:1] == b"["
    if is_list:
        with open_() as stream:
            return "list", _first_items(stream)
    with open_() as stream:
        samples = _first_lines(stream)
    if samples:
        return "lines", samples
    with open_() as stream:
        outline = _outline(stream)
    for name in SAMPLED_MEMBERS:
        if outline.get(name, "") is None:
            with open_() as stream, suppress(*JSON_ERRORS):
                outline[name] = _first_items(stream, name) or None
            with open_() as stream, suppress(*JSON_ERRORS):
                outline[name] = outline[name] or _member(stream, name)
    return "object", [outline]


def explain_json_error(error: Exception) -> tuple[str, str]:
    """Return a short reason why a record is unreadable, and the details."""
    if isinstance(error, RecursionError):
        return "nested too deep", ""
    if isinstance(error, UnicodeError) or "UTF-8" in str(error):  # msgspec 0.23 has its own error
        return "not UTF-8", str(error)
    if isinstance(error, msgspec.ValidationError):
        return "not a record of this format", str(error)
    return "not JSON", str(error)


def _first_lines(stream: Stream) -> list[Sample]:
    head = read_head(stream, READ_BLOCK_BYTES)
    if b"\n" not in head.strip():
        head += read_head(stream, MAX_SAMPLE_BYTES)
    lines = [line for line in head.split(b"\n") if line.strip()]
    decoded = []
    for line in lines[:MAX_SAMPLE_RECORDS]:
        with suppress(*JSON_ERRORS):
            decoded.append(msgspec.json.decode(line))
    return [record for record in decoded if isinstance(record, dict)]


def _first_items(stream: Stream, name: str | None = None) -> list[Sample]:
    items: list[Any] = []
    with suppress(*JSON_ERRORS):
        for item in islice(Document(stream).items(name), MAX_SAMPLE_RECORDS):
            with suppress(*JSON_ERRORS):
                items.append(msgspec.json.decode(item))
    return [item for item in items if isinstance(item, dict)]


def _member(stream: Stream, name: str) -> Any:
    """Return an object in a document; None for other values and for a large one."""
    document = Document(stream, longest=MAX_SAMPLE_BYTES)
    for found in document.names():
        if found == name:
            return msgspec.json.decode(document.value()) if document.peek() == "{" else None
        document.value()
    return None


def _outline(stream: Stream) -> dict[str, Any]:
    outline: dict[str, Any] = {}
    with suppress(*JSON_ERRORS):
        for name, value in Document(stream, longest=MAX_SAMPLE_BYTES).members():
            outline[name] = None
            if value not in ("{", "["):
                outline[name] = msgspec.json.decode(value)
    return outline


def _decode_each(
    block: bytes, first: int, decoder: msgspec.json.Decoder[Any], file: str, rows: Rows
) -> Iterator[Any]:
    """Decode a block with at least one bad line, line by line; the good lines are kept."""
    for number, line in enumerate(block.split(b"\n"), start=first):
        if not line.strip():
            continue
        try:
            record = decoder.decode(line)
        except JSON_ERRORS as error:
            n_records = count_broken_items(line.decode(errors="replace"), error)
            rows.skip_bad(file, f"line {number:,}", *explain_json_error(error), n_records=n_records)
            continue
        yield record
