"""Reports of a small synthetic society, read by a parser of HTML."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import pandas as pd
import pytest

import tribus as tb


@pytest.fixture(scope="session")
def analysis():
    """All results of a small society, and an account with friends."""
    society = tb.datasets.make_society(n_people=90, n_tribes=3, n_ghosts=30, seed=1)
    frame = society.events.to_frame()
    crafts = dict(zip(society.groups["user"], society.groups["tribe_name"], strict=True))
    frame["text"] = "about " + frame["source"].map(crafts).astype(str)
    events = tb.Events.from_frame(frame, text="text")
    network = tb.build_network(events)
    tribes = tb.find_tribes(network, resolution=1.0, significance=None, progress=False)
    account = tribes[0].core[0]
    timeline = tb.trace_tribes(events, window="180d", step="90d", resamples=2, progress=False)
    others = [user for user in timeline.users if user != account]
    sales = pd.DataFrame({"user": others[:40], "time": "2024-12-01", "amount": 10.0})
    return SimpleNamespace(
        events=events,
        tribes=tribes,
        account=account,
        people=tb.measure_people(events, tribes, progress=False),
        topics=tb.find_topics(events, tribes, progress=False),
        timeline=timeline,
        returns=tb.measure_return(sales, timeline, account=account, resamples=100, permutations=99),
    )


@pytest.fixture
def write(analysis, tmp_path):
    """Function that writes a report and returns its text."""

    def write(tribes=None, name="report.html", **options):
        path = tmp_path / name
        tb.write_report(path, analysis.tribes if tribes is None else tribes, **options)
        return path.read_text("utf-8")

    return write


@pytest.fixture(scope="session")
def write_all(analysis, tmp_path_factory):
    """Function that writes a report with all results, once for the same options; it returns the text."""

    @cache
    def write_all(**options):
        path = tmp_path_factory.mktemp("report") / "report.html"
        given = ("account", "people", "topics", "timeline", "returns")
        results = {name: getattr(analysis, name) for name in given}
        tb.write_report(path, analysis.tribes, **{**results, **options})
        return path

    return lambda **options: write_all(**options).read_text("utf-8")


@pytest.fixture(scope="session")
def hidden_key(analysis, tmp_path_factory):
    """Page with pseudonyms, and the folder with it and its key."""
    folder = tmp_path_factory.mktemp("hidden")
    given = ("account", "people", "topics", "timeline", "returns")
    results = {name: getattr(analysis, name) for name in given}
    tb.write_report(folder / "report.html", analysis.tribes, hide_names=True, **results)
    return (folder / "report.html").read_text("utf-8"), folder
