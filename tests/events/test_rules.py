from __future__ import annotations

import dataclasses

import pytest

from tribus.errors import OptionError
from tribus.events import Rules


def test_rules_are_checked_when_they_are_made():
    with pytest.raises(OptionError, match="kinds maps to 'replay', which is not a kind"):
        Rules(kinds={"x": "replay"})
    with pytest.raises(OptionError, match="time_zone 'Nope' is not a time zone"):
        Rules(time_zone="Nope")


@pytest.mark.parametrize("option", ["fold_case", "integer_ids"])
def test_a_switch_that_is_not_a_bool_is_an_error(option):
    with pytest.raises(OptionError, match=f"{option} must be True or False, got 'yes'"):
        Rules(**{option: "yes"})


def test_rules_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError, match="fold_case"):
        Rules().fold_case = True


def test_the_names_of_kinds_include_the_six_kinds():
    names = Rules(kinds={"RT": "repost"}).kind_names
    assert names["rt"] == names["repost"] == "repost"
    assert len(names) == 7
