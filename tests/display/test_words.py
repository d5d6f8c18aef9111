from __future__ import annotations

import math

from tribus._display import MAX_NAME_LENGTH, display_name, format_rest, list_names, percent, plural


def test_a_long_name_is_cut():
    name = display_name("x" * 10_000)
    assert name == "x" * (MAX_NAME_LENGTH - 1) + "…"
    assert display_name("x" * MAX_NAME_LENGTH) == "x" * MAX_NAME_LENGTH


def test_hidden_characters_of_a_name_are_replaced():
    assert display_name("a\u202eb\x1b\n\u200b\ud800\u2028c") == "a�b�����c"
    assert display_name("José Ñandú 漢字 🙂") == "José Ñandú 漢字 🙂"
    assert display_name(7) == "7"


def test_a_list_of_names_counts_the_others():
    assert list_names(["ana", "ben"]) == "ana, ben"
    assert list_names(list("abcde")) == "a, b, c and 2 more"
    assert list_names([*range(2000)], at_most=1) == "0 and 1,999 more"


def test_nouns_agree_with_their_count():
    assert plural(1, "user") == "1 user"
    assert plural(0, "user") == "0 users"
    assert plural(2000, "user") == "2,000 users"
    assert plural(3, "person") == "3 people"
    assert plural(2, "community") == "2 communities"


def test_the_rest_of_a_table_is_empty_without_rows():
    assert format_rest(1200, "smaller tribes") == "and 1,200 smaller tribes"
    assert format_rest(0, "smaller tribes") == format_rest(-5, "tribes") == ""


def test_a_share_of_nothing_is_a_dash():
    assert percent(0.424) == "42%"
    assert percent(math.nan) == percent(math.inf) == "–"
