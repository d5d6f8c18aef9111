from __future__ import annotations

import re

from tribus._cards import LONGEST_LINE, LONGEST_NAME, Card, list_names, name_of, plural, tell_rest

HOSTILE = "<script>alert('1')</script>&\"<img src=x onerror=alert(1)>"


def card(**parts):
    return Card(**{"title": "Events", "facts": ["2 events", "3 users"]} | parts)


def test_a_line_has_the_title_and_the_facts():
    assert card().line() == "<Events: 2 events, 3 users>"


def test_a_line_that_is_too_long_is_cut_to_88_characters_and_says_so():
    line = card(facts=["many facts"] * 30).line()
    assert len(line) == LONGEST_LINE == 88
    assert line.endswith("...>")


def test_a_line_of_88_characters_is_not_cut():
    line = card(title="E", facts=["x" * 83]).line()
    assert len(line) == LONGEST_LINE
    assert line.endswith("x>")


def test_everything_in_a_card_is_escaped():
    html = card(
        title=HOSTILE, facts=[HOSTILE], header=[HOSTILE], rows=[[HOSTILE]], made_by=HOSTILE
    ).html()
    assert html.count("&lt;script&gt;") == 5
    assert not re.search(r"<(script|img)", html, re.IGNORECASE)


def test_a_card_holds_nothing_remote_and_no_script():
    html = card(header=["a"], rows=[["b"]], made_by="x").html()
    assert not re.search(r"script|src=|href=|url\(|@import|https?:|\son\w+=", html, re.IGNORECASE)


def test_a_card_shows_the_facts_of_its_line_and_its_table():
    html = card(header=["what", "rows"], rows=[("kept", 2)], made_by="read_events('x')").html()
    for piece in ("<li>2 events</li>", "<li>3 users</li>", "<td>kept</td><td>2</td>", "how it was made"):
        assert piece in html


def test_a_card_without_table_or_making_has_neither():
    html = card().html()
    assert "<table>" not in html
    assert "<details>" not in html


def test_a_name_that_is_too_long_is_cut():
    name = name_of("x" * 10_000)
    assert name == "x" * (LONGEST_NAME - 1) + "…"
    assert name_of("x" * LONGEST_NAME) == "x" * LONGEST_NAME


def test_marks_that_turn_or_hide_text_are_replaced_in_a_name():
    assert name_of("a\u202eb\x1b\n\u200b\ud800\u2028c") == "a�b�����c"
    assert name_of("José Ñandú 漢字 🙂") == "José Ñandú 漢字 🙂"
    assert name_of(7) == "7"


def test_a_list_of_names_says_how_many_more_there_are():
    assert list_names(["ana", "ben"]) == "ana, ben"
    assert list_names(list("abcde")) == "a, b, c and 2 more"
    assert list_names([*range(2000)], at_most=1) == "0 and 1,999 more"


def test_nouns_follow_their_count():
    assert plural(1, "user") == "1 user"
    assert plural(0, "user") == "0 users"
    assert plural(2000, "user") == "2,000 users"
    assert plural(3, "person") == "3 people"
    assert plural(2, "community") == "2 communities"


def test_a_last_row_tells_how_many_are_left_out():
    assert tell_rest(1200, "smaller tribes", columns=4) == [("…", "", "", "and 1,200 smaller tribes")]
    assert tell_rest(0, "smaller tribes", columns=4) == tell_rest(-5, "tribes", columns=2) == []
