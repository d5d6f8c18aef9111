import json

import pytest

import tribus as tb
from tribus._command.main import main


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    events = tb.datasets.make_society(n_people=60, n_tribes=3, n_ghosts=10, seed=1).events
    path = tmp_path_factory.mktemp("events") / "events.csv"
    frame = events.to_frame()
    frame.drop(columns=["count"]).to_csv(path, index=False)
    return str(path)


@pytest.fixture
def in_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def user(table):
    return tb.read_events(table, progress=False).to_frame()["source"].value_counts().index[0]


@pytest.fixture(scope="module")
def sales(table, user, tmp_path_factory):
    events = tb.read_events(table, progress=False)
    others = [name for name in events.ids.to_pylist() if name != user][:20]
    path = tmp_path_factory.mktemp("sales") / "sales.csv"
    day = events.span[1].date().isoformat()
    path.write_text("\n".join(["buyer,time,amount", *(f"{name},{day},5" for name in others)]))
    return str(path)


def test_the_command_writes_a_spanish_report_on_an_account(table, user, sales, tmp_path, capsys):
    out = tmp_path / "informe.html"
    arguments = ["report", table, "--user", user, "--language", "es", "--out", str(out)]
    arguments += ["--outcomes", sales, "--outcome-columns", "user=buyer"]
    assert main([*arguments, "--window", "180d", "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert f"informe: {out}" in printed
    assert "actos, 86 personas" in printed
    page = out.read_text("utf-8")
    assert '<html lang="es">' in page
    assert f"La tribu de {user}" in page
    assert 'id="time"' in page
    assert 'id="return"' in page


def test_outcomes_without_a_section_on_time_are_an_error(table, user, sales, tmp_path, capsys):
    arguments = ["report", table, "--user", user, "--out", str(tmp_path / "report.html"), "--quiet"]
    assert main([*arguments, "--outcomes", sales, "--window", "300d"]) == 2
    message = "--outcomes needs the section on time: the events cover 362 days, less than 2 windows"
    assert message in capsys.readouterr().err


def test_names_are_hidden_on_request(table, user, tmp_path, capsys):
    out = tmp_path / "report.html"
    arguments = ["report", table, "--user", user, "--out", str(out), "--no-timeline"]
    assert main([*arguments, "--hide-names", "--explore", "--quiet"]) == 0
    assert "key of the pseudonyms" in capsys.readouterr().out
    page = out.read_text("utf-8")
    assert user not in page
    assert "data-tribus-map" in page
    assert user in (tmp_path / "report.key.csv").read_text("utf-8")


def test_events_without_times_have_a_report_without_the_section_on_time(tmp_path, capsys):
    table = tmp_path / "ties.csv"
    table.write_text("source,target\nana,ben\nben,ana\n")
    out = tmp_path / "report.html"
    assert main(["report", str(table), "--kind", "reply", "--out", str(out), "--quiet"]) == 0
    assert "no section on time in the report: the events have no times" in capsys.readouterr().out
    assert "There is no tribe among 2 people." in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--language", "fr"], "--language must be one of 'en', 'es'; got 'fr'"),
        (["--out", "no/report.html"], "--out needs an existing folder, got 'no/report.html'"),
        (["--out", "report.pdf"], "the ending of --out must be one of 'html', 'htm'; got 'pdf'"),
        (["--window", "long"], "--window must be like '90d'"),
        (["--user", "nobody"], "no user 'nobody'"),
        (["--outcomes", "sales.csv"], "--outcomes are those of an account; name it with --user"),
        (["--outcomes", "sales.csv", "--no-timeline"], "leave out --no-timeline"),
        (["--outcomes", "none.csv", "--user", "x"], "no file 'none.csv'"),
        (["--attributes", "none.csv"], "no file 'none.csv'"),
        (["--outcome-columns", "user=buyer"], "names columns of --outcomes FILE, which is missing"),
    ],
)
@pytest.mark.usefixtures("in_folder")
def test_wrong_options_are_errors_before_the_search(table, tmp_path, capsys, options, message):
    assert main(["report", table, "--quiet", *options]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_command_prints_the_accounting_of_the_report(table, tmp_path, capsys):
    out = tmp_path / "report.html"
    assert main(["report", table, "--out", str(out), "--no-timeline", "--quiet"]) == 0
    lines = capsys.readouterr().out.splitlines()
    records = next(line for line in lines if "records were read" in line)
    assert records in out.read_text("utf-8")


def test_attributes_are_names_in_the_report(table, user, tmp_path):
    (tmp_path / "people.csv").write_text(f"user,name\n{user},Panadería Núñez\n", "utf-8")
    out = tmp_path / "report.html"
    options = ["--user", user, "--attributes", str(tmp_path / "people.csv"), "--no-timeline", "--quiet"]
    assert main(["report", table, "--out", str(out), *options]) == 0
    assert "The tribe of Panadería Núñez" in out.read_text("utf-8")
    assert "network.with_attributes(attributes)" in out.read_text("utf-8")


def test_the_texts_of_an_export_give_topics(tmp_path):
    posts = [post_of(number) for number in range(400)]
    (tmp_path / "posts.jsonl").write_text("\n".join(map(json.dumps, posts)), "utf-8")
    out = tmp_path / "report.html"
    options = ["--no-timeline", "--quiet", "--out", str(out)]
    assert main(["report", str(tmp_path / "posts.jsonl"), *options]) == 0
    page = out.read_text("utf-8")
    assert "The data have no texts" not in page
    assert "texts=True" in page


def post_of(number):
    """Return a post of the X API v1.1 that answers somebody of one of two groups."""
    one, other = number % 10, (number // 10) % 10
    group = number // 200
    people = [{"id_str": str(100 * group + n), "screen_name": f"g{group}u{n}"} for n in (one, other)]
    return {
        "id_str": str(number + 1),
        "created_at": f"Wed Oct {10 + number % 20} 20:19:{number % 60:02} +0000 2018",
        "user": people[0],
        "full_text": f"@{people[1]['screen_name']} " + ("bread and flour", "wheels and bikes")[group],
        "in_reply_to_user_id_str": people[1]["id_str"],
        "in_reply_to_screen_name": people[1]["screen_name"],
        "entities": {"user_mentions": []},
    }
