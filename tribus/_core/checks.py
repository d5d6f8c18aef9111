"""Checks of options, and errors that name what was meant."""

from __future__ import annotations

import math
from difflib import get_close_matches
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable


def check_positive(name: str, value: Any) -> None:
    """Raise `OptionError` unless `value` is a finite number above 0."""
    if not _is_number(value) or not 0 < value < math.inf:
        raise OptionError(f"{name} must be a finite number above 0, got {show(value)}")


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


def check_number(what: str, value: Any, count: int, *, instead: str = "") -> None:
    """Raise `OptionError` unless `value` is the number of one of `count` things."""
    if value not in range(count):
        known = f"{what} are numbered from 0 to {count - 1}" if count else f"there are no {what}"
        raise OptionError(f"{known}, got {show(value)}{instead}")


def check_choice(name: str, value: Any, choices: Iterable[str]) -> None:
    """Raise `OptionError` unless `value` is one of `choices`, offering the nearest."""
    known = list(choices)
    if not isinstance(value, str) or value not in known:
        listed = ", ".join(map(repr, known))
        raise OptionError(f"{name} must be one of {listed}; got {show(value)}{suggest(value, known)}")


def suggest(wrong: Any, known: Iterable[Any]) -> str:
    """` - did you mean 'ana'?` where something near is known, otherwise nothing."""
    by_text = {str(name).lower(): name for name in known}
    near = get_close_matches(str(wrong).lower()[:200], by_text, n=3, cutoff=0.6)
    return f" - did you mean {' or '.join(show(by_text[text]) for text in near)}?" if near else ""


def show(value: Any, *, at_most: int = 60) -> str:
    """Print a value that came from outside: escaped, on one line, cut to a length that can be read."""
    text = repr(value[: 4 * at_most]) if isinstance(value, str) else " ".join(repr(value).split())
    text = "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text[: 4 * at_most]
    )
    return text if len(text) <= at_most else f"{text[: at_most - 3]}..."


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
