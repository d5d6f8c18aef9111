from __future__ import annotations

import pytest

from tribus.errors import ColumnError
from tribus.events.columns import (
    KIND_HINTS,
    USUAL_NAMES,
    Columns,
    check_columns,
    check_names,
    guess_column,
    guess_kind,
    need_column,
)
from tribus.events.kinds import KINDS


@pytest.mark.parametrize("part", USUAL_NAMES)
def test_every_usual_name_is_found_in_any_letter_case(part):
    for name in USUAL_NAMES[part]:
        assert guess_column(part, ["other", f" {name.upper()} "]) == f" {name.upper()} "


def test_a_usual_name_tells_one_part_only():
    names = [name for usual in USUAL_NAMES.values() for name in usual]
    assert len(names) == len(set(names))


def test_of_several_usual_names_the_first_of_the_list_is_taken():
    assert guess_column("source", ["username", "user_id", "from"]) == "from"


def test_of_two_columns_of_one_name_the_first_is_taken():
    assert guess_column("source", ["From", "from"]) == "From"


def test_an_unusual_name_is_not_guessed():
    assert guess_column("target", ["tog", "toto"]) is None


def test_a_part_that_is_needed_and_not_found_is_an_error_that_lists_the_columns():
    with pytest.raises(ColumnError, match=r"no column looks like the target .* has 'a', 'b'. .*target="):
        need_column("target", ["a", "b"])


def test_a_long_list_of_columns_is_cut():
    with pytest.raises(ColumnError, match=r"'c11' and 88 more"):
        need_column("target", [f"c{i}" for i in range(100)])


@pytest.mark.parametrize(
    ("target", "path", "kind"),
    [
        ("in_reply_to_user_id", "x.csv", "reply"),
        ("followee", "x.csv", "follow"),
        ("Friend", "x.csv", "follow"),
        ("retweeted", "x.csv", "repost"),
        ("mentioned", "likes.csv", "mention"),
        ("to", "data/quotes-2020.csv", "quote"),
        ("to", "Favourites.CSV", "like"),
        ("to", "boosts.jsonl", "repost"),
        ("to", "follows/export.csv", None),
        ("to", "export.csv", None),
    ],
)
def test_the_target_and_then_the_file_name_give_a_kind_away(target, path, kind):
    assert guess_kind(target, path) == kind


def test_telltales_lead_to_kinds():
    assert {kind for _, kind in KIND_HINTS} <= set(KINDS)


def test_the_items_are_the_parts_that_the_table_has():
    columns = Columns(source="from", target="to", time="at")
    assert columns.items() == [("source", "from"), ("target", "to"), ("time", "at")]


def test_a_column_that_is_there_passes():
    check_columns(Columns(source="from", target="to"), ["to", "from", "x"])
    check_names(["to", "from", "to"])


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([0, "to"], "column 0 has a name that is not text"),
        (["", "to"], "column '' has a name that is not text"),
        (["To", "to"], "columns 'To' and 'to' differ only in case"),
    ],
)
def test_a_name_that_the_database_cannot_hold_is_an_error(names, message):
    with pytest.raises(ColumnError, match=message):
        check_names(names)
