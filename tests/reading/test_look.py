"""The look at files, and what the report of a reading shows."""

from __future__ import annotations

import pytest

from tribus import read_events
from tribus._command.main import main
from tribus.errors import EventsError
from tribus.reading import look

TABLE = "from,to,type,score\nana,ben,reply,1\nben,ana,like,2\nben,ben,like,2\n"


def test_a_look_shows_columns_counts_and_the_call(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    lines = "\n".join(look(path, time=False))
    for part in (
        "source from 'from', target from 'to', kind from 'type'",
        "score  not used",
        "2 events of 2 users: 1 reply, 1 like",
        "left out: 1 self-interaction",
        "2 of 2 targets also act",
        f"tb.read_events('{path}', time=False)",
    ):
        assert part in lines


def test_the_command_looks_at_a_file(tmp_path, capsys):
    (tmp_path / "a.csv").write_text(TABLE)
    assert main(["look", str(tmp_path / "a.csv")]) == 0
    assert "source from 'from'" in capsys.readouterr().out
    assert main(["look", str(tmp_path / "b.csv")]) == 2


def test_the_report_of_a_reading_lists_unused_columns(tmp_path):
    (tmp_path / "a.csv").write_text(TABLE)
    (reading,) = read_events(tmp_path / "a.csv", progress=False).reading
    assert reading.unused == ("score",)
    assert ("score", "not used", "'1', '2'") in reading.roles
    assert "score" in reading._repr_html_()


def test_an_empty_result_is_an_error_that_says_why(tmp_path):
    (tmp_path / "likes.csv").write_text("from,to\nana,ana\nben,\n")
    with pytest.raises(EventsError, match=r"no row of .* is an event between two users \(1 self-inter"):
        read_events(tmp_path / "likes.csv", progress=False)


def test_the_command_lists_the_columns_before_an_error(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("from,to,kind,date\nana,ben,reply,2024-05-04 09:30\n")
    assert main(["look", str(tmp_path / "a.csv")]) == 2
    printed = capsys.readouterr()
    assert "date  '2024-05-04 09:30'" in printed.out
    assert "--time-zone" in printed.err


def test_a_header_without_rows_is_an_error_of_its_own(tmp_path):
    (tmp_path / "a.csv").write_text("from,to,kind\n")
    with pytest.raises(EventsError, match=r"has no rows, .* only the header \['from', 'to'"):
        read_events(tmp_path / "a.csv", progress=False)
