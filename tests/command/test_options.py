"""Options of `tribus run` and `tribus demo`: what they do, and their errors before any work."""

from __future__ import annotations

import json
import os

import pandas as pd
import pytest

from tribus import __version__, datasets, reading, tribes
from tribus.__main__ import run
from tribus._command import main as command
from tribus._command.main import main
from tribus._command.messages import in_words_of_command

PAIRS = [("ana", "ben"), ("ben", "cai"), ("cai", "ana"), ("dan", "eva"), ("eva", "fil"), ("fil", "dan")]


@pytest.fixture
def replies(tmp_path, monkeypatch):
    """A file in the current folder: replies in both directions within two triangles of users."""
    monkeypatch.chdir(tmp_path)
    rows = [*PAIRS, *((target, source) for source, target in PAIRS)]
    pd.DataFrame(rows, columns=["from", "to"]).to_csv("replies.csv", index=False)
    return "replies.csv"


@pytest.fixture
def dated(tmp_path, monkeypatch):
    """A file in the current folder: two replies with times."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dated_replies.csv").write_text(
        "from,to,at\nana,ben,2024-01-01T10:00Z\nben,ana,2024-01-02T11:00Z\n"
    )
    return "dated_replies.csv"


@pytest.fixture(scope="module")
def society(tmp_path_factory):
    """A file of a society of four tribes."""
    path = tmp_path_factory.mktemp("society") / "events.csv"
    made = datasets.make_society(n_people=120, n_tribes=4, seed=0)
    made.to_frame().to_csv(path, index=False)
    return str(path)


@pytest.fixture
def no_work(monkeypatch):
    """Without the functions that read and search, so that only checks can pass."""
    monkeypatch.setattr(reading, "read_events", None)
    monkeypatch.setattr(tribes, "find_tribes", None)


def fails(arguments, capsys):
    """Return what is printed by a command that ends with code 2, in one line."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = stop.code
    printed = capsys.readouterr().err
    assert code == 2
    assert printed.count("\n") == 1
    return printed


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--kinds", "MT"], "expected NAME=KIND, such as RT=repost, got 'MT' in 'MT'"),
        (["--kinds", "MT=mention,=reply"], "got '=reply' in 'MT=mention,=reply'"),
        (["--kinds", "MT=mentoin"], "got 'mentoin' - did you mean 'mention'?"),
        (["--kinds", "MT=mention,MT=reply"], "'MT' is given twice in 'MT=mention,MT=reply'"),
        (["--level", "-1"], "--level must be 0, the coarsest, or more, got -1"),
        (["--level", "fine"], "argument --level: invalid int value: 'fine'"),
        (["--level", "1", "--resolution", "2"], "--resolution 2 gives the scale; leave out one"),
        (["--significance", "2"], "--significance must be a number from 0 to 1, got 2.0"),
        (["--significance", "low"], "argument --significance: invalid"),
        (["--method", "leyden"], "got 'leyden' - did you mean 'leiden'?"),
        (["--resolution", "0"], "--resolution must be a finite number above 0, got 0.0"),
        (["--seed", "-1"], "seed must be a whole number of 0 or more, got -1"),
        (["--half-life", "90x"], "--half-life must be"),
        (["--facets", "f.xlsx"], "the ending of --facets must be one of 'csv'; got 'xlsx'"),
        (["--facets", "nowhere/f.csv"], "--facets needs an existing folder, got 'nowhere/f.csv'"),
        (["--out", "out.xlsx"], "the ending of --out must be one of 'csv'; got 'xlsx'"),
        (
            ["--out", "./replies.csv"],
            "--out would replace 'replies.csv', which is read; name another file",
        ),
        (["--out", "a.csv", "--facets", "./a.csv"], "--out and --facets both write 'a.csv'"),
        (["--strict", "--bad-lines", "0.5"], "--strict allows no unreadable line, --bad-lines 0.5 does"),
        (["--idioma", "es"], "unrecognized arguments: --idioma es; see tribus run --help"),
        (["--language", "fr"], "--language must be one of 'en', 'es'; got 'fr'"),
    ],
)
def test_a_wrong_option_is_an_error_before_any_work(replies, capsys, arguments, message):
    assert message in fails(["run", replies, *arguments], capsys)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--source", "form"], "no column 'form' for source - did you mean 'from'?"),
        (["--target", "whom"], "no column 'whom' for target; the table has 'from', 'to', 'at'"),
        (["--kind", "repli"], "'repli' for kind is neither a column nor a kind"),
        (["--time", "when"], "no column 'when' for time; the table has 'from', 'to', 'at'"),
        (["--time", "at", "--no-time"], "argument --no-time: not allowed with argument --time"),
        (["--time", "at", "--time-format", "%Q"], "time_format '%Q' cannot be used: "),
        (
            ["--time", "at", "--time-format", "%d.%m.%Y"],
            "no time in column 'at' has the format '%d.%m.%Y'",
        ),
        (
            ["--time-zone", "Madrid"],
            "--time-zone 'Madrid' is not a time zone - did you mean 'Europe/Madrid'?",
        ),
        (["--count", "at"], "column 'at': '2024-01-01T10:00Z' is not a count from 0 to 1e+09"),
        (["--no-count", "--count", "at"], "argument --count: not allowed with argument --no-count"),
        (["--text", "words"], "no column 'words' for text"),
        (["--post", "id"], "no column 'id' for post"),
        (["--thread", "id"], "no column 'id' for thread"),
        (["--ids", "number"], "--ids must be one of 'text', 'integer'; got 'number'"),
        (
            ["--ids", "integer"],
            "'ana' is not a whole number of 64 bits; leave ids as text (--ids 'text')",
        ),
        (["--format", "tabel"], "--format must be one of 'auto', 'table', "),
        (["--format", "tabel"], "got 'tabel' - did you mean 'table'?"),
        (["--encoding", "utf8x"], "--encoding 'utf8x' is not an encoding"),
        (["--mentions-from-text"], "--mentions-from-text needs a column of texts; "),
        (["--bad-lines", "2"], "--bad-lines must be a number from 0 to 1, got 2.0"),
        (["--bad-lines", "few"], "argument --bad-lines: invalid float value: 'few'"),
        (
            ["--user", "anna"],
            "no user 'anna' in this network of 2 users, whose ids are text - did you mean 'ana'?",
        ),
        (["--graph", "graph.txt"], "the ending of --graph must be one of 'gexf', 'graphml'; got 'txt'"),
        (["--picture", "map.txt"], "the ending of --picture must be one of "),
        (["--attributes", "people.csv"], "no file 'people.csv'; check the path"),
    ],
)
def test_a_wrong_way_of_reading_is_one_line_with_a_remedy(dated, capsys, arguments, message):
    assert message in fails(["run", dated, "--quiet", *arguments], capsys)


@pytest.mark.parametrize(
    ("command_name", "arguments", "message"),
    [
        ("look", ["--format", "x"], "--format must be one of 'auto', 'table', "),
        (
            "people",
            ["--zone", "Madrid"],
            "--zone 'Madrid' is not a time zone - did you mean 'Europe/Madrid'?",
        ),
        ("people", ["--out", "people.xlsx"], "the ending of --out must be one of 'csv'; got 'xlsx'"),
        (
            "people",
            ["--out", "dated_replies.csv"],
            "--out would replace 'dated_replies.csv', which is read",
        ),
        ("topics", ["--posts", "all"], "--posts must be one of 'own', 'inside', 'broadcast', 'reposts'"),
        ("topics", ["--out", "words.xlsx"], "the ending of --out must be one of 'csv'; got 'xlsx'"),
        (
            "topics",
            ["--out", "./dated_replies.csv"],
            "--out would replace 'dated_replies.csv', which is read",
        ),
        ("trace", ["--window", "long"], "--window must be like '90d' (units: s, min, h, d, w, y)"),
        ("trace", ["--step", "0d"], "--step must be longer than 0, got '0d'; use a duration"),
        ("trace", ["--half-life", "old"], "--half-life must be like '90d' (units: s, min, h, d, w, y)"),
        ("trace", ["--seed", "-1"], "--seed must be a whole number of 0 or more, got -1"),
        ("trace", ["--out", "days.xlsx"], "the ending of --out must be one of 'csv'; got 'xlsx'"),
        (
            "trace",
            ["--graph", "days.graphml"],
            "the ending of --graph must be one of 'gexf'; got 'graphml'",
        ),
        ("trace", ["--picture", "days.txt"], "the ending of --picture must be one of "),
        ("trace", ["--save", "days.zipp"], "--save writes a file for tribus.load"),
        (
            "trace",
            ["--out", "dated_replies.csv"],
            "--out would replace 'dated_replies.csv', which is read",
        ),
    ],
)
def test_wrong_options_of_other_commands_are_one_line(dated, capsys, command_name, arguments, message):
    assert message in fails([command_name, dated, *arguments], capsys)


@pytest.mark.usefixtures("no_work")
def test_a_folder_that_cannot_be_written_is_an_error_before_any_work(replies, capsys, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    printed = fails(["run", replies, "--out", "out.csv"], capsys)
    assert "got 'out.csv'; name another, or allow writing to '.'" in printed


def test_kinds_give_the_meaning_of_names_in_a_table(tmp_path, capsys):
    path = tmp_path / "events.csv"
    path.write_text("from,to,type\nana,ben,MT\nben,ana,MT\nana,cai,RT\ncai,ana,PM\n")
    printed = fails(["run", path], capsys)
    assert "--kinds " in printed
    assert "kinds=" not in printed
    assert main(["run", str(path), "--kinds", "MT=mention, RT=repost,PM="]) == 0
    assert "3 events, 3 users, 2 mention, 1 repost" in capsys.readouterr().out


def test_undirected_rows_count_in_both_directions(tmp_path, capsys):
    path = tmp_path / "friends.csv"
    pd.DataFrame(PAIRS, columns=["from", "to"]).to_csv(path, index=False)
    assert main(["run", str(path), "--kind", "reply", "--undirected"]) == 0
    assert "12 events" in capsys.readouterr().out


def test_a_level_takes_another_scale(society, capsys):
    assert main(["run", society, "--level", "0", "--quiet"]) == 0
    assert "also 5 tribes" in capsys.readouterr().out
    printed = fails(["run", society, "--level", "99", "--quiet"], capsys)
    assert "got 99; the levels are 0 with " in printed


def test_facets_are_written_and_printed(society, tmp_path, capsys):
    path = tmp_path / "facets.csv"
    assert main(["run", society, "--facets", str(path), "--quiet"]) == 0
    assert pd.read_csv(path).columns.tolist() == ["user", "facet", "degree", "tribe"]
    assert "<Facets: " in capsys.readouterr().out


def test_without_significance_every_group_is_accepted(replies, capsys):
    assert main(["run", replies, "--significance", "none", "--resolution", "1"]) == 0
    assert "6 users in 2 tribes" in capsys.readouterr().out


def test_shares_in_the_table_are_explained(replies, capsys):
    assert main(["run", replies]) == 0
    printed = capsys.readouterr().out
    assert "inside     share of the affinity of the tribe that stays inside it" in printed
    assert "mutual     share of the links inside the tribe that go in both directions" in printed


def test_the_events_of_one_account_are_named_as_a_reason_for_no_tribe(tmp_path, capsys):
    account = {"account": {"accountId": "42", "username": "ana"}}
    tweet = {"id_str": "7", "full_text": "@ben hi", "created_at": "Mon Jan 01 08:00:00 +0000 2024"}
    tweet |= {"in_reply_to_screen_name": "ben", "in_reply_to_user_id_str": "43"}
    (tmp_path / "data").mkdir()
    for name, records in (("account", [account]), ("tweets", [{"tweet": tweet}])):
        text = f"window.YTD.{name}.part0 = {json.dumps(records)}"
        (tmp_path / "data" / f"{name}.js").write_text(text)
    assert main(["run", str(tmp_path), "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "No user has a tribe.\n<Verdict: " in printed
    assert "The files hold the events of ana and almost none between the others" in printed


def test_the_version_names_the_distribution(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"tribus {__version__} (distribution tribus-graph)\n"


@pytest.mark.parametrize("name", ["tribes.png", "tribes.svg", "tribes.pdf"])
def test_demo_replaces_its_own_picture_only(tmp_path, capsys, name):
    path = tmp_path / name
    path.write_bytes(b"a holiday")
    printed = fails(["demo", "--picture", path], capsys)
    assert "was not written by this command; name another file with --picture" in printed
    assert path.read_bytes() == b"a holiday"
    path.unlink()
    assert main(["demo", "--picture", str(path)]) == 0
    before = path.stat().st_mtime_ns
    assert main(["demo", "--picture", str(path)]) == 0
    assert path.stat().st_mtime_ns > before


def test_demo_writes_formats_that_hold_a_title(tmp_path, capsys):
    printed = fails(["demo", "--picture", tmp_path / "tribes.jpg"], capsys)
    assert "the ending of --picture must be one of 'png', 'svg', 'pdf'; got 'jpg'" in printed


@pytest.mark.parametrize(
    ("of_python", "of_command"),
    [
        ("name it with kind=, or else", "name it with --kind, or else"),
        ("leave out kind='reply', format='table'", "leave out --kind 'reply', --format 'table'"),
        ("say fold_case=True; fold_case=False keeps", "say --fold-case; --no-fold-case keeps"),
        ("kinds={'RT': 'repost'}, or", "--kinds RT=repost, or"),
        ("half_life must be above 0", "--half-life must be above 0"),
        ("time_zone 'x' is not a time zone", "--time-zone 'x' is not a time zone"),
        ("got 'kind=x' in", "got 'kind=x' in"),
        ("bad_lines=0.1 skips", "--bad-lines 0.1 skips"),
    ],
)
def test_messages_name_the_options_of_the_command(of_python, of_command):
    assert in_words_of_command(of_python) == of_command


def test_ctrl_c_while_modules_are_imported_is_one_line(monkeypatch, capsys):
    def interrupt():
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr(command, "main", interrupt)
    assert run() == 130
    assert capsys.readouterr().err == "tribus: interrupted\n"


def test_another_error_is_no_interrupt(monkeypatch):
    monkeypatch.setattr(command, "main", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        run()


def test_an_unknown_option_names_the_help_of_the_command(capsys):
    with pytest.raises(SystemExit):
        main(["run", "a.csv", "--bogus"])
    assert capsys.readouterr().err == "tribus: unrecognized arguments: --bogus; see tribus run --help\n"


def test_the_remedy_for_an_unknown_kind_can_be_typed(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("from,to,kind\nana,ben,poke\nben,ana,reply\n")
    assert main(["run", str(tmp_path / "a.csv"), "--quiet"]) == 2
    assert "leave its rows out with --kinds poke=" in capsys.readouterr().err
    assert main(["run", str(tmp_path / "a.csv"), "--kinds", "poke=", "--quiet"]) == 0
