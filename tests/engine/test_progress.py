from __future__ import annotations

import time

import pandas as pd
import pytest

import tribus as tb
from tribus._engine import progress
from tribus._engine.database import connection
from tribus._engine.progress import report, step


class Bar:
    """A bar that remembers, in place of one that is shown."""

    made: list[Bar]

    def __init__(self, *, total, what, shown):
        self.total, self.what, self.n, self.shown = total, what, 0, shown
        Bar.made.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def update(self, n):
        assert n >= 0
        self.n += n


@pytest.fixture
def bars(monkeypatch):
    """Bars made while a test runs; they are looked at often, so that a test is short."""
    Bar.made = []
    monkeypatch.setattr(progress, "progress_bar", Bar)
    monkeypatch.setattr(progress, "POLL_SECONDS", 0.001)
    return Bar.made


class Query:
    """A database that is halfway through its query."""

    def query_progress(self):
        return 50.0


def test_the_bar_shows_the_steps_that_are_done_and_the_share_of_the_query_that_runs(bars):
    with report("reading", Query(), shown=True):
        with step(0.5):
            pass
        with step(0.5), step(0.2):  # half of a fifth of the second half: 5 %
            time.sleep(0.1)
            (bar,) = bars
            assert (bar.what, bar.total, bar.n) == ("reading", 100, 55)


def test_a_query_without_progress_counts_as_not_begun(bars):
    with report("reading", connection(), shown=True):
        time.sleep(0.05)
    assert bars[0].n == 0


def test_work_that_is_short_has_no_bar(bars, monkeypatch):
    monkeypatch.setattr(progress, "POLL_SECONDS", 60)
    with report("reading", Query(), shown=True):
        pass
    assert bars == []


def test_work_within_work_has_no_bar_of_its_own(bars):
    with report("outer", Query(), shown=True), report("inner", Query(), shown=True):
        time.sleep(0.05)
    assert [bar.what for bar in bars] == ["outer"]


def test_an_error_ends_the_bar(bars):
    with pytest.raises(ValueError, match="bad"), report("first", Query(), shown=True):
        raise ValueError("bad")
    with report("second", Query(), shown=True):
        time.sleep(0.05)
    assert bars[-1].what == "second"


def test_reading_and_summing_show_a_bar_unless_progress_is_off(bars, tmp_path):
    path = tmp_path / "likes.csv"
    pd.DataFrame({"from": range(20_000), "to": range(1, 20_001)}).to_csv(path, index=False)
    tb.build_network(tb.read_events(path, progress=False), half_life=None, progress=False)
    frame = pd.read_csv(path)
    tb.Events.from_frame(frame, source="from", target="to", kind="like", progress=False)
    assert bars == []
    events = tb.read_events(path)
    tb.Events.from_frame(frame, source="from", target="to", kind="like")
    tb.build_network(events, half_life=None)
    assert [bar.what for bar in bars] == ["reading events", "reading events", "summing pairs"]
