"""How to repeat the report: the calls can be run, and give the same bytes."""

import re
from html import unescape

import pytest

import tribus as tb


@pytest.fixture(scope="module")
def repeated(tmp_path_factory):
    """Folder with a table, the page of its report, and the calls on the page."""
    folder = tmp_path_factory.mktemp("repeat")
    frame = tb.datasets.make_society(n_people=60, n_tribes=3, n_ghosts=10, seed=1).events.to_frame()
    frame.drop(columns=["count"]).to_csv(folder / "events.csv", index=False)
    events = tb.read_events(folder / "events.csv", time_zone="UTC", progress=False)
    tribes = tb.find_tribes(tb.build_network(events, progress=False), resolution=1.0, progress=False)
    results = {
        "people": tb.measure_people(events, tribes, progress=False),
        "timeline": tb.trace_tribes(events, window="180d", step="90d", resamples=2, progress=False),
    }
    account = tribes[0].core[0]
    tb.write_report(folder / "report.html", tribes, account=account, language="es", **results)
    html = (folder / "report.html").read_text("utf-8")
    code = re.search(r"<pre.*?>(.*?)</pre>", html, re.DOTALL)[1]
    return folder, html, unescape(re.sub("<[^>]+>", "", code))


def test_the_calls_on_the_page_give_the_same_page(repeated, monkeypatch):
    folder, html, code = repeated
    monkeypatch.chdir(folder)
    (folder / "report.html").unlink()
    exec(code, {})  # noqa: S102  our own page
    assert (folder / "report.html").read_text("utf-8") == html


def test_the_calls_have_the_files_without_their_folder(repeated):
    folder, html, code = repeated
    assert "events = tb.read_events('events.csv', time_zone='UTC')" in code
    assert str(folder) not in html


def test_durations_are_as_one_writes_them(repeated):
    assert "window='180d', step='90d'" in repeated[2]


def test_hidden_names_hide_the_names_of_files_too(repeated, tmp_path):
    folder, _, _ = repeated
    events = tb.read_events([folder / "events.csv"], progress=False)
    tribes = tb.find_tribes(tb.build_network(events, progress=False), resolution=1.0, progress=False)
    people = tb.measure_people(events, tribes, progress=False)
    tb.write_report(tmp_path / "report.html", tribes, people=people, hide_names=True)
    html = unescape((tmp_path / "report.html").read_text("utf-8"))
    assert "tb.read_events(['FILE 1'])" in html
    assert "events.csv" not in html
