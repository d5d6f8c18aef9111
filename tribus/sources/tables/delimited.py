"""Read delimited text with the database, then count the lines that it could not read."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tribus._engine.sql import quote
from tribus.errors import ReadError
from tribus.sources.paths import format_path
from tribus.sources.rows import make_bad_line_error, max_bad_lines
from tribus.sources.tables.both_ways import both_ways, count_once
from tribus.sources.tables.damaged_quotes import MAX_RECORD_BYTES, OPEN_QUOTE, TOO_LONG
from tribus.sources.tables.headers import QUOTE, find_header
from tribus.sources.tables.quotes import blank_lines, find_records, original_line
from tribus.sources.tables.table import RecordCounts, Table
from tribus.sources.tables.text import count_comments, count_empty_lines, line_at, line_offset
from tribus.sources.tables.workshop import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyRelation

    from tribus.sources.tables.damaged_quotes import DamagedLines
    from tribus.sources.tables.quotes import Records
    from tribus.sources.tables.text import TextScan
    from tribus.sources.tables.workshop import Workshop

_DIRECTED = "directed"  # value of Gephi's column `Type`; it is not a kind

_PASSED_OVER = "records that the database passed over"

# Messages for unreadable lines, by the error type of the database.
_REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": OPEN_QUOTE,
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": TOO_LONG,
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

    Lines with damaged quotes, and lines that are too long, are emptied in a copy. If fields contain line
    ends, the database reads in one thread: with several it searches for line starts in the middle of the
    file and may take a line inside a field for a row.
    """
    n_lines = scan.n_ends + (not scan.ends_with_line) - layout.above
    most = max_bad_lines(shop.bad_lines, n_lines)
    records = find_records(
        plain,
        scan,
        delimiter=layout.delimiter,
        quote=layout.quote,
        width=len(layout.names),
        above=layout.above,
        most=most,
    )
    _check_damage(shop, records.damaged, most)
    if records.damaged:
        plain = shop.copy(blank_lines(plain, records.damaged, end=_find_line_end(plain)))
    rejects = shop.new_table()
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
        max_line_size=MAX_RECORD_BYTES + 1,
        store_rejects=True,
        rejects_table=rejects,
        rejects_scan=shop.new_table(),
        parallel=records.are_regular and records.n_inner_ends == 0,
    )
    if layout.comment:
        first = quote(layout.names[0])
        rows = rows.filter(f"NOT coalesce(starts_with({first}, '{layout.comment}'), false)")
    return rows, partial(_account, _Lines(shop, plain, rejects, layout, n_lines, records))


class _Lines(NamedTuple):
    """The data needed to account for the lines of a file."""

    shop: Workshop
    plain: Path
    rejects: str
    layout: Layout
    n_lines: int
    records: Records


def _check_damage(shop: Workshop, damaged: Sequence[DamagedLines], most: float) -> None:
    """Raise `ReadError` if more lines are damaged than may be."""
    n_before = 0
    for lines in damaged:
        if n_before + lines.n_lines > most:
            found = f"over {MAX_RECORD_BYTES:,} bytes"
            if lines.reason == OPEN_QUOTE:
                n_after = lines.n_lines - 1
                found = (
                    f"the {n_after:,} lines after it may be in it" if n_after else "nothing closes it"
                )
            why = f"{lines.reason} ({found})"
            raise make_bad_line_error(str(shop.file), f"line {lines.line:,}", why, n_before)
        n_before += lines.n_lines


def _account(lines: _Lines, n_rows: int) -> RecordCounts:
    """Count the lines that gave no row: line ends = rows + line ends inside fields + rejected lines."""
    shop, damaged = lines.shop, lines.records.damaged
    bad = shop.database.table(lines.rejects).project(
        "line_byte_position AS place, CAST(error_type AS VARCHAR) AS reason, error_message AS found, "
        "ltrim(csv_line, chr(10) || chr(13)) AS line"
    )
    if lines.layout.comment:
        bad = bad.filter(f"NOT starts_with(line, '{lines.layout.comment}')")
    bad = bad.aggregate("place, min(reason) AS reason, min(found) AS found", "place")
    skipped = Counter[str]()
    for reason, n_records in bad.aggregate("reason, count(*)", "reason").order("reason").fetchall():
        skipped[_REASONS.get(reason, "no rows")] += n_records
    n_lost = _count_records(lines, n_rows + skipped.total()) - n_rows - skipped.total()
    for one in damaged:
        skipped[one.reason] += one.n_lines
    if n_lost < 0:
        raise ReadError(
            f"{format_path(shop.file)} cannot be read: the database made {-n_lost:,} rows more than it "
            "has. Export it again in another format, or report this file"
        )
    if n_lost > 0:
        skipped[_PASSED_OVER] = n_lost
    n_bad = skipped.total()
    n_read = n_rows + n_bad
    if n_bad > (most := max_bad_lines(shop.bad_lines, n_read)):
        n_before = sum(one.n_lines for one in damaged)
        first = max(0, int(most) - n_before)
        found = bad.order("place").limit(1, offset=first).fetchall()
        if not found:
            raise make_bad_line_error(
                str(shop.file), "some lines", f"{n_lost:,} {_PASSED_OVER}", n_bad - n_lost
            )
        place, reason, said = found[0]
        why = f"{_REASONS.get(reason, 'no row')} ({said.splitlines()[0].rstrip('.')})"
        line = original_line(line_at(lines.plain, place - 1), damaged)
        where = f"line {line:,}"
        raise make_bad_line_error(str(shop.file), where, why, n_before + first)
    return RecordCounts(n_read, dict(sorted(skipped.items())))


def _count_records(lines: _Lines, n_known: int) -> int:
    """Count the records of a file without its damaged lines."""
    records, layout = lines.records, lines.layout
    n_damaged = sum(one.n_lines for one in records.damaged)
    n_records = lines.n_lines - records.n_inner_ends - n_damaged
    if n_records == n_known and not layout.comment:
        return n_records
    begin = line_offset(lines.plain, layout.above)
    if layout.comment:
        if records.n_inner_ends:  # the lines in a field may look like comments
            return n_known
        n_records -= count_comments(lines.plain, begin, layout.comment)
    if n_records == n_known:
        return n_records
    if records.n_empty is not None:
        return n_records - records.n_empty
    return n_records - count_empty_lines(lines.plain, begin)


def _find_line_end(plain: Path) -> bytes:
    """Return the line end of a file whose line ends are all alike."""
    with plain.open("rb") as stream:
        return b"\r\n" if stream.readline(MAX_RECORD_BYTES).endswith(b"\r\n") else b"\n"
