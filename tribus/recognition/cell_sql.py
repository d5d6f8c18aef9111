"""People and numbers in cells, in the SQL of DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._engine.column_types import text_of
from tribus._engine.sql import quote, quote_text

if TYPE_CHECKING:
    from tribus.recognition.plan import Act

_YES = "'true', 'yes', 'si', 'sí', 'oui', 'ja', 'wahr', 'verdadero', 'vrai', 't', 'sim', 'verdadeiro'"
_EMPTY = "'', 'nan', 'NaN', 'None', 'null'"
_SINGLE_MARKS = {f"[{mark}]": mark for mark in ",;|"}  # separators that need no regular expression


def has_several(act: Act, type_: str) -> bool:
    """Return whether a cell of an act may hold several people; then its SQL is a list."""
    return bool(act.separator or act.key) or type_.endswith("[]")


def people_in_cell(act: Act, column: str, type_: str) -> str:
    """Return SQL for the people in a cell as text: one, null if there is nobody, or a list of several.

    Parameters
    ----------
    act
        The act whose people are read.
    column, type_
        SQL of the cell, and its type.
    """
    if not has_several(act, type_):
        return f"nullif(trim({text_of(column, type_)}), '')"
    if type_.endswith("[]"):
        value = f"one.{quote(act.key)}" if act.key else "one"
        people = f"list_transform({column}, lambda one: CAST({value} AS VARCHAR))"
    elif type_.startswith("STRUCT") and act.key:
        people = f"[CAST({column}.{quote(act.key)} AS VARCHAR)]"
    elif act.key:
        value = r"\s*:\s*[''\"]?([^''\",}\]]+)"
        people = f"regexp_extract_all(CAST({column} AS VARCHAR), '[''\"]{act.key}[''\"]{value}', 1)"
    else:
        return _split(f"CAST({column} AS VARCHAR)", act.separator)
    return _filled(people)


def _filled(people: str) -> str:
    """Return SQL for a list without empty words, each person once."""
    filled = f"list_filter({people}, lambda one: one IS NOT NULL AND one NOT IN ({_EMPTY}))"
    return f"CASE WHEN len({people}) > 1 THEN list_distinct({filled}) ELSE {filled} END"


def _split(text: str, separator: str) -> str:
    """Return SQL for the parts of a cell, without the brackets, quotes and spaces around them.

    Most cells have one name or none, which nothing surrounds.
    """
    cut = f"string_split_regex({{}}, {quote_text(separator)})"
    if separator in _SINGLE_MARKS:
        cut = f"string_split({{}}, {quote_text(_SINGLE_MARKS[separator])})"
    inner = rf"regexp_replace({text}, '^\s*c?[\[({{]+|[\])}}]+\s*$', '', 'g')"
    trimmed = f"list_transform({cut.format(inner)}, lambda one: trim(one, ' ''\"' || chr(9)))"
    is_wrapped = rf"regexp_matches({text}, '[\s''\"\[\](){{}}]')"
    several = f"CASE WHEN {is_wrapped} THEN {trimmed} ELSE {cut.format(text)} END"
    is_one = rf"NOT regexp_matches({text}, '[\s''\"\[\](){{}},;|]')"
    return (
        f"CASE WHEN {text} IS NULL OR {text} IN ({_EMPTY}) THEN NULL "
        f"WHEN {is_one} THEN [{text}] ELSE {_filled(several)} END"
    )


def number_in_cell(name: str) -> str:
    """Return SQL for a count; yes is 1, and no or an empty cell is 0."""
    text = f"lower(trim(CAST({quote(name)} AS VARCHAR)))"
    return (
        f"CASE WHEN {text} IN ({_YES}) THEN 1.0::DOUBLE ELSE coalesce(TRY_CAST({text} AS DOUBLE), 0) END"
    )
