import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import make_days, plant
from tribus._command.main import main


@pytest.fixture(scope="module")
def replies(tmp_path_factory):
    path = tmp_path_factory.mktemp("trace") / "replies.csv"
    whole = plant((12, 10))
    days = make_days([whole, whole | {"g0u00": 1}], partners=8, mixing=0.02)
    days.assign(kind="reply").to_csv(path, index=False)
    return str(path)


def test_trace_prints_windows_and_writes_all_files(replies, tmp_path, capsys):
    names = {"out": "tribes.csv", "graph": "tribes.gexf", "picture": "flow.png", "save": "tribes.tribus"}
    paths = {option: tmp_path / name for option, name in names.items()}
    options = [part for option, path in paths.items() for part in (f"--{option}", str(path))]
    spans = ["--window", "1d", "--step", "1d", "--half-life", "1h"]
    assert main(["trace", replies, *spans, "--quiet", "--user", "g0u00", *options]) == 0
    printed = capsys.readouterr().out
    assert "<Timeline: 22 users in 2 windows" in printed
    assert "no tribe changed" in printed
    assert all(path.stat().st_size for path in paths.values())
    frame = pd.read_csv(paths["out"])
    assert list(frame.columns) == ["window", "user", "tribe", "certainty"]
    assert len(tb.load(paths["save"])) == 2
    assert np.ptp(frame["tribe"]) >= 1


def test_trace_refuses_an_unknown_ending_before_the_work(replies, tmp_path, capsys):
    assert main(["trace", replies, "--save", str(tmp_path / "all.pkl"), "--quiet"]) == 2
    assert ".tribus" in capsys.readouterr().err


def test_trace_names_a_wrong_window(replies, capsys):
    assert main(["trace", replies, "--window", "soon", "--quiet"]) == 2
    assert "window must be like '90d'" in capsys.readouterr().err
