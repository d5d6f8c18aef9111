"""Events with threads, times or neither, with two clear tribes."""

import itertools

import pandas as pd
import pytest

import tribus as tb

FIRST, SECOND = [f"ana{n}" for n in range(5)], [f"ben{n}" for n in range(6)]
COLUMNS = {"count": "count", "time": "time", "thread": "thread", "post": "post"}


@pytest.fixture(scope="session")
def make_events():
    def make(rows):
        """Return events of a list of dictionaries; the default kind is reply."""
        frame = pd.DataFrame(rows)
        kind = frame["kind"].fillna("reply") if "kind" in frame else "reply"
        parts = {part: name for part, name in COLUMNS.items() if name in frame}
        return tb.Events.from_frame(frame.assign(kind=kind), **parts)

    return make


@pytest.fixture(scope="session")
def rows():
    """Return replies of all pairs in each tribe, two bridges, and a user without ties."""
    pairs = [pair for tribe in (FIRST, SECOND) for pair in itertools.permutations(tribe, 2)]
    rows = [{"source": a, "target": b, "count": 2 + n % 5} for n, (a, b) in enumerate(pairs)]
    rows += [{"source": "ana0", "target": "ben0", "count": 1}]
    rows += [{"source": "ben1", "target": "ana1", "count": 1}]
    return [*rows, {"source": "loner", "target": "loner", "count": 3}]


@pytest.fixture(scope="session")
def events(make_events, rows):
    return make_events(rows)
