import pandas as pd
import pytest

from tribus._command.main import main


@pytest.fixture
def replies(tmp_path):
    """Replies of two triangles; fil writes to ana and waits."""
    triangles = [
        ("ana", "ben"),
        ("ben", "cai"),
        ("cai", "ana"),
        ("dan", "eva"),
        ("eva", "fil"),
        ("fil", "dan"),
    ]
    rows = [*triangles, *((b, a) for a, b in triangles), ("fil", "ana")]
    frame = pd.DataFrame(rows, columns=["from", "to"])
    frame["at"] = pd.date_range("2024-01-01", periods=len(rows), freq="h", tz="UTC")
    path = tmp_path / "replies.csv"
    frame.to_csv(path, index=False)
    return str(path)


def test_people_prints_the_account_of_a_user(replies, capsys):
    assert main(["people", replies, "--kind", "reply", "--user", "ana", "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "3 people wrote to ana, and 1 got an answer." in printed
    assert "Who waits, the closest first:" in printed
    assert "2024-01-01" in printed


def test_people_prints_the_accounts_of_largest_reach(replies, tmp_path, capsys):
    out = tmp_path / "people.csv"
    options = ["people", replies, "--kind", "reply", "--no-tribes", "--out", str(out), "--quiet"]
    assert main(options) == 0
    printed = capsys.readouterr().out
    assert "<People: 6 users" in printed
    assert pd.read_csv(out)["user"].tolist() == ["ana", "ben", "cai", "dan", "eva", "fil"]
    assert str(out) in printed


def test_an_unknown_user_is_an_error_before_the_search(replies, capsys):
    assert main(["people", replies, "--kind", "reply", "--user", "anna", "--quiet"]) == 2
    assert "did you mean 'ana'" in capsys.readouterr().err


def test_names_that_are_printed_are_harmless(tmp_path, capsys):
    frame = pd.DataFrame({"from": ["a\x1b[31m", "b"], "to": ["b", "a\x1b[31m"]})
    path = tmp_path / "replies.csv"
    frame.to_csv(path, index=False)
    assert main(["people", str(path), "--kind", "reply", "--no-tribes", "--quiet"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_people_of_a_file_without_tribes_are_printed(tmp_path, capsys):
    path = tmp_path / "replies.csv"
    path.write_text("from,to\nana,ben\nben,ana\n")
    assert main(["people", str(path), "--kind", "reply", "--quiet"]) == 0
    assert "<People: 2 users" in capsys.readouterr().out
