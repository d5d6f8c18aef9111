"""`tribus bluesky` on a small network in memory."""

import json

import pytest

from tests.live.serving import serve
from tests.live.societies import make_society
from tribus._command.main import main


@pytest.fixture(scope="module")
def society():
    world = make_society(12, n_acts=500)
    with serve(world) as world.server:
        yield world


def test_a_handle_gives_friends_and_who_waits(society, tmp_path, capsys):
    servers = ["--service", society.url, "--directory", society.url]
    files = ["--to", str(tmp_path / "s"), "--picture", str(tmp_path / "map.png")]
    files += ["--list", str(tmp_path / "list.json"), "--report", str(tmp_path / "report.html")]
    assert main(["bluesky", "p00.test.social", *servers, *files, "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "requests and" in printed
    assert "not known afterwards: " in printed
    assert "12 accounts: all seen: 12" in printed
    assert "p00.test.social" in printed.split("<Events:")[1]
    assert "for an answer" in printed
    assert (tmp_path / "map.png").stat().st_size > 5_000
    assert "p00.test.social" in (tmp_path / "report.html").read_text()
    if (tmp_path / "list.json").exists():
        written = json.loads((tmp_path / "list.json").read_text())
        assert len(written["items"]) == len(written["handles"])


def test_a_plan_collects_nothing(society, tmp_path, capsys):
    servers = ["--service", society.url, "--directory", society.url]
    assert main(["bluesky", "p00.test.social", *servers, "--to", str(tmp_path / "s"), "--plan"]) == 0
    assert not (tmp_path / "s").exists()
    assert "accounts:" not in capsys.readouterr().out


def test_an_account_of_another_network_is_an_error_of_one_line(tmp_path, capsys):
    assert main(["bluesky", "ana@mastodon.social", "--to", str(tmp_path / "s")]) == 2
    assert "'ana.mastodon.social.ap.brid.gy'" in capsys.readouterr().err
