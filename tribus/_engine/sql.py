"""Names and texts as SQL writes them."""

from __future__ import annotations


def quote(name: str) -> str:
    """Write a name as SQL does, so that no character in it can end it."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """Write a text as SQL does, so that no character in it can end it."""
    return "'" + text.replace("'", "''") + "'"
