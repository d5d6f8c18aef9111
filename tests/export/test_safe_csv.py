from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest

from tribus._export.safe_csv import write_csv


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
def test_what_would_begin_a_formula_has_an_apostrophe_before_it(written, sign, before):
    cell = f"{before}{sign}HYPERLINK(1)"
    assert written([cell]) == [f"'{cell}"]


def test_a_formula_behind_a_mark_at_which_other_programs_cut_cells_has_one_too(written):
    assert written(["ana;=1+1", 'x,"=A1', "a|@SUM(1)", "a;b"]) == [
        "ana;'=1+1",
        "x,'\"=A1",
        "a|'@SUM(1)",
        "a;b",
    ]


def test_marks_that_turn_or_hide_text_and_ends_of_lines_are_replaced(written):
    assert written(["\t=1", "\r=1", "a\nb\u202e\x1b[31m"]) == ["�=1", "�=1", "a�b��[31m"]


@pytest.mark.parametrize(
    "cell", ["-5", "+34,5", "-0.25", "007", "ana", "a-b", "a=b", "mail@x", "José", "漢字", "x" * 10_000]
)
def test_numbers_and_names_are_written_as_they_are(written, cell):
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


def test_texts_are_in_quotes_so_that_no_mark_in_them_ends_a_cell(tmp_path):
    write_csv(pd.DataFrame({"user": ['a"b;c'], "tribe": [1]}), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == '"user","tribe"\n"a""b;c",1\n'


def test_names_of_columns_are_safe_too_and_the_frame_stays_as_it_was(tmp_path):
    frame = pd.DataFrame({"=1+1": ["=2"]})
    write_csv(frame, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == '"\'=1+1"\n"\'=2"\n'
    assert frame.to_dict() == {"=1+1": {0: "=2"}}


def test_a_very_long_row_of_blanks_and_quotes_takes_no_time(written):
    assert written([" '" * 60_000]) == [" '" * 60_000]
    assert written([", '" * 40_000]) == [", '" * 40_000]
