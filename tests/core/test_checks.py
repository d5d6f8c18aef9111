from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from tribus._core.checks import (
    check_choice,
    check_count,
    check_not_negative,
    check_positive,
    check_seed,
    check_share,
    read_index,
    show,
    suggest,
)
from tribus.errors import OptionError


@pytest.mark.parametrize("value", [1, 0.5, 1e300, np.int64(3), np.float32(0.25)])
def test_a_positive_number_of_any_library_passes(value):
    check_positive("half_life", value)


@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan"), True, "1", None, [1], np.ones(2)])
def test_a_value_that_is_not_positive_is_an_error_that_shows_it(value):
    with pytest.raises(OptionError, match=r"half_life must be a finite number above 0, got "):
        check_positive("half_life", value)


@pytest.mark.parametrize("value", [0, 0.0, 1e300, np.int64(3)])
def test_a_number_of_0_or_more_passes(value):
    check_not_negative("resolution", value)


@pytest.mark.parametrize("value", [-1e-9, float("inf"), float("nan"), True, "1", None])
def test_a_negative_value_is_an_error_that_shows_it(value):
    with pytest.raises(OptionError, match=r"resolution must be a finite number of 0 or more, got "):
        check_not_negative("resolution", value)


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float64(1)])
def test_a_share_runs_from_0_to_1(value):
    check_share("one_way", value)


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), True, "half", None])
def test_a_value_that_is_no_share_is_an_error_that_shows_it(value):
    with pytest.raises(OptionError, match=r"one_way must be a number from 0 to 1, got "):
        check_share("one_way", value)


@pytest.mark.parametrize("value", [1, 7, np.int32(2), np.uint64(2**63)])
def test_a_whole_number_of_any_library_counts(value):
    check_count("passes", value)


@pytest.mark.parametrize("value", [0, -3, 1.0, True, "2", None, np.array([1, 2])])
def test_a_value_that_is_no_count_is_an_error_that_shows_it(value):
    with pytest.raises(OptionError, match="passes must be a whole number of 1 or more, got "):
        check_count("passes", value)


def test_the_minimum_count_is_in_the_message():
    check_count("top", 0, at_least=0)
    with pytest.raises(OptionError, match="top must be a whole number of 5 or more, got 4"):
        check_count("top", 4, at_least=5)


@pytest.mark.parametrize("value", [0, 2**63 - 1, np.int64(5)])
def test_a_seed_is_any_whole_number_below_2_to_the_63(value):
    check_seed(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (2**63, r"seed must be below 2\^63, got 9223372036854775808"),
        (-1, "seed must be a whole number of 0 or more, got -1"),
        (None, "seed must be a whole number of 0 or more, got None"),
    ],
)
def test_an_invalid_seed_is_an_error_that_shows_it(value, message):
    with pytest.raises(OptionError, match=message):
        check_seed(value)


def test_an_unknown_choice_is_an_error_that_suggests_the_nearest():
    check_choice("method", "leiden", ("leiden", "louvain"))
    with pytest.raises(
        OptionError,
        match=r"method must be one of 'leiden', 'louvain'; got 'Lieden' - did you mean 'leiden'\?",
    ):
        check_choice("method", "Lieden", ("leiden", "louvain"))


@pytest.mark.parametrize("value", [None, 3, ["leiden"], np.array(["leiden", "x"]), {}])
def test_a_choice_that_is_no_string_is_an_error(value):
    with pytest.raises(OptionError, match="method must be one of 'leiden'; got "):
        check_choice("method", value, ("leiden",))


def test_suggestions_ignore_letter_case():
    assert suggest("Sorce", ["SOURCE", "target"]) == " - did you mean 'SOURCE'?"


def test_there_is_no_suggestion_without_a_similar_name():
    assert suggest("xyz", ["source", "target"]) == ""


def test_integer_ids_can_be_suggested():
    assert suggest(12345, [12346, 99]) == " - did you mean 12346?"


def test_a_shown_text_is_quoted_escaped_and_truncated():
    assert show("ana") == "'ana'"
    assert show("a\nb\x1b[31m\u202e") == r"'a\nb\x1b[31m\u202e'"
    assert show("\ud800") == r"'\ud800'"
    assert show("x" * 10_000) == "'" + "x" * 56 + "..."


@pytest.mark.parametrize(
    "value",
    [np.arange(1000), pd.DataFrame({"a": range(5)}), ["x" * 100] * 100, {"a\nb": 1}, object()],
    ids=["array", "frame", "list", "dict", "object"],
)
def test_any_value_is_shown_on_one_short_line(value):
    shown = show(value)
    assert shown.isprintable()
    assert len(shown) <= 60


@pytest.mark.parametrize("value", [-4, 3, 1.5, "two", None])
def test_an_invalid_number_of_an_item_is_an_error(value):
    message = re.escape(f"rooms are numbered from 0 to 2, got {value!r}; doors are not")
    with pytest.raises(OptionError, match=message):
        read_index("rooms", value, 3, instead="; doors are not")
    assert read_index("rooms", 2, 3) == 2
    assert read_index("rooms", -1, 3) == 2
    with pytest.raises(OptionError, match="there are no rooms, got"):
        read_index("rooms", value, 0)
