"""Lines of text: quotes that hold line ends, encodings, headers below a report."""

from __future__ import annotations

import pytest

from tribus.errors import OptionError, ReadError

HEADER = "source,target,kind,text\n"


def test_an_open_quote_does_not_lose_rows_in_silence(write, see):
    rows = ["ana,ben,reply,hola"] * 20_000
    rows[10_000] = 'ana,ben,reply,"hola'
    path = write("a.csv", HEADER + "\n".join(rows) + "\n")
    with pytest.raises(ReadError, match=r"line 10,002: an open quote .*the 9,999 lines after it"):
        see(path)
    seen = see(path, bad_lines=0.6)
    assert (seen.read, seen.skipped) == (20_000, {"an open quote": 10_000})


def test_lines_in_a_quoted_post_do_not_become_rows(write, see):
    inner = "\n".join(["evil,victim,like,boo"] * 20)
    rows = "".join(f'u{i % 1000},v{i % 997},reply,"start\n{inner}\nend"\n' for i in range(30_000))
    seen = see(write("a.csv", HEADER + rows))
    assert (seen.read, seen.skipped, len(seen.rows)) == (30_000, {}, 30_000)
    assert not any(row[0] == "evil" for row in seen.rows)


def test_a_line_that_is_too_long_for_the_database_is_counted(write, see):
    path = write("a.csv", f"x,y\n1,2\n3,{'4' * 40_000_000}\n5,6\n")
    seen = see(path)
    assert (seen.read, seen.skipped) == (3, {"a line too long": 1})
    with pytest.raises(ReadError, match=r"line 3: a line too long"):
        see(path, bad_lines=0)


def test_a_stray_quote_and_one_that_closes_it_account_for_all_lines(write, see):
    rows = ["a,b"] * 1_000
    rows[100], rows[110] = 'a,"b', 'a,"b"'
    seen = see(write("a.csv", "x,y\n" + "\n".join(rows) + "\n"), bad_lines=0.5)
    assert seen.read == 1_000
    assert seen.read - sum(seen.skipped.values()) == len(seen.rows)


def test_repeated_names_in_a_header_cost_no_more_than_others(write, see):
    names = ",".join(["a"] * 4_000)
    seen = see(write("a.csv", f"source,target,{names}\nx,y{',1' * 4_000}\n"))
    assert seen.names[-1] == "a_4000"


def test_a_header_of_very_many_columns_is_an_error(write, see):
    with pytest.raises(ReadError, match=r"would name 6,002 columns, over the limit of 5,000"):
        see(write("a.csv", "source,target" + ",a" * 6_000 + "\n"))


def test_windows_1252_is_recognised(write, see):
    text = "source,target\nJosé,Muñoz\nÁngel,José\n"
    seen = see(write("a.csv", text.encode("cp1252")))
    assert seen.rows == [("José", "Muñoz"), ("Ángel", "José")]
    assert seen.said == "read as Windows-1252"


def test_an_encoding_may_be_named(write, see):
    path = write("a.csv", "source,target\nИя,Ада\n".encode("cp1251"))
    assert see(path, encoding="cp1251").rows == [("Ия", "Ада")]
    with pytest.raises(OptionError, match="encoding 'cp125' is not an encoding"):
        see(path, encoding="cp125")
    with pytest.raises(ReadError, match=r"is not text in utf-8: .*encoding="):
        see(path, encoding="utf-8")


def test_a_header_below_a_report_is_found(write, see):
    report = "Report:,Mentions\nFrom:,Mon May 04 UTC 2026\n\n"
    seen = see(write("a.csv", report + "x,source,target,d\n1,ana,ben,2\n1,ben,ana,2\n1,eve,ana,3\n"))
    assert seen.names == ["x", "source", "target", "d"]
    assert (len(seen.rows), seen.said) == (3, "header on line 4")


def test_the_line_by_which_excel_names_the_delimiter_is_no_header(write, see):
    assert see(write("a.csv", "sep=;\nsource;target\nana,x;ben\n")).rows == [("ana,x", "ben")]
