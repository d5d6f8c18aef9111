"""Which kind of table a file is, told by its bytes; its name is believed only where they say nothing."""

from __future__ import annotations

import codecs
import csv
import errno
from contextlib import contextmanager
from itertools import takewhile
from typing import TYPE_CHECKING

import duckdb

from tribus._core.checks import show
from tribus.errors import OptionError, ReadError
from tribus.sources.paths import find_file, format_path, inner_name
from tribus.sources.streams import UTF_16_MARKS, Stream, read_head
from tribus.sources.tables.delimited import open_csv
from tribus.sources.tables.edge_layout import tell_edge_list
from tribus.sources.tables.edge_lists import open_edge_list
from tribus.sources.tables.graphs import GRAPHS, open_graph
from tribus.sources.tables.json_tables import open_json
from tribus.sources.tables.table import Table
from tribus.sources.tables.text import look_over, unify_line_ends
from tribus.sources.tables.workshop import Workshop

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

HEAD = 65_536  # bytes by which a file is told
LONGEST_ERROR = 600  # characters of what the database says
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
LINES_SEEN = 10  # of JSON, of which the first may be damaged
FEW_NULLS, MOST_NULLS = 5, 0.01  # bytes that are 0, of which text has next to none; their share
_RECORD = ("{", "[")
_PARQUET = b"PAR1"
_DAMAGES = (duckdb.Error, UnicodeDecodeError, csv.Error, EOFError, OSError)

# What is often taken for a table, by its first bytes, and what to do about it.
_NO_TABLES = (
    (b"PK\x03\x04", "is a zip archive (or a spreadsheet, which is one)", "Unpack it, or save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel or Access file", "Save it as CSV"),
    (b"%PDF", "is a PDF", "Get the data that it was made of"),
    (b"SQLite format 3", "is a database", "Export its table of events as CSV"),
    (b"\x37\x7a\xbc\xaf", "is a 7z archive", "Unpack it"),
    (b"Rar!", "is a rar archive", "Unpack it"),
)
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body")


@contextmanager
def open_table(
    path: str | os.PathLike[str],
    database: DuckDBPyConnection,
    *,
    bad_lines: float = 0.01,
    header_names: Collection[str] = (),
    by_label: bool = True,
    on_read: Callable[[int], None] | None = None,
) -> Iterator[Table]:
    """Open a file as rows of a table, for as long as the context lasts.

    Read are text with a delimiter and a header (all columns as text), lists of edges without one, JSON
    lines and lists, Parquet, GEXF and GraphML, each compressed or not.

    Parameters
    ----------
    path
        The file.
    database
        What reads it.
    bad_lines
        The largest share of the lines that may be unreadable, 0 to 1; at 0 the first is an error.
    header_names
        Names, in lower case, of which one at least is in a line that names columns.
    by_label
        Whether people in GEXF and GraphML go by their labels, if everybody has one of their own.
    on_read
        Told how many bytes were read, where a file must be looked through before it is read.

    Raises
    ------
    ReadError
        If there is no such file, it is no table, empty, or damaged; while it is open too.
    OptionError
        If `path` is not a path, or the disk is full.
    """
    file = find_file(path)
    with Workshop(file, database, bad_lines=bad_lines, on_read=on_read) as shop:
        try:
            yield _open(shop, header_names, by_label=by_label)
        except ReadError:
            raise
        except _DAMAGES as error:
            raise _explain(shop, error) from None


def _open(shop: Workshop, header_names: Collection[str], *, by_label: bool) -> Table:
    with shop.file.open("rb") as raw:
        stream = Stream(raw, str(shop.file), shop.file.stat().st_size)
        head, is_compressed = read_head(stream, HEAD), stream.is_compressed
    is_utf16 = head.startswith(UTF_16_MARKS)
    text = _decode(head).lstrip()
    _check_is_table(shop.file, head, text)
    graph = next((graph for graph in GRAPHS if graph.fits(text)), None)
    if graph is not None:
        return open_graph(shop, graph, by_label=by_label)
    plain = shop.file
    if is_utf16:
        plain = shop.copy(_from_utf16(shop.blocks()))
    elif is_compressed:
        plain = shop.copy(shop.blocks())
    if head.startswith(_PARQUET):
        return Table(rows=shop.read_parquet(plain), title="Parquet", is_read_by_rows=False)
    if text.startswith(_RECORD) or (_is_named_json(shop.file.name) and _has_record(text)):
        return open_json(shop, plain)
    lines = look_over(plain)
    if lines.ends_are_mixed:
        plain = shop.copy(unify_line_ends(plain))
        lines = look_over(plain)
    edge_list = tell_edge_list(lines, shop.file.name, header_names)
    return open_edge_list(shop, plain, edge_list) if edge_list else open_csv(shop, plain, lines)


def _check_is_table(file: Path, head: bytes, text: str) -> None:
    if not text:
        raise ReadError(f"{format_path(file)} is empty; was the export cut off?")
    for magic, is_, remedy in _NO_TABLES:
        if head.startswith(magic):
            raise ReadError(f"{format_path(file)} {is_}, not a table. {remedy}, and read that")
    if text[:100].lower().encode().startswith(_PAGES):
        raise ReadError(
            f"{format_path(file)} is a web page, not a table, perhaps the one with the link to it; "
            "download the file itself"
        )
    if head.count(b"\0") > max(FEW_NULLS, MOST_NULLS * len(head)) and not head.startswith(
        (_PARQUET, *UTF_16_MARKS)
    ):
        raise ReadError(
            f"{format_path(file)} is no text and no Parquet, whatever its name says: it starts with "
            f"{show(head[:12])}. Export it as CSV in UTF-8"
        )


def _is_named_json(name: str) -> bool:
    return inner_name(name).endswith(JSON_ENDINGS)


def _has_record(text: str) -> bool:
    """Whether one of the first lines looks like JSON."""
    return any(line.lstrip().startswith(_RECORD) for line in text.splitlines()[:LINES_SEEN])


def _decode(head: bytes) -> str:
    return head.decode("utf-16" if head.startswith(UTF_16_MARKS) else "utf-8", errors="replace")


def _from_utf16(blocks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    for block in blocks:
        yield decoder.decode(block).encode()
    yield decoder.decode(b"", final=True).encode()


def _explain(shop: Workshop, error: Exception) -> ReadError | OptionError:
    """Make the error for a file that is damaged; the reader's first words tell where."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return OptionError(
            f"the disk has too little room for a copy of {format_path(shop.file)} that can be read. "
            "Name a folder with more by tribus.set_memory_limit('8GB', folder=...)"
        )
    if isinstance(error, UnicodeDecodeError):
        return ReadError(
            f"{format_path(shop.file)} cannot be read: it is not UTF-8 ({error}). Export it as UTF-8"
        )
    lines = (line.strip() for line in shop.told_by_name(str(error)).splitlines() if line.strip())
    told = takewhile(lambda line: not line.startswith("Possible"), lines)  # then come its options
    said = " ".join(show(line, at_most=200)[1:-1] for line in told)[:LONGEST_ERROR].rstrip(".")
    return ReadError(
        f"{format_path(shop.file)} cannot be read: {said}. Mend the file or export it again"
    )
