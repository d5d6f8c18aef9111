import subprocess
import sys

import pandas as pd
import pytest
from networkx import read_gexf, read_graphml

from tribus.__main__ import main


@pytest.fixture
def tables(tmp_path):
    """Two triangles of users who reply to one another, and who follows whom."""
    triangles = [
        ("ana", "ben"),
        ("ben", "cai"),
        ("cai", "ana"),
        ("dan", "eva"),
        ("eva", "fil"),
        ("fil", "dan"),
    ]
    replies = pd.DataFrame([*triangles, *((b, a) for a, b in triangles)], columns=["from", "to"])
    follows = pd.DataFrame(triangles, columns=["follower", "followee"])
    paths = tmp_path / "replies.csv", tmp_path / "follows.csv"
    for frame, path in zip((replies, follows), paths, strict=True):
        frame.to_csv(path, index=False)
    return [str(path) for path in paths]


def test_run_writes_everybodys_tribe(tables, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert main(["run", *tables, "--out", str(out), "--user", "ana"]) == 0
    found = pd.read_csv(out).set_index("user")["tribe"]
    assert found[["ana", "ben", "cai"]].nunique() == found[["dan", "eva", "fil"]].nunique() == 1
    assert found["ana"] != found["dan"]
    printed = capsys.readouterr().out
    assert "all reply" in printed
    assert "all follow" in printed
    assert "<Tribe of ana" in printed


@pytest.mark.parametrize("name", ["tribes.gexf", "tribes.GraphML", "tribes.graphml.gz"])
def test_run_writes_a_graph_in_the_format_of_its_ending(tables, tmp_path, capsys, name):
    path = tmp_path / name
    assert main(["run", *tables, "--graph", str(path)]) == 0
    read = read_gexf if "gexf" in name else read_graphml
    tribe = read(path).nodes(data="tribe")
    assert tribe["ana"] == tribe["ben"] != tribe["dan"]
    assert f"the graph is in {path}" in capsys.readouterr().out


def test_run_takes_columns_by_name(tmp_path, capsys):
    path = tmp_path / "table.csv"
    path.write_text("a,b,c\nana,ben,reply\nben,ana,like\n")
    assert main(["run", str(path), "--source", "a", "--target", "b", "--kind", "c"]) == 0
    assert "2 users in 1 tribe" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.csv"], "no file 'missing.csv'"),
        (["{replies}", "--source", "form"], "did you mean 'from'"),
        (["{replies}", "--resolution", "-1"], "resolution must be"),
        (["{replies}", "--user", "anna"], "did you mean 'ana'"),
        (["{replies}", "--picture", "tribes.xyz"], "ending of --picture"),
        (["{replies}", "--graph", "tribes.gefx"], "did you mean 'gexf'"),
    ],
)
def test_what_cannot_be_read_ends_with_code_2_and_a_clear_word(tables, capsys, arguments, message):
    assert main(["run", *(argument.format(replies=tables[0]) for argument in arguments)]) == 2
    assert message in capsys.readouterr().err


def test_a_resolution_that_is_no_number_ends_with_code_2(tables, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["run", tables[0], "--resolution", "fine"])
    assert "--resolution" in capsys.readouterr().err


HOSTILE = ["=cmd|'x'!A1", "\x1b[31mben\u202e", "@SUM(1)", "<script>"]


@pytest.fixture
def hostile(tmp_path):
    """A table of people with hostile names, in a file with one too."""
    path = tmp_path / "replies\x1b[31m\u202e.csv"
    pairs = [(one, other) for one in HOSTILE for other in HOSTILE if one != other]
    pd.DataFrame(pairs, columns=["from", "to"]).to_csv(path, index=False)
    return str(path)


def test_nothing_that_is_printed_can_command_a_terminal(hostile, capsys):
    for user in HOSTILE:
        assert main(["run", hostile, "--user", user]) == 0
    assert main(["run", hostile, "--user", "\x1b[2J"]) == 2
    assert main(["run", hostile + "\x1b"]) == 2
    printed = capsys.readouterr()
    assert all(line.isprintable() for line in (printed.out + printed.err).split("\n"))
    assert "�[31mben�" in printed.out


def test_nothing_that_is_written_is_a_formula(hostile, tmp_path):
    out = tmp_path / "out.csv"
    assert main(["run", hostile, "--out", str(out)]) == 0
    users = pd.read_csv(out)["user"]
    assert set(users) == {"'=cmd|'x'!A1", "�[31mben�", "'@SUM(1)", "<script>"}


def test_demo_prints_tribes_and_saves_a_picture(tmp_path):
    """In a process of its own, as a newcomer runs it: nothing on the error stream."""
    done = subprocess.run(
        [sys.executable, "-m", "tribus", "demo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "<Tribes: " in done.stdout
    assert "<Tribe of " in done.stdout
    assert (tmp_path / "tribes.png").stat().st_size > 50_000
    assert done.stderr == ""


def test_a_reader_who_has_read_enough_ends_the_command_in_silence(tables):
    command = [sys.executable, "-m", "tribus", "run", *tables, "--quiet"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:  # noqa: S603 - our own command
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
