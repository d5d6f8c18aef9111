"""Checks of options, and the messages of their errors."""

from __future__ import annotations

import math
from difflib import get_close_matches
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_NAMES_TO_MATCH = 20_000  # names among which a near match to an unknown name is searched


def check_positive(name: str, value: Any) -> None:
    """Raise `OptionError` unless `value` is a finite number above 0."""
    if not _is_number(value) or not 0 < value < math.inf:
        raise OptionError(f"{name} must be a finite number above 0, got {show(value)}")


def check_not_negative(name: str, value: Any) -> None:
    """Raise `OptionError` unless `value` is a finite number of 0 or more."""
    if not _is_number(value) or not 0 <= value < math.inf:
        raise OptionError(f"{name} must be a finite number of 0 or more, got {show(value)}")


def check_share(name: str, value: Any) -> None:
    """Raise `OptionError` unless `value` is a number from 0 to 1."""
    if not _is_number(value) or not 0 <= value <= 1:
        raise OptionError(f"{name} must be a number from 0 to 1, got {show(value)}")


def check_count(name: str, value: Any, *, at_least: int = 1) -> None:
    """Raise `OptionError` unless `value` is a whole number of `at_least` or more."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < at_least:
        raise OptionError(f"{name} must be a whole number of {at_least} or more, got {show(value)}")


def check_seed(value: Any) -> None:
    """Raise `OptionError` unless `value` can seed a generator: a whole number from 0 to 2^63 - 1."""
    check_count("seed", value, at_least=0)
    if value >= 2**63:
        raise OptionError(f"seed must be below 2^63, got {show(value)}")


def read_index(noun: str, value: Any, count: int, *, instead: str = "") -> int:
    """Return an index of one of `count` items from 0; negative ones count from the end.

    Raises
    ------
    OptionError
        If it is not a whole number, or out of range.
    """
    number = int(value) if isinstance(value, Integral) else count
    if not -count <= number < count:
        known = f"{noun} are numbered from 0 to {count - 1}" if count else f"there are no {noun}"
        raise OptionError(f"{known}, got {show(value)}{instead}")
    return number % count


def check_choice(name: str, value: Any, choices: Iterable[str]) -> None:
    """Raise `OptionError` unless `value` is one of `choices`; suggest similar ones."""
    known = list(choices)
    if not isinstance(value, str) or value not in known:
        listed = ", ".join(map(repr, known))
        raise OptionError(f"{name} must be one of {listed}; got {show(value)}{suggest(value, known)}")


def suggest(wrong: Any, known: Iterable[Any]) -> str:
    """Return ` - did you mean 'ana'?` if a similar name is known, otherwise an empty text."""
    by_text = {str(name).lower(): name for name in known}
    near = get_close_matches(str(wrong).lower()[:200], by_text, n=3, cutoff=0.6)
    return f" - did you mean {' or '.join(show(by_text[text]) for text in near)}?" if near else ""


def show(value: Any, *, at_most: int = 60) -> str:
    """Return the repr of a user's value: escaped, on one line, truncated to `at_most` letters."""
    text = repr(value[: 4 * at_most]) if isinstance(value, str) else " ".join(repr(value).split())
    text = "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text[: 4 * at_most]
    )
    return text if len(text) <= at_most else f"{text[: at_most - 3]}..."


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def describe_ids(user: Any) -> str:
    """Return `text` or `numbers`: what ids like that of a user are."""
    return "text" if isinstance(user, str) else "numbers"
