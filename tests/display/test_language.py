import string
from datetime import UTC, datetime

import pytest

import tribus as tb
from tests.display.messages import collect_messages
from tribus._display.language import (
    CATALOGUES,
    LANGUAGES,
    current_language,
    format_date,
    format_decimals,
    format_share,
    format_whole,
    in_language,
    read_catalogue,
    translate,
    translate_count,
)

TRANSLATED = [language for language in LANGUAGES if language != "en"]


def entries(language):
    found = {}
    for message in read_catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else tuple(message.id)
            found[key] = [message.string] if isinstance(message.string, str) else list(message.string)
    return found


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_has_a_translation(language):
    known = entries(language)
    missing = {
        message: places
        for message, places in collect_messages().items()
        if not all(known.get(message, [""]))
    }
    assert not missing, (
        f"{len(missing)} messages have no translation in {CATALOGUES / language}.po:\n"
        + "\n".join(f"{places[0]}: {message!r}" for message, places in missing.items())
        + f"\nAdd them to the file; `python -m tests.display.messages {language}` prints empty entries."
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_of_a_message_in_the_code(language):
    used = collect_messages()
    unused = [message for message in entries(language) if message not in used]
    assert not unused, (
        f"no code uses these messages; remove them from {CATALOGUES / language}.po: {unused}"
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_values_of_the_message(language):
    for message, translations in entries(language).items():
        originals = [message] if isinstance(message, str) else list(message)
        for original, translation in zip(originals, translations, strict=True):
            assert fields(original) == fields(translation), (
                f"{translation!r} must have the values {sorted(fields(original))} of {original!r}"
            )


def test_a_message_is_translated_with_its_values():
    assert translate("tribe {number}", number=3) == "tribe 3"
    with in_language("es"):
        assert translate("tribe {number}", number=3) == "tribu 3"
        assert translate("tribe {number} ({name})", number=3, name="{pan}") == "tribu 3 ({pan})"


def test_a_count_chooses_one_or_many():
    counts = 1, 2, 12345
    english = [translate_count("{n} person", "{n} people", count) for count in counts]
    assert english == ["1 person", "2 people", "12,345 people"]
    with in_language("es"):
        spanish = [translate_count("{n} person", "{n} people", count) for count in counts]
    assert spanish == ["1 persona", "2 personas", "12.345 personas"]


def test_numbers_and_dates_are_written_as_in_the_language():
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    written = [format_whole(12345.2), format_share(0.42), format_decimals(1.25), format_date(moment)]
    assert written == ["12,345", "42%", "1.25", "1 May 2024"]
    with in_language("es"):
        written = [format_whole(12345.2), format_share(0.42), format_decimals(1.25), format_date(moment)]
    assert written == ["12.345", "42\N{NO-BREAK SPACE}%", "1,25", "1 may 2024"]


def test_the_language_stays_until_it_is_changed():
    tb.set_language("es")
    try:
        assert current_language() == "es"
    finally:
        tb.set_language("en")
    assert current_language() == "en"


def test_the_language_is_reset_after_an_error():
    with pytest.raises(ZeroDivisionError, match="zero"), in_language("es"):
        raise ZeroDivisionError("division by zero")
    assert current_language() == "en"


def test_an_unknown_language_is_an_error():
    with pytest.raises(tb.errors.OptionError, match="language must be one of 'en', 'es'; got 'fr'"):
        tb.set_language("fr")
    assert current_language() == "en"
