"""Read people from cells: one person, a list of people, or dicts that describe people."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

from tribus.recognition.profile import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tribus.recognition.profile import Profile

NAME_KEYS = ("screen_name", "username", "userName", "acct", "handle", "login", "unique_id", "name")
ID_KEYS = ("id_str", "id", "user_id", "uid", "did")
MIN_LIST_SHARE, MIN_DICT_SHARE = 0.5, 0.2  # minimum share in a column of lists or of dicts
MAX_CELLS, MAX_CELL_LENGTH = 200, 100_000  # number of cells examined, and maximum characters of each


def separator_of(profile: Profile, *, is_plural: bool) -> str:
    """Return the regular expression between the people in a cell; empty if a cell holds one."""
    if profile.share("list") > MIN_LIST_SHARE or (
        profile.share("list") > 0 and profile.shapes["nothing"]
    ):
        return r"[,;|]"
    texts = [str(value) for value in profile.filled]
    several = [text for text in texts if any(mark in text for mark in ",;|")]
    spaced = profile.share("people") > 0 and any(text.count("@") > 1 and " " in text for text in texts)
    if several and (is_plural or profile.share("people") > 0):
        mark = next((mark for mark in ";|" if any(mark in text for text in several)), ",")
        return f"[{mark}]"
    return r"\s+" if spaced and is_plural else ""


def split_cells(profile: Profile, separator: str) -> frozenset[str]:
    """Return the distinct people in the cells of a column, in normalised form."""
    found: set[str] = set()
    for value in profile.filled:
        items = value if isinstance(value, (list, tuple)) else re.split(separator, str(value))
        found |= {plain_value(str(item).strip(" \t'\"[](){}c@")) for item in items}
    return frozenset(found - {""})


def keys_of(profile: Profile) -> dict[str, frozenset[str]]:
    """Return the keys that hold people in the dicts of a column, with their values."""
    if profile.share("list") < MIN_DICT_SHARE:
        return {}
    found: dict[str, set[str]] = {}
    for value in profile.filled[:MAX_CELLS]:
        for item in _items(value):
            if isinstance(item, dict):
                for key in (*NAME_KEYS, *ID_KEYS):
                    if item.get(key) not in (None, ""):
                        found.setdefault(key, set()).add(plain_value(item[key]))
    return {key: frozenset(values) for key, values in found.items()}


def _items(value: Any) -> list[Any]:
    if isinstance(value, str):
        for read in (json.loads, ast.literal_eval):
            try:
                value = read(value[:MAX_CELL_LENGTH])
                break
            except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
                continue
    if isinstance(value, dict):
        return [value]
    return list(value) if isinstance(value, (list, tuple)) else []


def names_in(texts: Iterable[Any]) -> frozenset[str]:
    """Return the words of some texts that begin with `@`, without the `@`."""
    words = (word for text in texts for word in str(text).split())
    return frozenset(word.strip("@:,.!?").lower() for word in words if word.startswith("@"))
