from __future__ import annotations

import re

from tribus._display import MAX_LINE_LENGTH, Bar, Card, Swatch

HOSTILE = "<script>alert('1')</script>&\"<img src=x onerror=alert(1)>"


def card(**parts):
    return Card(**{"title": "Events", "facts": ["2 events", "3 users"]} | parts)


def test_a_line_has_the_title_and_the_facts():
    assert card().line() == "<Events: 2 events, 3 users>"


def test_a_long_line_is_cut_to_88_characters():
    line = card(facts=["many facts"] * 30).line()
    assert len(line) == MAX_LINE_LENGTH == 88
    assert line.endswith("...>")


def test_a_line_of_88_characters_is_not_cut():
    line = card(title="E", facts=["x" * 83]).line()
    assert len(line) == MAX_LINE_LENGTH
    assert line.endswith("x>")


def test_everything_in_a_card_is_escaped():
    html = card(
        title=HOSTILE, facts=[HOSTILE], header=[HOSTILE], rows=[[HOSTILE]], made_by=HOSTILE
    ).html()
    assert html.count("&lt;script&gt;") == 5
    assert not re.search(r"<(script|img)", html, re.IGNORECASE)


def test_a_card_has_no_script_and_nothing_remote():
    html = card(header=["a"], rows=[["b"]], made_by="x").html()
    assert not re.search(r"script|src=|href=|url\(|@import|https?:|\son\w+=", html, re.IGNORECASE)


def test_a_card_shows_the_facts_of_its_line_and_its_table():
    html = card(header=["step", "rows"], rows=[("kept", 2)], made_by="read_events('x')").html()
    for piece in (
        "<li>2 events</li>",
        "<li>3 users</li>",
        "<td class='first'>kept</td>",
        "how it was made",
    ):
        assert piece in html


def test_a_card_without_rows_and_call_has_neither():
    html = card().html()
    assert "<table>" not in html
    assert "<details>" not in html


def test_numbers_are_aligned_to_the_right():
    html = card(header=["user", "events", "role"], rows=[("7", "1,200", "core"), ("8", "", "4%")]).html()
    assert "<th scope='col' class=number>events</th>" in html
    assert "<td class=number data-name='events'>1,200</td>" in html
    assert "<td data-name='role'>core</td>" in html


def test_the_rest_of_a_table_is_below_it():
    assert "</table><p>and 3 more</p>" in card(header=["a"], rows=[["b"]], rest="and 3 more").html()


def test_cells_may_be_sketches():
    html = card(header=["tribe", ""], rows=[(Swatch(3), Bar.of(0.5))]).html()
    assert "<svg class='swatch'" in html
    assert "<svg class='bar'" in html


def test_the_line_may_have_other_facts_than_the_card():
    result = card(facts=["in the card"], in_line=["in the line"])
    assert result.line() == "<Events: in the line>"
    assert "in the card" in result.html()
    assert "in the line" not in result.html()


def test_a_card_of_many_columns_is_a_list_on_narrow_screens():
    wide = card(header=list("abcd"), rows=[list("1234")]).html()
    assert "<table class='wide'>" in wide
    assert "<table>" in card(header=list("abc"), rows=[list("123")]).html()
