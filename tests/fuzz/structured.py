"""Tables in CSV and JSON with difficult values and with damage, checked against Python's own readers."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tests.fuzz.reading import TableSeen, see_table
from tribus.errors import TribusError

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

Pairs = Counter[tuple[str, str]]

HEADER = ["source", "target", "kind", "text"]
STRANGER = "evil,victim,like,boo"  # a line of a text that looks like a row
DIFFICULT_TEXTS = (
    "", "hola", 'she said "no"', '"', '""', "a,b,c", "one\ntwo", 'x\n"y",z\nw', "'", "\\", '\\"',
    "# no comment", " blank ", "ñandú", f"{STRANGER}\n" * 30, f"start\n{STRANGER}\nend,", "a" * 9_999,
    'long "quoted" ' * 2_000, "line\n" * 3_000, "\t", "null", "\u2028", "{}", "[1,",
)  # fmt: skip
MAX_ROWS = 300
LARGE_BYTES = 9_000_000  # more than the database reads in one piece
LARGE_SHARE = 0.02  # of the files repeat their rows to this size
LONG_SHARE = 0.02  # of the files have a text of megabytes
MAX_DAMAGES = 3
JSON_ERRORS = (ValueError, RecursionError)
JSON_DAMAGES = (
    b"", b'"', b",", b"{", b"}", b"[", b"]", b"\\", b"9" * 5_000, b"NaN", b"1e999", b"\xff", b"\\ud800",
    b'{"source": "x", "target": "y"}', b"//", b"'", b"[" * 3_000,
)  # fmt: skip


class TextFile(NamedTuple):
    """A file to read: its name and content, its rows before any damage, and the number of damages."""

    name: str
    content: bytes
    rows: list[list[str]]
    n_damages: int = 0
    delimiter: str = ","


def make_rows(random: Random, *, large: bool) -> list[list[str]]:
    """Return rows of different people with difficult texts."""
    texts = random.sample(DIFFICULT_TEXTS, random.randint(1, 6))
    n_rows = random.randint(2, MAX_ROWS)
    if large:
        n_rows = LARGE_BYTES // (20 + max(map(len, texts)))
    rows = [
        [f"u{row}", f"u{(row + 1) % n_rows}", "reply", random.choice(texts)] for row in range(n_rows)
    ]
    if random.random() < LONG_SHARE:
        rows[random.randrange(n_rows)][3] = random.choice("x\n,") * random.choice((1_900_000, 5_000_000))
    return rows


def make_csv(random: Random, *, damaged: bool) -> TextFile:
    """Return a CSV file; if damaged, with quotes too many or too few, or other letters changed."""
    rows = make_rows(random, large=random.random() < LARGE_SHARE)
    out = io.StringIO()
    delimiter = random.choice(",,,\t;|")
    writer = csv.writer(
        out,
        delimiter=delimiter,
        quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        lineterminator=random.choice(("\n", "\r\n")),
    )
    writer.writerows([HEADER, *rows])
    content = bytearray(out.getvalue().encode())
    n_damages = random.randint(1, MAX_DAMAGES) if damaged else 0
    first = content.index(b"\n") + 1
    for _ in range(n_damages):
        _damage_csv(content, first, delimiter.encode(), random)
    return TextFile("rows.csv", bytes(content), rows, n_damages, delimiter)


def _damage_csv(content: bytearray, first: int, delimiter: bytes, random: Random) -> None:
    """Change one byte; line ends stay, so that lines can be counted."""
    place = random.randrange(first, len(content))
    quote = content.find(b'"', place)
    if random.random() < 0.5 and quote >= 0:
        del content[quote]
    elif content[place : place + 1] not in (b"\n", b"\r"):
        content[place : place + random.randrange(2)] = random.choice(
            (b'"', b'"', b"x", delimiter, b"\xff")
        )


def check_csv(file: TextFile, folder: Path) -> str | None:
    """Return how the rows differ from those of Python's `csv`; None if they do not."""
    seen = _see(file, folder)
    if seen is None:
        return None if file.n_damages else "a valid CSV is refused"
    written = Counter((source, target) for source, target, *_ in file.rows)
    text = file.content.decode(errors="surrogateescape")
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=file.delimiter)
    records = [row for row in reader if row][1:]
    found = Counter((record[0], record[1]) for record in records if len(record) > 1)
    invented = seen.pairs - (found | written)
    if invented.total() > file.n_damages:  # a damaged row may name others
        return f"rows that are not in the file: {show_pairs(invented)}"
    if seen.read < min(len(file.rows), len(records)):
        return f"{seen.read:,} rows read or skipped of {min(len(file.rows), len(records)):,}"
    if not file.n_damages and seen.pairs != found:
        too_long = [row for row in file.rows if len(row[3]) > 2**20]
        lost = found - seen.pairs
        if not too_long or lost.total() > min(len(too_long), seen.n_skipped):
            return f"rows of a valid file that are not read: {show_pairs(lost)}"
    if file.n_damages == 1 and any("evil" in source for source, _ in seen.pairs):
        return "a line of a text became a row"
    return None


def make_json(random: Random, *, damaged: bool) -> TextFile:
    """Return JSON, one record a line, a list, or a document with a list; if damaged, at a few places."""
    rows = make_rows(random, large=random.random() < LARGE_SHARE)
    records = [
        json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=random.random() < 0.5)
        for row in rows
    ]
    layout = random.choice(("lines", "list", "document"))
    n_damages = 0
    lines = [record.encode(errors="surrogatepass") for record in records]
    for place in random.sample(
        range(len(lines)), min(len(lines), random.randint(1, 5)) if damaged else 0
    ):
        cut, kept = random.randrange(len(lines[place])), random.randrange(2)
        lines[place] = lines[place][:cut] + random.choice(JSON_DAMAGES) + lines[place][cut + kept :]
        n_damages += 1
    if layout == "lines":
        content = random.choice((b"\n", b"\r\n", b"\n\n")).join([*lines, b""])
        return TextFile("rows.jsonl", content, rows, n_damages)
    content = b"[" + random.choice((b",", b",\n", b" ,\r\n")).join(lines) + b"]"
    if layout == "document":
        content = b'{"meta": {"n": [1, 2]}, "data": ' + content + b', "end": null}\n'
    return TextFile("rows.json", content, rows, n_damages)


def check_json(file: TextFile, folder: Path) -> str | None:
    """Return how the rows differ from those of Python's `json`; None if they do not."""
    seen = _see(file, folder)
    if seen is None:
        return None if file.n_damages else "valid JSON is refused"
    written = Counter((source, target) for source, target, *_ in file.rows)
    found, n_records = _read_json(file)
    invented = seen.pairs - (found | written)
    if invented.total() > file.n_damages:  # a damaged row may name others
        return f"rows that are not in the file: {show_pairs(invented)}"
    if seen.read < n_records and not seen.has_lost_rest:
        return f"{seen.read:,} records read or skipped of {n_records:,}"
    if (lost := found - seen.pairs).total() > seen.n_skipped:
        return f"rows that are neither read nor skipped: {show_pairs(lost)}"
    return None


def _read_json(file: TextFile) -> tuple[Pairs, int]:
    """Return the pairs of people that Python finds, and the number of records."""
    if file.name.endswith(".jsonl"):
        lines = [line for line in file.content.split(b"\n") if line.strip()]
        values = [_decode(line) for line in lines]
        n_records = len(lines)
    else:
        document = _decode(file.content)
        values = document.get("data", []) if isinstance(document, dict) else document
        values = values if isinstance(values, list) else []
        n_records = len(values) or len(file.rows) - file.n_damages
    found = Counter(
        (str(one["source"]), str(one["target"]))
        for one in values
        if isinstance(one, dict) and isinstance(one.get("source"), str) and one.get("target")
    )
    return found, n_records


def _decode(text: bytes) -> object:
    try:
        return json.loads(text)
    except JSON_ERRORS:
        return None


def _see(file: TextFile, folder: Path) -> TableSeen | None:
    """Open a file as a table; None if it is refused in words of tribus."""
    path = folder / file.name
    path.write_bytes(file.content)
    try:
        return see_table(path)
    except TribusError:
        return None
    finally:
        path.unlink()


def show_pairs(pairs: Pairs) -> str:
    """Return the first few of some pairs."""
    return f"{len(pairs):,}, such as {list(pairs)[:3]!r:.300}"
