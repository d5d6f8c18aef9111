"""Lines and cards match the golden files; `--draw-golden` replaces them, then look at cards.html."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.results import results_of
from tribus._display.language import in_language
from tribus._display.style import CARD_STYLE

GOLDEN = Path(__file__).parent / "golden"
BREAKS = re.compile("(?=<(?:div|ul|table|tr|p|details|svg)[ >])")
ENGLISH = re.compile(r"\b(the|and|with|who|members|people|users?|tribes?|events|given|of|in)\b")
PASSING = re.compile("(?<=tribus )[0-9][^,]*(?=, input)|(?<=input )[0-9a-f]{16}")  # version and digest


@pytest.fixture(scope="module")
def results():
    return results_of("plain")


@pytest.fixture
def check_text(request):
    def check(name, text):
        golden = GOLDEN / name
        if request.config.getoption("--draw-golden"):
            golden.write_text(text, encoding="utf-8")
        assert text == golden.read_text(encoding="utf-8")

    return check


def test_the_lines_match_the_golden_file(results, check_text):
    check_text("lines.txt", "".join(f"{name}: {result!r}\n" for name, result in results.items()))


def test_the_spanish_lines_match_the_golden_file(results, check_text):
    with in_language("es"):
        check_text("lines_es.txt", "".join(f"{name}: {result!r}\n" for name, result in results.items()))


def test_the_spanish_cards_have_no_english_words(results):
    with in_language("es"):
        pages = {name: result._repr_html_() for name, result in results.items()}
    texts = {
        name: re.sub("<(style|details).*?</\\1>|<[^>]*>", " ", page) for name, page in pages.items()
    }
    found = {name: ENGLISH.findall(text) for name, text in texts.items() if ENGLISH.search(text)}
    assert not found


def test_the_cards_match_the_golden_file(results, check_text):
    cards = [
        result._repr_html_().removeprefix(f"<style>{CARD_STYLE}</style>") for result in results.values()
    ]
    page = f"<!doctype html><meta charset=utf-8><style>{CARD_STYLE}</style>" + "\n".join(cards)
    check_text("cards.html", PASSING.sub("…", BREAKS.sub("\n", page)) + "\n")
