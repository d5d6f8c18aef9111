"""Writers of files, for values of any type."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import PurePath
from typing import Any

from tests.sources.bluesky import car


def write_lines(records: Any) -> bytes:
    """Return one record a line."""
    listed = records if isinstance(records, list) else [records]
    return "".join(json.dumps(record) + "\n" for record in listed).encode()


def write_document(value: Any) -> bytes:
    """Return a document over several lines."""
    return json.dumps(value, indent=1).encode()


def write_rows(rows: Any, delimiter: str = ",") -> bytes:
    """Return a table as text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    for row in rows if isinstance(rows, list) else [rows]:
        writer.writerow(row if isinstance(row, list) else [row])
    return out.getvalue().encode("utf-8", "surrogatepass")


def write_tabs(rows: Any) -> bytes:
    """Return a table with tabs between the cells."""
    return write_rows(rows, "\t")


def write_text(text: Any) -> bytes:
    """Return a text unchanged."""
    return str(text).encode("utf-8", "surrogatepass")


def write_member(name: str, value: Any) -> bytes:
    """Return a file of an archive: a script, a table, or a document."""
    ending = PurePath(name).suffix
    if ending == ".csv":
        return write_rows(value)
    if ending == ".ndjson":
        return write_text(value)
    prefix = f"window.YTD.{PurePath(name).stem.replace('-', '_')}.part0 = " if ending == ".js" else ""
    return prefix.encode() + json.dumps(value).encode()


def write_zip(members: Any) -> bytes:
    """Return a zip of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, value in dict(members).items():
            archive.writestr(zipfile.ZipInfo(name), write_member(name, value), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write_tar(members: Any) -> bytes:
    """Return a `.tar.gz` of files by name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, value in dict(members).items():
            content = write_member(name, value)
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), mtime=0)


def write_repository(repository: Any) -> bytes:
    """Return a repository with a digest for each record."""
    return car.make_car(repository["did"], repository["records"])


def write_parquet(rows: Any) -> bytes:
    """Return columns of text; the first row has their names."""
    import pyarrow as pa
    from pyarrow import parquet

    names, *values = [[str(cell) for cell in row] for row in rows]
    columns = {name: [row[place] for row in values] for place, name in enumerate(names)}
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()
