"""Text with a delimiter, read by the database; lines that it cannot read are counted afterwards."""

from __future__ import annotations

import csv
from functools import partial
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from tribus._engine.sql import quote
from tribus.sources.rows import make_bad_line_error, max_bad_lines
from tribus.sources.tables.both_ways import both_ways, count_once
from tribus.sources.tables.table import Account, Table
from tribus.sources.tables.text import line_at
from tribus.sources.tables.workshop import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyRelation

    from tribus.sources.tables.text import Lines
    from tribus.sources.tables.workshop import Workshop

DELIMITERS = (",", "\t", ";", "|")
QUOTE = '"'

_DIRECTED = "directed"  # in the column `Type` of Gephi, which tells nothing of the kind of an edge

# Why a line cannot be read, by what the database calls it.
_REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "an open quote",
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": "a line too long",
}


class Layout(NamedTuple):
    """How a file of text holds rows.

    Attributes
    ----------
    names
        Of its columns.
    delimiter, quote
        What is between fields, and around them; no quote where quotes are letters like others.
    above
        Lines above the first row.
    comment
        What a line starts with that is no row; empty if every line is one.
    """

    names: list[str]
    delimiter: str
    quote: str
    above: int
    comment: str = ""


def open_csv(shop: Workshop, plain: Path, lines: Lines) -> Table:
    """Open a file whose first line names its columns; all are text, so that no id loses its zeros."""
    above, header = next((place, line) for place, line in enumerate(lines.first) if line.strip())
    header.encode(errors="surrogateescape").decode()  # half a character in a name is an error
    delimiter = max(DELIMITERS, key=header.count)
    names = unique_names(next(csv.reader([header], delimiter=delimiter, strict=True)))
    layout = Layout(names, delimiter, QUOTE, above + 1)
    rows, account = read_rows(shop, plain, layout)
    gephi = _find_gephi(layout, lines.first[above + 1 :])
    if gephi is None:
        return Table(rows=rows, title="table", account=account)
    source, target, direction = gephi
    account = partial(count_once, account, rows)
    rows = both_ways(rows, source, target, where=f"lower({quote(direction)}) != '{_DIRECTED}'")
    rows = rows.project(f"* EXCLUDE ({quote(direction)})")  # which would be taken for the kind
    return Table(rows=rows, title="table (Gephi)", account=account, said="undirected edges both ways")


def _find_gephi(layout: Layout, lines: Sequence[str]) -> list[str] | None:
    """Columns in which Gephi writes the ends of an edge and its direction; None in other tables."""
    names = {name.lower(): name for name in reversed(layout.names)}
    first = next((line for line in lines if line.strip()), "")
    values = dict(zip(layout.names, first.split(layout.delimiter), strict=False))
    columns = [names.get(name, "") for name in ("source", "target", "type")]
    direction = values.get(columns[-1], "").strip(f"{QUOTE} ").lower()
    return columns if all(columns) and direction in (_DIRECTED, "undirected", "mutual") else None


def read_rows(
    shop: Workshop, plain: Path, layout: Layout
) -> tuple[DuckDBPyRelation, Callable[[int], Account]]:
    """Open text as rows, and return what accounts for its lines once they were read."""
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
        store_rejects=True,
        rejects_table=rejects,
        rejects_scan=shop.new_table(),
    )
    if layout.comment:
        first = quote(layout.names[0])
        rows = rows.filter(f"NOT coalesce(starts_with({first}, '{layout.comment}'), false)")
    return rows, partial(_account, shop, plain, rejects, layout.comment)


def _account(shop: Workshop, plain: Path, rejects: str, comment: str, n_rows: int) -> Account:
    """Count the lines that were no rows: those in an open quote are all lost, not just its first."""
    ends = "chr(10) || chr(13)"
    bad = shop.database.table(rejects).project(
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
    skipped = {_REASONS.get(reason, "no rows"): lines for reason, lines in counts}
    n_bad = sum(skipped.values())
    n_read = n_rows + n_bad
    if n_bad > (most := max_bad_lines(shop.bad_lines, n_read)):
        so_far = bad.project("*, CAST(sum(lines) OVER (ORDER BY place) AS BIGINT) AS so_far")
        one_too_many = so_far.filter(f"so_far > {most}").order("place").limit(1)
        place, reason, found, n_lines, n_until = one_too_many.fetchall()[0]
        why = f"{_REASONS.get(reason, 'no row')} ({found.splitlines()[0].rstrip('.')})"
        where = f"line {line_at(plain, place - 1):,}"
        raise make_bad_line_error(str(shop.file), where, why, n_until - n_lines)
    return Account(n_read, skipped)


def unique_names(names: list[str]) -> list[str]:
    """Name empty headers by their place, and number repeated ones, so that each column can be named."""
    taken: dict[str, str] = {}
    for place, name in enumerate(names):
        wanted = name or f"column_{place}"
        numbered = (f"{wanted}_{number}" for number in count(2))
        free = next(option for option in chain([wanted], numbered) if option.lower() not in taken)
        taken[free.lower()] = free
    return list(taken.values())
