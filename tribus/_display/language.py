"""The language of cards, pictures and reports, and its catalogue of messages."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tribus._core.checks import check_choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages import Catalog

LANGUAGES = ("en", "es")
CATALOGUES = Path(__file__).parent / "catalogues"  # one file for each language but English
_chosen = ["en"]


def set_language(language: str) -> None:
    """Set the language of cards, lines and pictures.

    Parameters
    ----------
    language
        `"en"` for English, the default, or `"es"` for Spanish. Numbers and dates follow it. Names of
        columns in tables of `to_frame`, options, errors and the lines of `made_by` stay English.

    Raises
    ------
    OptionError
        If there is no such language.

    Examples
    --------
    >>> import tribus as tb
    >>> tb.set_language("es")
    >>> tb.set_language("en")
    """
    check_choice("language", language, LANGUAGES)
    _chosen[0] = language


def current_language() -> str:
    """Return the language of messages: `"en"` or `"es"`."""
    return _chosen[0]


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Use a language for a while."""
    before = current_language()
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


def translate(message: str, /, **values: Any) -> str:
    """Return a message in the current language, with `{name}` replaced by values.

    The English message is the key of the catalogue. It must be a constant, because a test collects all
    messages from the code.
    """
    text = message
    if current_language() != "en":
        text = str(_find(message) or message)
    return text.format(**values) if values else text


def look_up(text: str) -> str:
    """Return the translation of a text that need not be a constant; the text itself without one."""
    return text if current_language() == "en" else str(_find(text) or text)


def translate_count(one: str, many: str, count: int, /, **values: Any) -> str:
    """Return the message for 1 or for another count; `{n}` is the count, as the language writes it."""
    return look_up_count(one, many, count).format(n=format_whole(count), **values)


def look_up_count(one: str, many: str, count: int) -> str:
    """Return the message for 1 or for another count in the current language, without its values."""
    text = one if count == 1 else many
    found = None if current_language() == "en" else _find((one, many))
    return str(found[0 if count == 1 else 1]) if found else text


def count_noun(count: int, noun: str) -> str:
    """Return a count with a noun of the catalogue; see `tribus._display.plural`."""
    return translate_count(*pair_of_noun(noun), count)


def pair_of_noun(noun: str) -> tuple[str, str]:
    """Return the messages for one and for many: `{n} user` and `{n} users`."""
    return f"{{n}} {noun}", f"{{n}} {_PLURALS.get(noun, noun + 's')}"


_PLURALS = {"person": "people", "community": "communities"}


def count_rest(n_left: int, what: str) -> str:
    """Return the text about rows that are left out; see `tribus._display.format_rest`."""
    return translate(message_of_rest(what), n=format_whole(n_left))


def message_of_rest(what: str) -> str:
    """Return the message about rows that are left out: `and {n} smaller tribes`."""
    return f"and {{n}} {what}"


def format_whole(number: float) -> str:
    """Return a whole number: `12,345` in English, `12.345` in Spanish."""
    if current_language() == "en":
        return f"{number:,.0f}"
    from babel.numbers import format_decimal

    return str(format_decimal(round(number), locale=current_language()))


def format_share(share: float) -> str:
    """Return a share from 0 to 1 as a percentage: `42%` in English, `42 %` in Spanish."""
    if current_language() == "en":
        return f"{share:.0%}"
    from babel.numbers import format_percent

    return str(format_percent(share, locale=current_language()))


def format_decimals(number: float, pattern: str = ".3g") -> str:
    """Return a number with decimals, in a format of Python, with the decimal mark of the language."""
    text = f"{number:{pattern}}"
    return text if current_language() == "en" else text.translate(str.maketrans(".,", ",."))


def format_day(moment: Any) -> str:
    """Return the day of a time: `2024-05-01` in English, `1 may 2024` in Spanish."""
    return f"{moment:%Y-%m-%d}" if current_language() == "en" else format_date(moment)


def format_minute(moment: Any) -> str:
    """Return a time: `2024-05-01 14:30` in English, `1 may 2024, 14:30` in Spanish."""
    if current_language() == "en":
        return f"{moment:%Y-%m-%d %H:%M}"
    return f"{format_date(moment)}, {moment:%H:%M}"


def format_date(moment: Any) -> str:
    """Return the day of a time: `5 May 2024` in English, `5 may 2024` in Spanish."""
    from babel.dates import format_date as format_in_babel

    return str(format_in_babel(moment, "d MMM y", locale=current_language()))


def _find(message: str | tuple[str, str]) -> Any:
    """Return the translation, or None."""
    return _load(current_language()).get(message)


@cache
def _load(language: str) -> dict[str | tuple[str, ...], Any]:
    """Return the translation of each message of a language."""
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): message.string
        for message in read_catalogue(language)
        if message.id
    }


def read_catalogue(language: str) -> Catalog:
    """Return the catalogue of a language, a file of gettext."""
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)
