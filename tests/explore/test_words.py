import re

from tribus._display.language import in_language
from tribus.explore.page import BUNDLE
from tribus.explore.words import list_words
from tribus.tribes.roles.assign import ROLES

SOURCES = BUNDLE.parent / "js" / "src"


def test_every_message_of_the_sources_has_a_translation():
    text = "\n".join(path.read_text("utf-8") for path in sorted(SOURCES.glob("*.js")))
    used = set(re.findall(r'\bt\("([^"]*)"', text)) | set(ROLES)
    for pair in re.findall(r'\bcount\([^"]*?, "([^"]*)", "([^"]*)"\)', text):
        used.update(pair)
    with in_language("es"):
        assert set(list_words()) == used


def test_english_needs_no_words():
    assert list_words() is None
