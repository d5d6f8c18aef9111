"""Words of lines and cards: strangers' names made plain and short, nouns that follow their count."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_NAME = 40


def plain(text: str) -> str:
    """Replace what moves, turns or hides text on a screen: control and direction marks, ends of line."""
    if text.isprintable():
        return text
    return "".join(letter if _is_plain(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def display_name(user: Any) -> str:
    """Show an id that came from outside: no control or direction marks, cut to a length that fits."""
    text = plain(str(user)[: LONGEST_NAME + 1])
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def list_names(users: Sequence[Any], *, at_most: int = 3) -> str:
    """Join the first names with commas, and say how many more there are."""
    names = ", ".join(display_name(user) for user in users[:at_most])
    more = len(users) - at_most
    return f"{names} and {more:,} more" if more > 0 else names


def format_egos(egos: Sequence[Any]) -> list[str]:
    """The fact that events are the view of some people; no fact where they are not."""
    return [f"ego network of {list_names(egos)}"] if egos else []


def plural(count: int, noun: str) -> str:
    """`1 user`, `2,000 users`, `3 people`."""
    return f"{count:,} {noun if count == 1 else _PLURALS.get(noun, noun + 's')}"


_PLURALS = {"person": "people", "community": "communities"}


def format_rest(n_left: int, what: str) -> str:
    """How many a table leaves out; nothing if none are."""
    return f"and {n_left:,} {what}" if n_left > 0 else ""


def percent(share: float) -> str:
    """`42%`; a dash where there is nothing to take a share of."""
    return f"{share:.0%}" if math.isfinite(share) else "–"


def _is_plain(letter: str) -> bool:
    return not unicodedata.category(letter).startswith(("C", "Zl", "Zp"))
