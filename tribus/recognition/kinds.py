"""Find the kind of the events of a table: by a column, by the caller, or by names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus.errors import ColumnError
from tribus.recognition.context import EVENT_KINDS, shown_values
from tribus.recognition.profile import MIN_VALUES
from tribus.recognition.words import (
    KIND_WORDS,
    POST_WORDS,
    UNCOUNTED_KINDS,
    USUAL_NAMES,
    kind_in_name,
    kind_of_file,
    normalise_name,
    plain_word,
)

if TYPE_CHECKING:
    from tribus.recognition.context import TableContext
    from tribus.recognition.profile import Profile

MIN_KNOWN = 0.6  # minimum share of known kinds among the distinct values of a column of kinds
MIN_WORDS = 0.5  # minimum share of values that are words
N_CERTAIN_NAMES = 7  # first usual names; they are accepted even if no kind in the column is known


def find_kind(table: TableContext) -> str | None:
    """Return the column of kinds, or the single kind that the caller gives; None if there is neither."""
    if "kind" in table.named:
        return _read_named_kind(table)
    options = [
        name
        for name in table.usual("kind")
        if name not in table.taken and not table.profiles[name].is_boolean
    ]
    known = [name for name in options if _has_kinds(table, table.profiles[name])]
    if known:
        return known[0]
    for name, profile in table.profiles.items():
        if name not in table.taken and profile.n_filled >= MIN_VALUES and _has_kinds(table, profile):
            return name
    certain = USUAL_NAMES["kind"][:N_CERTAIN_NAMES]
    others = [name for name in table.columns if name not in options]
    for name in options:
        profile = table.profiles[name]
        if len(profile.distinct) == 1 and any(map(kind_in_name, others)):
            continue  # the type of all records, as `"_type": "tweet"`; other columns say the kinds
        if normalise_name(name) in certain and profile.share("word", "phrase") > MIN_WORDS:
            return name
    return None


def file_kind(table: TableContext) -> str | None:
    """Return the kind in the name of the file, or None."""
    if table.request.origin == "frame":
        return None
    return kind_of_file(table.request.origin.replace("\\", "/").rsplit("/", 1)[-1])


def no_kind(table: TableContext) -> ColumnError:
    """Return the error for a table without a kind."""
    return ColumnError(
        f"nothing in {show(table.request.origin, at_most=500)} says what kind of events it holds; "
        f"name a column with kind=, or give one kind for the whole file: {', '.join(EVENT_KINDS)}"
    )


def uncounted_kinds(table: TableContext, kind: str | None) -> frozenset[str]:
    """Return names of kinds, in lower case, whose rows are dropped."""
    request = table.request
    given = {**request.format_kinds, **(request.kinds or {})}
    names = {str(name).strip().lower() for name, ours in given.items() if ours is None}
    if kind in table.profiles:
        words = {str(value).strip().lower() for value in table.profiles[str(kind)].filled}
        kept = {str(name).strip().lower() for name in request.kinds or {}}
        names |= {word for word in words - kept if plain_word(word) in UNCOUNTED_KINDS}
    return frozenset(names)


def _read_named_kind(table: TableContext) -> str | None:
    """Return the kind that the caller or the format gives; None for a column of booleans."""
    name: str = table.named["kind"]
    profile = table.profiles.get(name)
    if profile is None:
        word = plain_word(str(name))
        own = {str(one).strip().lower() for one in (table.request.kinds or {})}
        return KIND_WORDS[word] if word in KIND_WORDS and word not in own else name
    if not profile.is_boolean:
        return str(name)
    if kind_in_name(name) is None:
        raise ColumnError(
            f"column {show(name)} for kind holds yes and no ({shown_values(profile)}), which does not "
            f"say the kind of an event; give one kind for all rows with kind=: {', '.join(EVENT_KINDS)}"
        )
    return None


def _has_kinds(table: TableContext, profile: Profile) -> bool:
    """Return whether most values of a column are names of kinds."""
    own = {str(name).strip().lower() for name in (table.request.kinds or {})}
    if profile.is_boolean or (profile.is_number and not own):
        return False
    named = {*KIND_WORDS, *own, *table.request.format_kinds}
    words = {plain_word(str(value)) for value in profile.filled}
    known = words & (named | POST_WORDS | UNCOUNTED_KINDS)
    return bool(known & named) and len(known) >= MIN_KNOWN * len(words)
