"""Words of lines and cards: safe and short user names, and nouns that agree with their count."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

from tribus._display.language import (
    count_noun,
    count_rest,
    format_share,
    format_whole,
    in_language,
    translate,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_NAME_LENGTH = 40


def plain(text: str) -> str:
    """Return the text with control characters, direction marks and line ends replaced by �."""
    if text.isprintable():
        return text
    return "".join(letter if is_plain(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def display_name(user: Any) -> str:
    """Return an id as `plain` text of at most 40 letters."""
    text = plain(str(user)[: MAX_NAME_LENGTH + 1])
    return text if len(text) <= MAX_NAME_LENGTH else f"{text[: MAX_NAME_LENGTH - 1]}…"


def list_names(users: Sequence[Any], *, at_most: int = 3) -> str:
    """Return the first names, joined by commas, and the number of the others."""
    names = ", ".join(display_name(user) for user in users[:at_most])
    more = len(users) - at_most
    if more <= 0:
        return names
    return translate("{names} and {n} more", names=names, n=format_whole(more))


def format_egos(egos: Sequence[Any]) -> list[str]:
    """Return the fact that a network is an ego network, as a list; empty if it is not."""
    return [translate("ego network of {names}", names=list_names(egos))] if egos else []


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: `1 user`, `2,000 users`, or `2.000 personas`.

    The noun is English, and the catalogue has its translation for one and for many. It must be a
    constant, because a test collects the nouns from the code.
    """
    return count_noun(count, noun)


def plural_in_english(count: int, noun: str) -> str:
    """Return a count with its noun in English, for errors and what is stored."""
    with in_language("en"):
        return count_noun(count, noun)


def format_rest(n_left: int, what: str) -> str:
    """Return the text about the rows that a table leaves out, empty if there are none.

    A test collects `what` from the code, so it must be a constant.
    """
    return count_rest(n_left, what) if n_left > 0 else ""


def percent(share: float) -> str:
    """Return a share as `42%`; a dash for nan."""
    return format_share(share) if math.isfinite(share) else "–"


def is_plain(letter: str) -> bool:
    """Return whether a character is visible text: no control character, direction mark or line end."""
    return not unicodedata.category(letter).startswith(("C", "Zl", "Zp"))
