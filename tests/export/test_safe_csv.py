from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribus._export.safe_csv import _make_safe, write_csv


@pytest.fixture
def written(tmp_path):
    def written(cells, **others):
        path = tmp_path / "out.csv"
        write_csv(pd.DataFrame({"user": cells, **others}), path)
        with path.open(encoding="utf-8", newline="") as file:
            return [row[0] for row in csv.reader(file)][1:]

    return written


@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20\u2212")
@pytest.mark.parametrize("before", ["", " ", "\N{NO-BREAK SPACE}", "'", '"', " '\u201c"], ids=ascii)
def test_a_formula_gets_an_apostrophe(written, sign, before):
    cell = f"{before}{sign}HYPERLINK(1)"
    assert written([cell]) == [f"'{cell}"]


def test_a_formula_after_another_separator_gets_an_apostrophe(written):
    assert written(["ana;=1+1", 'x,"=A1', "a|@SUM(1)", "a;b"]) == [
        "ana;'=1+1",
        "x,'\"=A1",
        "a|'@SUM(1)",
        "a;b",
    ]


def test_hidden_characters_are_spelled_by_their_code(written):
    assert written(["\t=1", "\r=1", "a\nb\u202e\x1b[31m", "\U000e0041"]) == [
        "_x0009_=1",
        "_x000D_=1",
        "a_x000A_b_x202E__x001B_[31m",
        "_xE0041_",
    ]


def test_two_users_do_not_become_one_name(written):
    users = ["\t=1+1", "\u200b=1+1", "_x0009_=1+1", "_x200B_=1+1", "=1+1", "'=1+1", "�=1+1"]
    assert len(set(written(users))) == len(users)


LETTERS = st.sampled_from(["_", "x", "0", "9", "A", "\t", "\u200b", "=", "'", ";", "a"])


@given(st.lists(st.text(LETTERS, max_size=12), unique=True, max_size=8))
def test_different_texts_stay_different(texts):
    assert len(set(map(_make_safe, texts))) == len(texts)


@pytest.mark.parametrize(
    "cell", ["-5", "+34,5", "-0.25", "007", "ana", "a-b", "a=b", "mail@x", "José", "漢字", "x" * 10_000]
)
def test_numbers_and_names_are_unchanged(written, cell):
    assert written([cell]) == [cell]


def test_columns_of_numbers_stay_numbers(tmp_path):
    frame = pd.DataFrame(
        {
            "user": [7, -3],
            "bond": [-0.5, np.nan],
            "core": [True, False],
            "at": pd.to_datetime(["2024-01-01", "2024-01-02"], utc=True),
        }
    )
    write_csv(frame, tmp_path / "out.csv")
    back = pd.read_csv(tmp_path / "out.csv", parse_dates=["at"], date_format="ISO8601")
    pd.testing.assert_frame_equal(back, frame, check_dtype=False)


def test_texts_are_in_quotes(tmp_path):
    write_csv(pd.DataFrame({"user": ['a"b;c'], "tribe": [1]}), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == '"user","tribe"\n"a""b;c",1\n'


def test_column_names_are_safe_and_the_frame_is_unchanged(tmp_path):
    frame = pd.DataFrame({"=1+1": ["=2"]})
    write_csv(frame, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == '"\'=1+1"\n"\'=2"\n'
    assert frame.to_dict() == {"=1+1": {0: "=2"}}


def test_long_rows_of_blanks_and_quotes_are_fast(written):
    assert written([" '" * 60_000]) == [" '" * 60_000]
    assert written([", '" * 40_000]) == [", '" * 40_000]
