from __future__ import annotations

import pytest

from tribus.events.kinds import KINDS
from tribus.recognition.words import (
    KIND_WORDS,
    USUAL_NAMES,
    is_known_name,
    is_parent_name,
    kind_in_name,
    kind_of_file,
    normalise_name,
    space_of_name,
)


@pytest.mark.parametrize("part", USUAL_NAMES)
def test_every_usual_name_is_written_as_names_are_normalised(part):
    assert [name for name in USUAL_NAMES[part] if normalise_name(name) != name] == []


def test_words_for_kinds_lead_to_kinds():
    assert set(KIND_WORDS.values()) == set(KINDS)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("inReplyToUserId", "in_reply_to_user_id"),
        ("author.username", "author_username"),
        (" Thread Author ", "thread_author"),
        ("AUTHOR_ID", "author_id"),
        ("Relationship Date (UTC)", "relationship_date_utc"),
        ("expéditeur", "expediteur"),
    ],
)
def test_names_are_compared_without_case_marks_and_accents(name, plain):
    assert normalise_name(name) == plain


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("in_reply_to_user_id", "reply"), ("retweeted.user.screen_name", "repost"),
        ("quote_author", "quote"),
        ("Mentioned Authors", "mention"), ("followee", None), ("likely", None), ("created_at", None),
    ],
)  # fmt: skip
def test_a_whole_word_in_the_name_of_a_column_gives_its_kind(name, kind):
    assert kind_in_name(name) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("follows.csv", "follow"), ("my-followers-2026.csv", "follow"), ("followup_survey.csv", None),
        ("Favourites.CSV", "like"), ("quotes-2020.csv.gz", "quote"), ("export.csv", None),
    ],
)  # fmt: skip
def test_a_whole_word_in_the_name_of_a_file_gives_its_kind(name, kind):
    assert kind_of_file(name) == kind


def test_parents_and_spaces_are_told_by_names():
    assert is_parent_name("in_reply_to_status_id")
    assert not is_parent_name("in_reply_to_user_id")
    assert (space_of_name("author_id"), space_of_name("user.screen_name")) == ("id", "name")


@pytest.mark.parametrize("name", ["ana", "reply_bot", "{'weight': 1", "u1"])
def test_a_value_is_no_name_of_a_column(name):
    assert not is_known_name(name)
