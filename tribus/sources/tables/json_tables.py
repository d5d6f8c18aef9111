"""Read JSON, one object a line or a list of objects. Each object is a row."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import duckdb
import msgspec

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.documents import Document, count_broken_items
from tribus.sources.json_files import JSON_ERRORS, explain_json_error
from tribus.sources.paths import format_path
from tribus.sources.rows import ReadOptions, Rows
from tribus.sources.streams import BYTE_ORDER_MARK, Stream
from tribus.sources.tables.json_documents import (
    document_items,
    find_document_layout,
    find_page_list,
    flatten,
    open_node_link,
    page_items,
)
from tribus.sources.tables.table import RecordCounts, Table
from tribus.sources.tables.workshop import literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyRelation

    from tribus.sources.tables.workshop import Workshop

Layout = Literal["newline_delimited", "array"]
EDGE_BYTES = 65_536  # bytes read at both ends of a file; assumed not to be only white space
MAX_FIRST_LINE_BYTES = 2**23  # maximum length of the first line
N_PAGES = 10  # number of lines used to distinguish records from pages of records
MAX_JSON_DEPTH = 100  # maximum depth of nested values; the database allows 128
_AMBIGUOUS = ("TIMESTAMP", "DATE", "TIME", "UUID")  # types that the database infers from JSON text


class RepeatedKeyError(ReadError):
    """An object has a key twice; the file can be read once more, with the last value of each key."""


def open_json(shop: Workshop, plain: Path, *, by_label: bool = True) -> Table:
    """Open JSON: one record a line, a list of records, or a document that holds a list of records.

    Unreadable records are counted and left out of a copy. Nested objects become columns named by
    their path.
    """
    head = _read_head(plain)
    if head.startswith(BYTE_ORDER_MARK):  # the database fails on it
        plain = shop.copy(shop.blocks())
        head = head.removeprefix(BYTE_ORDER_MARK)
    if head.lstrip()[:1] == b"{" and not _is_lines(head):
        layout = find_document_layout(plain)
        if layout is not None and layout.is_graph:
            return open_node_link(shop, plain, layout.items, by_label=by_label)
        if layout is not None and layout.items:
            plain = shop.copy(document_items(plain, layout.items))
            table = _open_records(shop, plain, is_list=False)
            return replace(table, title="JSON document", said=f"the records in {show(layout.items)}")
        if layout is not None:
            plain = shop.copy(iter([_one_line(plain)]))
    elif head.lstrip()[:1] == b"{":
        page = find_page_list([line for line in head.split(b"\n")[:N_PAGES] if line.strip()])
        if page:
            told = Rows(ReadOptions(bad_lines=shop.bad_lines), _keep_nothing)
            lines = _good_lines(plain, str(shop.file), told)
            plain = shop.copy(page_items(lines, page))
            table = _open_records(shop, plain, is_list=False)
            return replace(table, account=partial(_account, told), said=f"the records in {show(page)}")
    return _open_records(shop, plain, is_list=head.lstrip()[:1] == b"[")


def _open_records(shop: Workshop, plain: Path, *, is_list: bool) -> Table:
    """Open records, one a line or in a list."""
    title = "JSON list" if is_list else "JSON lines"
    # The database does not require the last bracket of a list.
    is_whole = not shop.has_repeated_keys and (not is_list or _last_letter(plain) == b"]")
    try:
        if is_whole:
            rows = _read(shop, plain, "array" if is_list else "newline_delimited")
            return Table(rows=flatten(rows), title=title)
    except (duckdb.Error, _NotRecordsError):
        pass  # the code below finds the unreadable lines and the reasons
    told = Rows(ReadOptions(bad_lines=shop.bad_lines), _keep_nothing)
    look = _good_items if is_list else _good_lines
    lines = look(plain, str(shop.file), told)
    mended = shop.copy(map(_keep_last, lines) if shop.has_repeated_keys else lines)
    if told.read > told.n_bad:
        told.check_bad_lines()
    if told.read == told.n_bad:
        raise _not_records(shop.file)
    try:
        rows = _read(shop, mended, "newline_delimited")
    except _NotRecordsError:
        raise _not_records(shop.file) from None
    return Table(rows=flatten(rows), title=title, account=partial(_account, told))


def _is_lines(head: bytes) -> bool:
    """Return whether a file that begins with an object has one object a line, perhaps damaged."""
    lines = [line for line in head.split(b"\n") if line.strip()]
    if len(lines) == 1:
        return False
    if lines[0].rstrip().endswith(b"}"):
        return True
    n_objects = 0
    for line in lines[:N_PAGES]:
        with suppress(*JSON_ERRORS):
            n_objects += isinstance(msgspec.json.decode(line), dict)
    return 2 * n_objects >= len(lines[:N_PAGES])


def _one_line(plain: Path) -> bytes:
    """Return a document that is one record as a line."""
    with plain.open("rb") as raw:
        content = Stream(raw, str(plain), plain.stat().st_size).readall()
    return content.replace(b"\r", b" ").replace(b"\n", b" ") + b"\n"


class _NotRecordsError(Exception):
    """The content is JSON, but not only objects."""


def _not_records(file: Path) -> ReadError:
    return ReadError(
        f"{format_path(file)} must hold one {{...}} a line, or a list of them: [{{...}}, {{...}}]; each "
        "is an event, with names for what it tells"
    )


def _read(shop: Workshop, plain: Path, layout: Layout) -> DuckDBPyRelation:
    """Read integers as integers and text, including dates, as text."""
    read = partial(
        shop.database.read_json,
        literal(plain),
        format=layout,
        compression="none",
        map_inference_threshold=-1,
    )
    rows = read(sample_size=-1)
    if rows.columns == ["json"]:
        raise _NotRecordsError
    types = {
        name: "VARCHAR" if str(kind).startswith(_AMBIGUOUS) else str(kind)
        for name, kind in zip(rows.columns, rows.types, strict=True)
    }
    return read(columns=types)


def _good_lines(plain: Path, name: str, told: Rows) -> Iterator[bytes]:
    """Yield the lines that are objects, and report the others."""
    with plain.open("rb") as raw:
        for first, block in Stream(raw, name, plain.stat().st_size).lines(partial(told.skip_long, name)):
            for number, line in enumerate(block.split(b"\n"), start=first):
                if line.strip() and _is_good(line, name, f"line {number:,}", told):
                    yield line + b"\n"


def _good_items(plain: Path, name: str, told: Rows) -> Iterator[bytes]:
    """Yield the items of a list that are objects, one a line. Also report a truncated list."""
    number = 0
    with plain.open("rb") as raw:
        items = Document(Stream(raw, name, plain.stat().st_size)).items()
        try:
            for number, item in enumerate(items, start=1):
                line = item.replace("\r", " ").replace("\n", " ").encode(errors="surrogateescape")
                if _is_good(line, name, f"item {number:,}", told):
                    yield line + b"\n"
        except JSON_ERRORS as error:
            if number:  # otherwise the file is not a list of objects; the caller reports it
                told.skip_rest(name, f"after item {number:,}", str(error))


def _is_good(line: bytes, name: str, place: str, told: Rows) -> bool:
    try:
        record = msgspec.json.decode(line)
    except JSON_ERRORS as error:
        n_records = count_broken_items(line.decode(errors="replace"), error)
        told.skip_bad(name, place, *explain_json_error(error), n_records=n_records)
        return False
    if not isinstance(record, dict):
        told.skip_bad(name, place, "no object")
        return False
    if line.count(b"[") + line.count(b"{") > MAX_JSON_DEPTH and _is_deep(record, MAX_JSON_DEPTH):
        told.skip_bad(name, place, "nested too deep")
        return False
    told.read += 1
    return True


def _keep_last(line: bytes) -> bytes:
    """Return a line in which each object has each key once, with its last value."""
    n_repeated = 0

    def keep_last(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal n_repeated
        values = dict(pairs)
        n_repeated += len(pairs) - len(values)
        return values

    try:
        record = json.loads(line, object_pairs_hook=keep_last)
    except ValueError:  # an integer of thousands of digits
        return line
    return json.dumps(record).encode() + b"\n" if n_repeated else line


def _is_deep(value: Any, deepest: int) -> bool:
    """Return whether values are nested deeper than the limit."""
    if not isinstance(value, (dict, list)):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return deepest == 0 or any(_is_deep(one, deepest - 1) for one in inner)


def _account(told: Rows, n_rows: int) -> RecordCounts:
    return RecordCounts(n_rows + told.n_bad, told.skipped)


def _keep_nothing(_what: str, _rows: Any) -> None:
    """Ignore the rows of a reader; the database reads them."""


def _read_head(plain: Path) -> bytes:
    with plain.open("rb") as stream:
        head = stream.read(EDGE_BYTES)
        return head if b"\n" in head.strip() else head + stream.read(MAX_FIRST_LINE_BYTES)


def _last_letter(plain: Path) -> bytes:
    with plain.open("rb") as stream:
        stream.seek(max(0, plain.stat().st_size - EDGE_BYTES))
        return stream.read().rstrip()[-1:]
