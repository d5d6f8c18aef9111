"""Names and texts quoted for SQL."""

from __future__ import annotations


def quote(name: str) -> str:
    """Return a name in double quotes, escaped."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """Return a text in single quotes, escaped."""
    return "'" + text.replace("'", "''") + "'"
