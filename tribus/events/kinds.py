"""The kinds of events, and the names that tables use for them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._core.checks import show, suggest
from tribus._engine.plans import to_arrow
from tribus.errors import EventsError, OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = ("follow", "reply", "mention", "repost", "quote", "like")
STATE_KIND = "follow"  # a state that lasts until it is undone: one event per pair, without decay
FOLLOW_CODE = KINDS.index(STATE_KIND)
TALK_CODES = tuple(KINDS.index(kind) for kind in ("reply", "mention", "quote"))


def code_kinds(frame: nw.LazyFrame[Any], names: Mapping[str, str]) -> nw.LazyFrame[Any]:
    """Replace the names of kinds by indices into `KINDS`.

    Parameters
    ----------
    frame
        Rows with a column `kind` of text.
    names
        Known names of kinds, as `read_kind_names` returns them.

    Raises
    ------
    EventsError
        If a kind is unknown.
    """
    found = to_arrow(frame.group_by("kind").agg()).column("kind").to_pylist()
    known = map_kinds(sorted("" if kind is None else kind for kind in found), names)
    code = nw.lit(None, nw.Int8)
    for name, kind in known.items():
        code = (
            nw.when(nw.col("kind").fill_null("") == name)
            .then(nw.lit(KINDS.index(kind), nw.Int8))
            .otherwise(code)
        )
    return frame.with_columns(kind=code)


def map_kinds(found: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return the kind of each name in a table; letter case and surrounding space do not matter.

    Parameters
    ----------
    found
        The names in the table.
    names
        Known names of kinds, as `read_kind_names` returns them.

    Raises
    ------
    EventsError
        If a name is unknown.
    """
    words = {name: name.strip().lower() for name in found}
    unknown = [name for name, word in words.items() if word not in names]
    if unknown:
        first, *others = unknown
        more = f"; so is {show(others[0])}" if others else ""
        if others[1:]:
            more = f"; so are {show(others[0])} and others"
        raise EventsError(
            f"unknown kind {show(first)}{suggest(words[first], names)}{more}; "
            f"the kinds are {', '.join(KINDS)}. Map each unknown kind, as in "
            f"kinds={{{show(first)}: {show(_nearest(words[first], names))}}}, or leave its rows out "
            f"with kinds={{{show(first)}: None}}"
        )
    return {name: names[word] for name, word in words.items()}


def read_kind_names(mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Return every known name of a kind, in lower case, with its kind.

    Parameters
    ----------
    mapping
        The caller's names for kinds, for example `{"retweet": "repost"}`. They take precedence over
        the names in `KINDS`.

    Raises
    ------
    OptionError
        If `mapping` is not a dict, or maps to a name that is not a kind.
    """
    if mapping is not None and not isinstance(mapping, Mapping):
        raise OptionError(f"kinds must be a dict like {{'retweet': 'repost'}}, got {show(mapping)}")
    names = {str(name).strip().lower(): kind for name, kind in (mapping or {}).items()}
    wrong = [kind for kind in names.values() if kind not in KINDS]
    if wrong:
        raise OptionError(
            f"kinds maps to {show(wrong[0])}, which is not a kind{suggest(wrong[0], KINDS)}; "
            f"the kinds are {', '.join(KINDS)}"
        )
    return {kind: kind for kind in KINDS} | names


def _nearest(word: str, names: Mapping[str, str]) -> str:
    """Return the kind whose name is most similar to a word, as an example of a mapping."""
    return names[(get_close_matches(word[:200], names, n=1, cutoff=0.0) or ["reply"])[0]]
