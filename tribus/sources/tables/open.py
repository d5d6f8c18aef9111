"""Detect the format of a table from its content. The file name is used only as a fallback."""

from __future__ import annotations

import csv
import errno
from contextlib import contextmanager
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from tribus._core.checks import show
from tribus.errors import OptionError, ReadError
from tribus.sources.paths import find_file, format_path, inner_name
from tribus.sources.streams import UTF_16_MARKS
from tribus.sources.tables.delimited import open_csv
from tribus.sources.tables.edge_layout import find_edge_layout
from tribus.sources.tables.edge_lists import open_edge_list
from tribus.sources.tables.graphs import GRAPHS, open_graph
from tribus.sources.tables.json_documents import flatten
from tribus.sources.tables.json_tables import RepeatedKeyError, open_json
from tribus.sources.tables.table import Table
from tribus.sources.tables.text import scan_text, transcode, unify_line_ends
from tribus.sources.tables.text_graphs import TEXT_GRAPHS, open_text_graph
from tribus.sources.tables.workbooks import is_workbook, read_sheet
from tribus.sources.tables.workshop import Workshop
from tribus.sources.tops import read_top

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from tribus.sources.tops import FileTop

MAX_ERROR_LENGTH = 600  # characters of a message of the database
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
N_JSON_LINES = 10  # number of lines examined; the first may be damaged
MAX_NULLS, MAX_NULL_SHARE = 5, 0.01  # zero bytes in text, and their share
MIN_UTF16_PAIRS = 10  # pairs of bytes needed to detect UTF-16 without a byte order mark
_RECORD = ("{", "[")
_PARQUET = b"PAR1"
_DAMAGES = (duckdb.Error, UnicodeDecodeError, csv.Error, EOFError, OSError)

# Common files that are not tables: first bytes, format, and advice for the user.
_NO_TABLES = (
    (b"PK\x03\x04", "is a zip archive", "Unpack it"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel or Access file", "Save it as CSV"),
    (b"\x89PNG", "is a picture", "Get the data that it was made of"),
    (b"\xff\xd8\xff", "is a picture", "Get the data that it was made of"),
    (b"%PDF", "is a PDF", "Get the data that it was made of"),
    (b"SQLite format 3", "is a database", "Export its table of events as CSV"),
    (b"\x37\x7a\xbc\xaf", "is a 7z archive", "Unpack it"),
    (b"Rar!", "is a rar archive", "Unpack it"),
)
_PAGE_TOPS = (b"<!doctype html", b"<html", b"<head", b"<body")


@contextmanager
def open_table(
    path: str | os.PathLike[str],
    database: DuckDBPyConnection,
    *,
    top: FileTop | None = None,
    bad_lines: float = 0.01,
    is_header_name: Callable[[str], bool] = bool,
    by_label: bool = True,
    encoding: str | None = None,
    sheet: str | None = None,
    on_read: Callable[[int], None] | None = None,
    has_repeated_keys: bool = False,
) -> Iterator[Table]:
    """Open a file as rows of a table. The table is valid inside the context.

    Supported formats include delimited text with a header (all columns as text), edge lists without
    a header, JSON lines and lists, Parquet, GEXF and GraphML, each optionally compressed.

    Parameters
    ----------
    path
        Path of the file.
    database
        Database that reads the file.
    top
        Top of the file, if it has been read before.
    bad_lines
        Maximum share of unreadable lines, 0 to 1; at 0 the first unreadable line is an error.
    is_header_name
        Function that returns whether a word is a column name; a header has at least one.
    by_label
        Whether labels replace ids in graph files, if every person has a unique label.
    encoding
        Encoding of text, for example `"cp1252"`; None to detect it.
    sheet
        Sheet of a workbook; None to choose it automatically.
    on_read
        Callback with the number of bytes read, if a file is scanned before it is opened.
    has_repeated_keys
        Whether an object of a JSON file has a key twice; then the last value counts.

    Raises
    ------
    RepeatedKeyError
        If an object of a JSON file has a key twice, unless `has_repeated_keys`. It is raised while the
        file is open.
    ReadError
        If the file does not exist, is not a table, is empty or is damaged. It may also be raised while
        the file is open.
    OptionError
        If `path` is not a path, or the disk is full.
    """
    file = find_file(path)
    with Workshop(
        file, database, bad_lines=bad_lines, on_read=on_read, has_repeated_keys=has_repeated_keys
    ) as shop:
        wishes = _Wishes(is_header_name, by_label, encoding, sheet)
        try:
            yield _open(shop, wishes, top or read_top(file))
        except ReadError:
            raise
        except _DAMAGES as error:
            raise _explain(shop, error) from None
        except RuntimeError as error:  # the database raises it for damaged column names
            if "nanobind" not in str(error):
                raise
            raise ReadError(
                f"{format_path(file)} cannot be read: the name of a column is not UTF-8. "
                "Export the file again"
            ) from None


class _Wishes(NamedTuple):
    """Options of the caller for opening a file."""

    is_header_name: Callable[[str], bool]
    by_label: bool
    encoding: str | None
    sheet: str | None


def _open(shop: Workshop, wishes: _Wishes, top: FileTop) -> Table:
    if is_workbook(shop.file, top):
        sheet, content = read_sheet(shop.file, wishes.sheet, wishes.is_header_name)
        table = _open_text(shop, shop.copy(iter([content])), wishes)
        said = ", ".join(filter(None, (f"sheet {show(sheet)}", table.said)))
        return replace(table, title="workbook", said=said)
    head = top.head
    encoding = wishes.encoding or _find_utf16(head)
    text = _decode(head, encoding).lstrip("\ufeff \t\r\n")
    _check_is_table(shop.file, head, text, encoding)
    graph = next((graph for graph in GRAPHS if graph.fits(text)), None)
    if graph is not None:
        return open_graph(shop, graph, by_label=wishes.by_label)
    in_text = next((graph for graph in TEXT_GRAPHS if graph.fits(text)), None)
    if in_text is not None:
        return open_text_graph(shop, in_text, by_label=wishes.by_label)
    plain = shop.copy(shop.blocks()) if top.is_compressed else shop.file
    if head.startswith(_PARQUET):
        return Table(rows=flatten(shop.read_parquet(plain)), title="Parquet", is_read_by_rows=False)
    if encoding is not None:
        plain = shop.copy(transcode(plain, encoding))
    if text.startswith(_RECORD) or (_is_named_json(shop.file.name) and _has_record(text)):
        return open_json(shop, plain, by_label=wishes.by_label)
    return _open_text(shop, plain, wishes)


def _open_text(shop: Workshop, plain: Path, wishes: _Wishes) -> Table:
    """Open text in lines: a table with a header, or an edge list."""
    scan = scan_text(plain)
    said = []
    if scan.encoding is not None and wishes.encoding is None:
        plain, said = shop.copy(transcode(plain, scan.encoding)), ["read as Windows-1252"]
        scan = scan_text(plain)
    if scan.ends_are_mixed:
        plain = shop.copy(unify_line_ends(plain))
        scan = scan_text(plain)
    edge_list = find_edge_layout(scan, shop.file.name, wishes.is_header_name)
    if edge_list is not None:
        table = open_edge_list(shop, plain, edge_list, scan)
    else:
        table = open_csv(shop, plain, scan, wishes.is_header_name)
    return replace(table, said=", ".join(filter(None, (table.said, *said))))


def _check_is_table(file: Path, head: bytes, text: str, encoding: str | None) -> None:
    if not text:
        raise ReadError(f"{format_path(file)} is empty; was the export cut off?")
    for magic, is_, remedy in _NO_TABLES:
        if head.startswith(magic):
            raise ReadError(f"{format_path(file)} {is_}, not a table. {remedy}, and read that")
    if text[:100].lower().encode().startswith(_PAGE_TOPS):
        raise ReadError(
            f"{format_path(file)} is a web page, not a table, perhaps the one with the link to it; "
            "download the file itself"
        )
    has_nulls = head.count(b"\0") > max(MAX_NULLS, MAX_NULL_SHARE * len(head))
    if has_nulls and encoding is None and not head.startswith(_PARQUET):
        raise ReadError(
            f"{format_path(file)} is neither text nor Parquet, whatever its name says: it starts with "
            f"{show(head[:12])}. Export it as CSV in UTF-8"
        )


def _is_named_json(name: str) -> bool:
    return inner_name(name).endswith(JSON_ENDINGS)


def _has_record(text: str) -> bool:
    """Return whether one of the first lines looks like JSON."""
    return any(line.lstrip().startswith(_RECORD) for line in text.splitlines()[:N_JSON_LINES])


def _find_utf16(head: bytes) -> str | None:
    """Return the encoding of UTF-16 text. Without a byte order mark every other byte is zero."""
    if head.startswith(UTF_16_MARKS):
        return "utf-16"
    n_pairs = len(head) // 2
    if n_pairs < MIN_UTF16_PAIRS or head.startswith(_PARQUET):
        return None
    even, odd = (head[place : 2 * n_pairs : 2].count(b"\0") for place in (0, 1))
    if even == 0 and odd > 0.7 * n_pairs:
        return "utf-16-le"
    return "utf-16-be" if odd == 0 and even > 0.7 * n_pairs else None


def _decode(head: bytes, encoding: str | None) -> str:
    try:
        return head.decode(encoding or "utf-8", errors="replace")
    except LookupError:
        return head.decode(errors="replace")  # the conversion to UTF-8 raises the error


def _explain(shop: Workshop, error: Exception) -> ReadError | OptionError:
    """Return the error for a damaged file, with the position from the reader's message."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return OptionError(
            f"the disk has too little room for a copy of {format_path(shop.file)} that can be read. "
            "Name a folder with more by tribus.set_memory_limit('8GB', folder=...)"
        )
    if isinstance(error, UnicodeDecodeError):
        return ReadError(
            f"{format_path(shop.file)} cannot be read: it is not UTF-8 ({error}). Export it as UTF-8"
        )
    try:
        str(shop.file).encode()
    except UnicodeEncodeError:
        return ReadError(
            f"{format_path(shop.file)} cannot be read: its name, or that of a folder on its path, "
            "is not UTF-8. Rename it"
        )
    lines = (line.strip() for line in shop.told_by_name(str(error)).splitlines() if line.strip())
    told = takewhile(lambda line: not line.startswith("Possible"), lines)  # the reader's options follow
    said = " ".join(show(line, at_most=200)[1:-1] for line in told)[:MAX_ERROR_LENGTH].rstrip(".")
    kind = RepeatedKeyError if "has duplicate key" in str(error) else ReadError
    return kind(f"{format_path(shop.file)} cannot be read: {said}. Fix the file or export it again")
