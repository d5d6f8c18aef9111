"""What somebody meets who writes a Spanish table or has a small archive."""

from dataclasses import replace

import pytest

import tribus as tb
from tribus._command.main import main
from tribus.events.reading import Reading

ROWS = [("panadería", "núñez", 1 + 2 * day, 2 + 2 * day) for day in range(6)]
TABLE = "de;a;tipo;fecha\n" + "".join(
    f"{one};{other};respuesta;{first:02}/01/2024\n{other};{one};respuesta;{second:02}/01/2024\n"
    f"niebla;{one};respuesta;13/01/2024\n"
    for one, other, first, second in ROWS
)


@pytest.fixture
def table(tmp_path):
    (tmp_path / "panaderia.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "panaderia.csv"


def test_de_and_a_are_the_source_and_the_target(table):
    events = tb.read_events(table, time_zone="Europe/Madrid", progress=False)
    assert events.reading[0].columns.startswith("source from 'de', target from 'a'")
    assert "niebla" in events.ids.to_pylist()


def test_a_column_of_moments_in_spanish_is_the_time(table):
    table.write_text(TABLE.replace("fecha", "cuándo"), encoding="utf-8")
    events = tb.read_events(table, time_zone="Europe/Madrid", progress=False)
    assert events.span is not None


def test_the_report_has_the_days_of_the_file(table, tmp_path):
    out = tmp_path / "report.html"
    options = ["--time-zone", "Europe/Madrid", "--user", "panadería", "--no-timeline", "--quiet"]
    assert main(["report", str(table), "--out", str(out), *options]) == 0
    page = out.read_text()
    assert "1 Jan 2024 to 13 Jan 2024" in page
    assert "<bdi>12 Jan 2024</bdi>" in page  # since when núñez waits
    assert "<bdi>13 Jan 2024</bdi>" in page  # since when niebla waits
    assert "oldest since 12 Jan 2024" in page


def test_a_small_network_has_no_tribe_0(table, capsys):
    assert main(["run", str(table), "--time-zone", "UTC", "--user", "panadería", "--quiet"]) == 0
    assert "in tribe 0" not in capsys.readouterr().out


def test_an_export_without_answers_says_nothing_about_them():
    frame = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0).events.to_frame()
    ana = frame["source"].mode()[0]
    events = tb.Events.from_frame(frame[frame["source"] == ana], source="source", target="target")
    reading = Reading(origin="archive.zip", format="twitter", read=1, ego=ana)
    account = tb.measure_people(events, progress=False).of(ana)
    assert not account.hears_nobody
    account = tb.measure_people(replace(events, reading=(reading,)), progress=False).of(ana)
    assert account.hears_nobody
    assert account.sentences[0].startswith(f"The export of {ana} does not hold what others write")
    assert "Nobody" not in " ".join(account.sentences)
