"""Tables on disk: CSV (plain or .gz), Parquet and JSON lines, opened without loading them."""

from __future__ import annotations

import csv
import glob
import gzip
import json
import os
import re
from functools import partial
from itertools import chain, count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import duckdb

from tribus._checks import show, suggest
from tribus.errors import OptionError, ReadError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

DELIMITERS = (",", "\t", ";", "|")
LONGEST_HEADER = 1_000_000  # bytes; a longer first line is not a header
_AMBIGUOUS = ("TIMESTAMP", "DATE", "TIME", "UUID")  # what the database would turn JSON text into


def open_table(path: str | os.PathLike[str], database: DuckDBPyConnection) -> DuckDBPyRelation:
    """Open a file as a relation in its own row order, recognised by its ending.

    `.csv .tsv .txt .csv.gz ...` with a header line, all columns as text; `.parquet`; `.jsonl .ndjson`
    plain or `.gz`.

    Raises
    ------
    ReadError
        If there is no such file, its ending is unknown, it is empty, or it is damaged.
    OptionError
        If `path` is not a path.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise OptionError(f"path must be the path of a file, got {show(path)}")
    file = Path(path)
    if file.is_dir():
        raise ReadError(
            f"{_shown(file)} is a folder; read its files one by one and join them with Events.concat"
        )
    if not file.is_file():
        near = suggest(file.name, _names_beside(file))
        raise ReadError(f"no file {_shown(file)}{near}; check the path")
    if file.stat().st_size == 0:
        raise _empty(file)
    endings = [ending.lower() for ending in file.suffixes if ending.lower() != ".gz"]
    reader = _READERS.get(endings[-1] if endings else "")
    if reader is None:
        raise ReadError(
            f"{_shown(file)} does not end in one of {', '.join(_READERS)}; "
            "rename it to what it is, or read it with pandas and use Events.from_frame"
        )
    try:
        rows = reader(file, database)
        rows.limit(1).to_arrow_table()
    except (duckdb.Error, UnicodeDecodeError, csv.Error, EOFError, OSError) as error:
        raise damaged(file, error) from None
    return rows


def is_read_by_rows(path: str | os.PathLike[str]) -> bool:
    """Whether a file must be read whole to see one column of it, as all but Parquet."""
    return Path(path).suffix.lower() != ".parquet"


def damaged(file: str | os.PathLike[str], error: Exception) -> ReadError:
    """Make the error for a file that is not what its name says; the reader's first words tell where."""
    if isinstance(error, ReadError):
        return error
    if isinstance(error, UnicodeDecodeError):
        return ReadError(f"{_shown(file)} cannot be read: it is not UTF-8 ({error}). Export it as UTF-8")
    text = str(error).replace(os.fspath(file), Path(file).name)
    if "Malformed JSON" in text and (line := _first_bad_line(Path(file))) is not None:
        text = re.sub(r"in line \d+", f"in line {line}", text)  # the reader's own is not always right
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = takewhile(
        lambda line: not line.startswith("Possible"), lines
    )  # then come the reader's options
    said = " ".join(show(line, at_most=200)[1:-1] for line in told)[:600].rstrip(".")
    return ReadError(f"{_shown(file)} cannot be read: {said}. Mend the file or export it again")


def _first_bad_line(file: Path) -> int | None:
    """Find the first line, counted from 1, that is no JSON; None if another reader finds none."""
    with gzip.open(file, "rb") if _compression(file) == "gzip" else file.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                json.dumps(json.loads(line.strip() or "{}"), ensure_ascii=False).encode()
            except ValueError:  # of which half a character is one too
                return number
    return None


def _shown(file: str | os.PathLike[str]) -> str:
    """Show a path with its end, which is where the name is."""
    return show(os.fspath(file), at_most=500)


def _empty(file: Path) -> ReadError:
    return ReadError(f"{_shown(file)} is empty; was the export cut off?")


def _open_csv(file: Path, database: DuckDBPyConnection) -> DuckDBPyRelation:
    """All columns as text, so that no id loses its leading zeros; only the header is looked at first."""
    header = _first_line(file)
    if not header.strip():
        raise ReadError(
            f"{_shown(file)} starts with an empty line; its first line must name the columns"
        )
    delimiter = max(DELIMITERS, key=header.count)
    names = _unique(next(csv.reader([header], delimiter=delimiter, strict=True)))
    return database.read_csv(
        _literal(file),
        header=True,
        delimiter=delimiter,
        quotechar='"',
        escapechar='"',
        columns=dict.fromkeys(names, "VARCHAR"),
        auto_detect=False,
        strict_mode=True,
        compression=_compression(file),
    )


def _open_parquet(file: Path, database: DuckDBPyConnection) -> DuckDBPyRelation:
    return database.read_parquet(_literal(file))


def _open_json(file: Path, database: DuckDBPyConnection) -> DuckDBPyRelation:
    """Integers stay integers and text stays text, dates included."""
    read = partial(
        database.read_json, _literal(file), format="newline_delimited", compression=_compression(file)
    )
    rows = read(sample_size=-1)
    if rows.columns == ["json"]:
        raise ReadError(f"{_shown(file)} must hold one {{...}} a line, each of them an event")
    types = {
        name: "VARCHAR" if str(kind).startswith(_AMBIGUOUS) else str(kind)
        for name, kind in zip(rows.columns, rows.types, strict=True)
    }
    return read(columns=types)


_READERS = {
    ".csv": _open_csv,
    ".tsv": _open_csv,
    ".txt": _open_csv,
    ".parquet": _open_parquet,
    ".jsonl": _open_json,
    ".ndjson": _open_json,
}


def _literal(file: Path) -> str:
    """Write a path so that `*`, `?` and `[1]` in a name stand for themselves."""
    return glob.escape(str(file))


def _compression(file: Path) -> Literal["gzip"] | None:
    return "gzip" if file.suffix.lower() == ".gz" else None


def _first_line(file: Path) -> str:
    with gzip.open(file, "rb") if _compression(file) == "gzip" else file.open("rb") as stream:
        line = stream.readline(LONGEST_HEADER + 1)
    if not line:
        raise _empty(file)
    if len(line) > LONGEST_HEADER:
        raise ReadError(
            f"{_shown(file)} has a first line of over {LONGEST_HEADER:,} bytes; is it a table?"
        )
    return line.decode("utf-8-sig").rstrip("\r\n")


def _unique(names: list[str]) -> list[str]:
    """Name empty headers by their place, and number repeated ones, so that each column can be named."""
    taken: dict[str, str] = {}
    for place, name in enumerate(names):
        wanted = name or f"column_{place}"
        numbered = (f"{wanted}_{number}" for number in count(2))
        free = next(option for option in chain([wanted], numbered) if option.lower() not in taken)
        taken[free.lower()] = free
    return list(taken.values())


def _names_beside(file: Path) -> list[str]:
    return sorted(beside.name for beside in file.parent.iterdir()) if file.parent.is_dir() else []
