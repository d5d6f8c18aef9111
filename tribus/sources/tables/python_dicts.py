"""Read edges whose attributes networkx writes as a Python dict: `ana ben {'weight': 3}`."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from tribus._engine.sql import quote
from tribus.sources.tables.headers import unique_names
from tribus.sources.tables.text import whole_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyRelation

MAX_KEYS = 30
WEIGHT_KEY = "weight"
MAX_DICT_LENGTH = 10_000  # maximum number of characters in a dict searched for keys
_SPACED = r"^[ \t]*+([^ \t\n]++)[ \t]++([^ \t\n]++)(?:[ \t]++(\{[^\n]*\}))?[ \t]*+$"
_ROW_WITH_DICT = r"^[ \t]*+([^,;\t\n]++)[,;\t]([^,;\t\n]++)[,;\t][ ]?\"?(\{[^\n]*\})\"?[ \t]*+$"
_IN_TEXT, _IN_BYTES = re.compile(_SPACED), re.compile(_SPACED.encode(), re.MULTILINE)
_MARKED_IN_TEXT, _MARKED_IN_BYTES = (
    re.compile(_ROW_WITH_DICT),
    re.compile(_ROW_WITH_DICT.encode(), re.MULTILINE),
)

# Regular expressions for the database: a value, and a pair of a key and a value.
_VALUE = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,'"{}\[\]()]+)"""
_PAIR = rf"{_VALUE}: {_VALUE}, "


def has_dict(line: str) -> bool:
    """Return whether a line is an edge with a dict."""
    found = _match(line)
    return found is not None and found[3] is not None


def split_line(line: str) -> list[str]:
    """Split a line into two ids and a dict, which may be empty."""
    found = _match(line)
    return [found[1], found[2], found[3] or ""] if found else [line]


def split_lines(plain: Path) -> Iterator[bytes]:
    """Yield all lines with tabs instead of spaces between ids and dicts; other lines are unchanged."""
    for block in whole_lines(plain):
        lines = _MARKED_IN_BYTES.sub(rb"\1\t\2\t\3", block.replace(b"\r\n", b"\n"))
        if lines == block:
            lines = lines.replace(b"\t", b" ")
        yield _IN_BYTES.sub(rb"\1\t\2\t\3", lines)


def _match(line: str) -> re.Match[str] | None:
    return _MARKED_IN_TEXT.fullmatch(line) or _IN_TEXT.fullmatch(line)


def find_keys(dicts: Iterable[str]) -> list[str]:
    """Return the keys that have a value in at least one dict, in order."""
    keys: dict[str, None] = {}
    for text in dicts:
        with suppress(ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            found = ast.literal_eval(text[:MAX_DICT_LENGTH]) if text else {}
            keys |= dict.fromkeys(key for key in found if isinstance(key, str) and key.isprintable())
    return list(keys)[:MAX_KEYS]


def pick_values(rows: DuckDBPyRelation, keys: Sequence[str]) -> DuckDBPyRelation:
    """Replace the column `dict` by one column for each key."""
    selected = ["source", "target"]
    for key, name in zip(keys, unique_names([*selected, *keys])[2:], strict=True):
        pattern = rf"^\{{(?:{_PAIR})*?{re.escape(repr(key))}: ({_VALUE})".replace("'", "''")
        found = f"nullif(regexp_extract(dict, '{pattern}', 1), '')"
        quoted = f"left({found}, 1) IN ('''', '\"')"
        inner = f"substr({found}, 2, length({found}) - 2)"
        value = f"CASE WHEN {quoted} THEN {inner} ELSE nullif(trim({found}), 'None') END"
        if name == WEIGHT_KEY:
            value = f"coalesce({value}, '1')"  # an edge without weight counts once
        selected.append(f"{value} AS {quote(name)}")
    return rows.project(", ".join(selected))
