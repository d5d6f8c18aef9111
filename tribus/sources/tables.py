"""Tables on disk: CSV (plain or .gz), Parquet and JSON lines, opened without loading them."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tribus._checks import show, suggest
from tribus.errors import ReadError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

DELIMITERS = (",", "\t", ";", "|")
LONGEST_HEADER = 1_000_000  # bytes; a longer first line is not a header
_AMBIGUOUS = ("TIMESTAMP", "DATE", "TIME", "UUID")  # JSON text that the database would turn into something else


def open_table(path: str | os.PathLike[str], database: DuckDBPyConnection) -> DuckDBPyRelation:
    """Open a file as a relation in its own row order, recognised by its ending.

    `.csv .tsv .txt .csv.gz ...` with a header line, all columns as text; `.parquet`; `.jsonl .ndjson`
    plain or `.gz`.

    Raises
    ------
    ReadError
        If there is no such file, its ending is unknown, it is empty, or it is damaged.
    """
    file = Path(path)
    if not file.is_file():
        near = suggest(file.name, _names_beside(file))
        raise ReadError(f"no file {show(str(file))}{near}; check the path")
    if file.stat().st_size == 0:
        raise ReadError(f"{show(str(file))} is empty (0 bytes); was the export cut off?")
    endings = [ending.lower() for ending in file.suffixes if ending.lower() != ".gz"]
    reader = _READERS.get(endings[-1] if endings else "")
    if reader is None:
        raise ReadError(
            f"{show(str(file))} does not end in one of {', '.join(_READERS)}; "
            "rename it to what it is, or read it with pandas and use Events.from_frame"
        )
    try:
        rows = reader(file, database)
        rows.limit(1).fetchall()
    except (duckdb.Error, UnicodeDecodeError, csv.Error, EOFError, OSError) as error:
        raise damaged(file, error) from None
    return rows


def damaged(file: str | os.PathLike[str], error: Exception) -> ReadError:
    """Make the error for a file that is not what its name says; the reader's first words tell where."""
    if isinstance(error, ReadError):
        return error
    said = " ".join(line.strip() for line in str(error).splitlines() if line.strip())[:300]
    return ReadError(f"{show(str(file))} cannot be read: {said}. Mend the file or export it again")


def _open_csv(file: Path, database: DuckDBPyConnection) -> DuckDBPyRelation:
    """All columns as text, so that no id loses its leading zeros; only the header is looked at first."""
    header = _first_line(file)
    delimiter = max(DELIMITERS, key=header.count)
    names = _unique(next(csv.reader([header], delimiter=delimiter, strict=True)))
    return database.read_csv(
        str(file),
        header=True,
        delimiter=delimiter,
        quotechar='"',
        escapechar='"',
        columns=dict.fromkeys(names, "VARCHAR"),
        auto_detect=False,
        strict_mode=True,
        parallel=False,
        compression="gzip" if file.suffix.lower() == ".gz" else "none",
    )


def _open_parquet(file: Path, database: DuckDBPyConnection) -> DuckDBPyRelation:
    return database.read_parquet(str(file))


def _open_json(file: Path, database: DuckDBPyConnection) -> DuckDBPyRelation:
    """Integers stay integers and text stays text, dates included."""
    rows = database.read_json(str(file), format="newline_delimited", sample_size=-1)
    types = {
        name: "VARCHAR" if str(kind).startswith(_AMBIGUOUS) else str(kind)
        for name, kind in zip(rows.columns, rows.types, strict=True)
    }
    return database.read_json(str(file), format="newline_delimited", columns=types)


_READERS = {
    ".csv": _open_csv,
    ".tsv": _open_csv,
    ".txt": _open_csv,
    ".parquet": _open_parquet,
    ".jsonl": _open_json,
    ".ndjson": _open_json,
}


def _first_line(file: Path) -> str:
    opened = gzip.open(file, "rb") if file.suffix.lower() == ".gz" else file.open("rb")
    with opened as stream:
        line = stream.readline(LONGEST_HEADER + 1)
    if len(line) > LONGEST_HEADER:
        raise ReadError(f"{show(str(file))} has a first line of over {LONGEST_HEADER:,} bytes; is it a table?")
    return line.decode("utf-8-sig").rstrip("\r\n")


def _unique(names: list[str]) -> list[str]:
    """Number repeated and empty headers, so that each column can be named."""
    seen: dict[str, int] = {}
    result = []
    for place, name in enumerate(names):
        name = name or f"column_{place}"
        seen[name.lower()] = seen.get(name.lower(), 0) + 1
        result.append(name if seen[name.lower()] == 1 else f"{name}_{seen[name.lower()]}")
    return result


def _names_beside(file: Path) -> list[str]:
    return sorted(os.listdir(file.parent))[:1000] if file.parent.is_dir() else []
