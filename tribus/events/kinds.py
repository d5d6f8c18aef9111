"""What one person can do to another, and how sure we are that it says so."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._core.checks import show, suggest
from tribus._engine.duckdb_engine import to_arrow
from tribus.errors import EventsError, OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = ("follow", "reply", "mention", "repost", "quote", "like")
STATE_KIND = "follow"  # a state that lasts until it is undone: counted once a pair, and not faded


def code_kinds(frame: nw.LazyFrame[Any], kinds: Mapping[str, str] | None) -> nw.LazyFrame[Any]:
    """Replace the table's kinds by their places in `KINDS`; raise `EventsError` for an unknown one."""
    found = to_arrow(frame.group_by("kind").agg()).column("kind").to_pylist()
    ours = map_kinds(sorted("" if kind is None else kind for kind in found), kinds)
    place = nw.lit(None, nw.Int8)
    for name, kind in ours.items():
        place = (
            nw.when(nw.col("kind").fill_null("") == name)
            .then(nw.lit(KINDS.index(kind), nw.Int8))
            .otherwise(place)
        )
    return frame.with_columns(kind=place)


def map_kinds(found: Iterable[str], mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Which of `KINDS` each kind of a table is; letter case and space around it do not matter.

    Parameters
    ----------
    found
        The kinds as the table writes them.
    mapping
        The caller's own names, for example `{"retweet": "repost"}`.

    Raises
    ------
    EventsError
        If a kind is neither known nor mapped.
    OptionError
        If the mapping leads to something that is not a kind.
    """
    known = known_kinds(mapping)
    wrong = [kind for kind in known.values() if kind not in KINDS]
    if wrong:
        raise OptionError(
            f"kinds maps to {show(wrong[0])}, which is not a kind{suggest(wrong[0], KINDS)}; "
            f"the kinds are {', '.join(KINDS)}"
        )
    words = {name: name.strip().lower() for name in found}
    unknown = [name for name, word in words.items() if word not in known]
    if unknown:
        first, *others = unknown
        more = f"; so is {show(others[0])}" if others else ""
        if others[1:]:
            more = f"; so are {show(others[0])} and others"
        raise EventsError(
            f"unknown kind {show(first)}{suggest(words[first], known)}{more}; "
            f"the kinds are {', '.join(KINDS)}. Say what each is, as "
            f"kinds={{{show(first)}: {show(_nearest(words[first], known))}}}, or leave these rows out"
        )
    return {name: known[word] for name, word in words.items()}


def _nearest(key: str, known: Mapping[str, str]) -> str:
    """The kind that a word is most like, to show how it would be mapped."""
    return known[(get_close_matches(key[:200], known, n=1, cutoff=0.0) or ["reply"])[0]]


def known_kinds(mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Names by which a kind is known, in lower case, and the kind that each of them is."""
    if mapping is not None and not isinstance(mapping, Mapping):
        raise OptionError(f"kinds must be a dict like {{'retweet': 'repost'}}, got {show(mapping)}")
    named = {str(name).strip().lower(): kind for name, kind in (mapping or {}).items()}
    return {kind: kind for kind in KINDS} | named
