"""Tables with difficult fields, and the rows that Python's own readers find in them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

HEADER = ["source", "target", "kind", "text"]
DIFFICULT_TEXTS = (
    "", "hola", 'she said "no"', '"', '""', "a,b,c", "one\ntwo", 'x\n"y",z\nw', "'", "\\", '\\"',
    "# no comment", " blank ", "ñandú", "evil,victim,like,boo\n" * 30, "a" * 9_999,
    'long "quoted" ' * 2_000, "line\n" * 3_000,
)  # fmt: skip
MAX_ROWS = 300


def make_rows(random: Random) -> list[list[str]]:
    """Return rows with unique sources and difficult texts."""
    texts = random.sample(DIFFICULT_TEXTS, random.randint(1, 6))
    return [[*pair, "reply", random.choice(texts)] for pair in make_pairs(random.randint(2, MAX_ROWS))]


def make_pairs(n_users: int) -> list[tuple[str, str]]:
    """Return pairs in which each user is once a source and once a target."""
    return [(f"u{user}", f"u{(user + 1) % n_users}") for user in range(n_users)]


def write_csv(rows: list[list[str]], random: Random) -> bytes:
    """Return valid CSV; fields are quoted where they must be, or everywhere."""
    out = io.StringIO()
    quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(out, quoting=quoting, lineterminator=random.choice(("\n", "\r\n"))).writerows(
        [HEADER, *rows]
    )
    return out.getvalue().encode()


def pairs_of_csv(content: bytes) -> list[tuple[str, str]]:
    """Return the sources and targets that Python's `csv` finds, in order."""
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return sorted((row["source"], row["target"]) for row in rows)


def write_open_quotes(random: Random) -> tuple[bytes, int]:
    """Return CSV in which some texts open a quote that is never closed, and its number of rows."""
    n_rows = random.randint(2, MAX_ROWS)
    lines = [f"{source},{target},reply,hola" for source, target in make_pairs(n_rows)]
    for row in random.sample(range(n_rows), min(n_rows, random.randint(1, 3))):
        lines[row] = lines[row].replace("hola", '"hola')
    return "\n".join([",".join(HEADER), *lines, ""]).encode(), n_rows


def write_damaged_lines(random: Random) -> bytes:
    """Return JSON lines of which some lack a byte."""
    lines = [
        json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=random.random() < 0.5)
        for row in make_rows(random)
    ]
    for place in random.sample(range(len(lines)), len(lines) // 20):
        cut = random.randrange(len(lines[place]))
        lines[place] = lines[place][:cut] + lines[place][cut + 1 :]
    return "\n".join([*lines, ""]).encode()


def pairs_of_json(content: bytes) -> tuple[list[tuple[str, str]], int]:
    """Return the sources and targets that Python's `json` finds, and the number of damaged lines."""
    pairs, n_damaged = [], 0
    for line in content.split(b"\n")[:-1]:
        try:
            record = json.loads(line)
        except ValueError:  # no JSON, or not UTF-8
            n_damaged += 1
            continue
        source, target = record.get("source"), record.get("target")
        if source and target and source != target:
            pairs.append((source, target))
    return sorted(pairs), n_damaged
