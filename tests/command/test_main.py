import errno
import gzip
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from networkx import read_gexf, read_graphml

from tribus import reading, tribes
from tribus._command import run
from tribus._command.main import main
from tribus.errors import OptionError


@pytest.fixture
def tables(tmp_path):
    """Files with the mutual replies and the follows of two triangles of users."""
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


def test_run_writes_the_tribe_of_every_user(tables, tmp_path, capsys):
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
    assert f"graph: {path}" in capsys.readouterr().out


def test_run_takes_columns_by_name(tmp_path, capsys):
    path = tmp_path / "table.csv"
    path.write_text(
        "a,b,c\nana,ben,reply\nben,ana,like\nana,eva,reply\neva,ana,reply\nben,eva,reply\neva,ben,like\n"
    )
    assert main(["run", str(path), "--source", "a", "--target", "b", "--kind", "c"]) == 0
    assert "3 users in 1 tribe" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.csv"], "no file 'missing.csv'"),
        (["{replies}", "--source", "form"], "did you mean 'from'"),
        (["{replies}", "--resolution", "-1"], "resolution must be"),
        (["{replies}", "--user", "anna"], "did you mean 'ana'"),
        (["{replies}", "--attributes", "nobody.csv"], "no file 'nobody.csv'"),
        (["{replies}", "--picture", "tribes.xyz"], "ending of --picture"),
        (["{replies}", "--graph", "tribes.gefx"], "did you mean 'gexf'"),
        (["missing.csv", "--picture", "tribes.xyz"], "ending of --picture"),
        (["missing.csv", "--graph", "nowhere/tribes.gexf"], "--graph needs an existing folder"),
        (["missing.csv", "--picture", "nowhere/tribes.png"], "--picture needs an existing folder"),
        (["missing.csv", "--out", "nowhere/out.csv"], "got 'nowhere/out.csv'; create 'nowhere'"),
        (["missing.csv", "--out", "."], "--out must be a file, got the folder '.'"),
    ],
)
def test_unusable_input_ends_with_code_2_and_one_line(tables, capsys, arguments, message):
    assert main(["run", *(argument.format(replies=tables[0]) for argument in arguments)]) == 2
    assert message in capsys.readouterr().err


def test_a_resolution_that_is_not_a_number_ends_with_code_2(tables, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["run", tables[0], "--resolution", "fine"])
    assert "--resolution" in capsys.readouterr().err


def test_run_shows_the_names_of_people(tables, tmp_path, capsys):
    people, out = tmp_path / "people.csv", tmp_path / "out.csv"
    people.write_text("handle,name,party\n@ANA,Ana Pan,green\nzoe,Zoe,red\n", encoding="utf-8")
    options = ["--attributes", str(people), "--user", "ana", "--out", str(out), "--quiet"]
    assert main(["run", *tables, *options]) == 0
    printed = capsys.readouterr().out
    assert "names in 'name', 1 row of unknown users" in printed
    assert "<Tribe of Ana Pan: " in printed
    row = pd.read_csv(out).set_index("user").loc["ana"]
    assert row[["name", "party"]].tolist() == ["Ana Pan", "green"]


HOSTILE = ["=cmd|'x'!A1", "\x1b[31mben\u202e", "@SUM(1)", "<script>"]


@pytest.fixture
def hostile(tmp_path):
    """A table of users with hostile names, in a file with a hostile name."""
    path = tmp_path / "replies\x1b[31m\u202e.csv"
    pairs = [(one, other) for one in HOSTILE for other in HOSTILE if one != other]
    pd.DataFrame(pairs, columns=["from", "to"]).to_csv(path, index=False)
    return str(path)


def test_printed_names_cannot_control_a_terminal(hostile, capsys):
    for user in HOSTILE:
        assert main(["run", hostile, "--user", user]) == 0
    assert main(["run", hostile, "--user", "\x1b[2J"]) == 2
    assert main(["run", hostile + "\x1b"]) == 2
    printed = capsys.readouterr()
    assert all(line.isprintable() for line in (printed.out + printed.err).split("\n"))
    assert "�[31mben�" in printed.out


def test_written_names_are_no_formulas(hostile, tmp_path):
    out = tmp_path / "out.csv"
    assert main(["run", hostile, "--out", str(out)]) == 0
    users = pd.read_csv(out)["user"]
    assert set(users) == {"'=cmd|'x'!A1", "_x001B_[31mben_x202E_", "'@SUM(1)", "<script>"}


def test_demo_prints_tribes_and_saves_a_picture(tmp_path):
    """In a new process, without output on the error stream."""
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


def test_a_closed_pipe_ends_the_command_without_an_error(tables):
    command = [sys.executable, "-m", "tribus", "run", *tables, "--quiet"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:  # noqa: S603 - our own command
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def run_tribus(*arguments, **options):
    command = [sys.executable, "-m", "tribus", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, **options)  # noqa: S603 - our own


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_name_that_the_output_cannot_encode_ends_nothing(tmp_path, encoding):
    path, out = tmp_path / "replies.csv", tmp_path / "out.csv"
    path.write_text("source,target,kind\nЮлия,ana,reply\nana,Юлия,reply\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = run_tribus("run", path, "--user", "Юлия", "--out", out, "--quiet", env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"<Tribe of ????" in done.stdout
    assert set(pd.read_csv(out)["user"]) == {"ana", "Юлия"}


def test_results_are_written_before_they_are_printed(tables, tmp_path, monkeypatch):
    def stop(_):
        raise BrokenPipeError

    monkeypatch.setattr(run, "print_tribes", stop)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    out = tmp_path / "out.csv"
    assert main(["run", *tables, "--out", str(out)]) == 0
    assert len(pd.read_csv(out)) == 6


def test_an_unknown_user_is_an_error_before_the_search(tables, capsys, monkeypatch):
    monkeypatch.setattr(tribes, "find_tribes", None)
    assert main(["run", *tables, "--user", "anna"]) == 2
    assert "did you mean 'ana'" in capsys.readouterr().err


def test_ctrl_c_ends_with_code_130_and_one_line(tables, capsys, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "read_events", interrupt)
    assert main(["run", *tables]) == 130
    assert capsys.readouterr().err == "tribus: interrupted\n"


def test_a_full_disk_is_an_error_with_the_name_of_the_file(tables, capsys, monkeypatch, tmp_path):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    out = tmp_path / "out.csv"
    assert main(["run", *tables, "--out", str(out)]) == 2
    assert f"tribus: No space left on device: {out}" in capsys.readouterr().err


@pytest.fixture
def heard_hangup():
    """SIGHUP as a new process expects it; a child of `nohup` would ignore it."""
    if os.name != "posix":
        yield
        return
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(
    os.name != "posix", reason="Windows cannot send signals to a process that catches them"
)
@pytest.mark.usefixtures("heard_hangup")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_like_ctrl_c_and_leaves_no_copy_of_a_compressed_file(name, tmp_path):
    path, temporary = tmp_path / "replies.csv.gz", tmp_path / "temporary"
    temporary.mkdir()
    with gzip.open(path, "wt", compresslevel=1) as out:
        out.write("source,target\n")
        out.writelines(f"user{row % 9973},user{row * 7 % 9967}\n" for row in range(2_000_000))
    with subprocess.Popen(  # noqa: S603 - our own Python
        [sys.executable, "-m", "tribus", "run", str(path), "--quiet"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    ) as process:
        end = time.monotonic() + 60
        while not list(temporary.glob("tribus-*/copy_*")) and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(getattr(signal, name))
        _, printed = process.communicate(timeout=60)
    assert printed == "tribus: interrupted\n"
    assert process.returncode == 130
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGHUP")
def test_the_command_goes_on_after_the_terminal_is_closed_under_nohup(tables, monkeypatch):
    def hang_up(*_, **__):
        signal.raise_signal(signal.SIGHUP)
        raise OptionError("read on")

    monkeypatch.setattr(reading, "read_events", hang_up)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert main(["run", *tables]) == 2
    finally:
        signal.signal(signal.SIGHUP, before)
