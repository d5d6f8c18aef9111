"""Read delimited text with the database, then count the lines that it could not read."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tribus._engine.sql import quote
from tribus.errors import ReadError
from tribus.sources.paths import format_path
from tribus.sources.rows import make_bad_line_error, max_bad_lines
from tribus.sources.tables.both_ways import both_ways, count_once
from tribus.sources.tables.headers import QUOTE, find_header
from tribus.sources.tables.table import RecordCounts, Table
from tribus.sources.tables.text import count_filled_lines, find_long_line, find_open_quote, line_at
from tribus.sources.tables.workshop import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyRelation

    from tribus.sources.tables.text import TextScan
    from tribus.sources.tables.workshop import Workshop

MAX_CSV_LINE_BYTES = 2_000_000  # limit of the database

_DIRECTED = "directed"  # value of Gephi's column `Type`; it is not a kind

_OPEN, _TOO_LONG = "an open quote", "a line too long"

# Messages for unreadable lines, by the error type of the database.
_REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": _OPEN,
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": _TOO_LONG,
}


class Layout(NamedTuple):
    """Layout of the rows in a text file.

    Attributes
    ----------
    names
        Names of the columns.
    delimiter, quote
        Field delimiter and quote character; an empty quote if quotes have no special meaning.
    above
        Number of lines above the first row.
    comment
        Prefix of comment lines; empty if there are no comments.
    """

    names: list[str]
    delimiter: str
    quote: str
    above: int
    comment: str = ""


def open_csv(
    shop: Workshop, plain: Path, scan: TextScan, is_header_name: Callable[[str], bool]
) -> Table:
    """Open a file with a header. All columns are read as text, so that ids keep leading zeros."""
    try:
        header = find_header(scan.first, is_header_name)
    except ReadError as error:
        raise ReadError(f"{format_path(shop.file)}: {error}") from None
    layout = Layout(header.names, header.delimiter, QUOTE, header.line + 1)
    rows, account = read_rows(shop, plain, layout, scan)
    said = [f"header on line {header.line + 1}"] if header.n_passed else []
    gephi = _find_gephi(layout, scan.first[layout.above :])
    if gephi is None:
        return Table(
            rows=rows,
            title="table",
            account=account,
            said=", ".join(said),
            time_zone="UTC" if _names_utc(scan.first[: header.line]) else None,
        )
    source, target, direction = gephi
    account = partial(count_once, account, rows)
    rows = both_ways(rows, source, target, where=f"lower({quote(direction)}) != '{_DIRECTED}'")
    rows = rows.project(f"* EXCLUDE ({quote(direction)})")  # otherwise this column is taken for the kind
    said.append("undirected edges both ways")
    return Table(rows=rows, title="table (Gephi)", account=account, said=", ".join(said))


def _names_utc(lines: Sequence[str]) -> bool:
    """Return whether the lines above a header say that times are in UTC."""
    return any(re.search(r"\b(UTC|GMT)\b", line) for line in lines)


def _find_gephi(layout: Layout, lines: Sequence[str]) -> list[str] | None:
    """Return Gephi's columns for source, target and direction; None for other tables."""
    names = {name.strip().lower(): name for name in reversed(layout.names)}
    first = next((line for line in lines if line.strip()), "")
    values = dict(zip(layout.names, first.split(layout.delimiter), strict=False))
    columns = [names.get(name, "") for name in ("source", "target", "type")]
    direction = values.get(columns[-1], "").strip(f"{QUOTE} ").lower()
    return columns if all(columns) and direction in (_DIRECTED, "undirected", "mutual") else None


def read_rows(
    shop: Workshop, plain: Path, layout: Layout, scan: TextScan
) -> tuple[DuckDBPyRelation, Callable[[int], RecordCounts]]:
    """Open text as rows. Also return a function that accounts for its lines after the rows are read.

    If fields contain line ends, the database reads in one thread. With several threads it searches for
    line starts in the middle of the file and may take a line inside a field for a row.
    """
    rejects = shop.new_table()
    is_in_pieces = bool(layout.quote) and scan.n_quoted_ends > 0
    rows = shop.database.read_csv(
        literal(plain),
        header=False,
        skiprows=layout.above,
        delimiter=layout.delimiter,
        quotechar=layout.quote,
        escapechar=layout.quote,
        columns=dict.fromkeys(layout.names, "VARCHAR"),
        auto_detect=False,
        strict_mode=True,
        compression="none",
        store_rejects=True,
        rejects_table=rejects,
        rejects_scan=shop.new_table(),
        parallel=not is_in_pieces,
    )
    everything = rows if is_in_pieces else None
    if layout.comment:
        first = quote(layout.names[0])
        rows = rows.filter(f"NOT coalesce(starts_with({first}, '{layout.comment}'), false)")
    return rows, partial(_account, _Lines(shop, plain, rejects, layout, scan, everything))


class _Lines(NamedTuple):
    """The data needed to account for the lines of a file."""

    shop: Workshop
    plain: Path
    rejects: str
    layout: Layout
    scan: TextScan
    in_pieces: DuckDBPyRelation | None


def _account(lines: _Lines, n_rows: int) -> RecordCounts:
    """Count the lines that gave no row, including all lines inside an unclosed quote."""
    shop, comment = lines.shop, lines.layout.comment
    ends = "chr(10) || chr(13)"
    bad = shop.database.table(lines.rejects).project(
        "line_byte_position AS place, CAST(error_type AS VARCHAR) AS reason, error_message AS found, "
        f"trim(csv_line, {ends}) AS line"
    )
    if comment:
        bad = bad.filter(f"NOT starts_with(line, '{comment}')")
    bad = bad.project("*, 1 + length(line) - length(replace(line, chr(10), '')) AS lines")
    bad = bad.aggregate(
        "place, min(reason) AS reason, min(found) AS found, max(lines) AS lines", "place"
    )
    counts = bad.aggregate("reason, CAST(sum(lines) AS BIGINT)", "reason").order("reason").fetchall()
    skipped = {_REASONS.get(reason, "no rows"): n_lines for reason, n_lines in counts}
    n_lost = 0 if comment else _count_lost(lines, n_rows + sum(skipped.values()))
    if n_lost > 0:
        reason = _OPEN if lines.scan.n_quoted_ends > 0 and lines.layout.quote else _TOO_LONG
        skipped[reason] = skipped.get(reason, 0) + n_lost
    n_bad = sum(skipped.values())
    n_read = n_rows + n_bad
    if n_bad > (most := max_bad_lines(shop.bad_lines, n_read)):
        so_far = bad.project("*, CAST(sum(lines) OVER (ORDER BY place) AS BIGINT) AS so_far")
        found = so_far.filter(f"so_far > {most}").order("place").limit(1).fetchall()
        if not found or n_lost > most:
            raise _lost_lines(lines, n_lost, n_bad)
        place, reason, said, n_lines, n_until = found[0]
        why = f"{_REASONS.get(reason, 'no row')} ({said.splitlines()[0].rstrip('.')})"
        where = f"line {line_at(lines.plain, place - 1):,}"
        raise make_bad_line_error(str(shop.file), where, why, n_until - n_lines)
    return RecordCounts(n_read, dict(sorted(skipped.items())))


def _count_lost(lines: _Lines, n_known: int) -> int:
    """Count the lines that are neither rows nor rejected. The database drops some lines silently."""
    scan = lines.scan
    n_lines = scan.n_ends + (not _ends_with_line(lines.plain)) - lines.layout.above
    if lines.in_pieces is None and n_lines == n_known:
        return 0
    if lines.in_pieces is not None:
        if not scan.ends_in_quotes and n_lines == n_known + scan.n_quoted_ends:
            return 0
        inner = " + ".join(
            f"coalesce(length({quote(name)}) - length(replace({quote(name)}, chr(10), '')), 0)"
            for name in lines.layout.names
        )
        n_known += int(lines.in_pieces.aggregate(f"coalesce(sum({inner}), 0)").fetchall()[0][0])
        return max(0, n_lines - n_known - _count_empty(lines)) if n_lines > n_known else 0
    above = sum(bool(line.strip()) for line in lines.scan.first[: lines.layout.above])
    return max(0, count_filled_lines(lines.plain) - above - n_known)


def _ends_with_line(plain: Path) -> bool:
    with plain.open("rb") as stream:
        stream.seek(max(0, plain.stat().st_size - 1))
        return stream.read(1) == b"\n"


def _count_empty(lines: _Lines) -> int:
    """Count the empty lines below the header that are not inside quotes."""
    n_empty, is_inside = 0, False
    with lines.plain.open("rb") as stream:
        for place, line in enumerate(stream):
            is_empty = line in (b"\n", b"\r\n")
            n_empty += is_empty and not is_inside and place >= lines.layout.above
            is_inside ^= bool(line.count(b'"') % 2)
    return n_empty


def _lost_lines(lines: _Lines, n_lost: int, n_bad: int) -> ReadError:
    """Return the error for lines that the database dropped."""
    if lines.scan.n_quoted_ends > 0 and lines.layout.quote:
        number = find_open_quote(lines.plain)
        why = f"{_OPEN} (the {n_lost:,} lines after it are in it)"
    else:
        number = find_long_line(lines.plain, MAX_CSV_LINE_BYTES)
        why = f"{_TOO_LONG} (over {MAX_CSV_LINE_BYTES:,} bytes)"
    return make_bad_line_error(str(lines.shop.file), f"line {number:,}", why, n_bad - n_lost)
