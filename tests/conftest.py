"""Fixtures that several packages of tests share."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.planted import adjacency_of, make_network, network, rows, truth  # noqa: F401  fixtures
from tests.spark_session import spark  # noqa: F401  a fixture


def pytest_addoption(parser):
    parser.addoption(
        "--draw-golden",
        action="store_true",
        help="replace golden pictures, cards and lines; check each by eye before you keep it",
    )


def pytest_report_header(config):
    is_whole = not config.args or config.args == config.getini("testpaths")
    return "all tests take about thirteen minutes on two cores" if is_whole else None


@pytest.fixture
def dealings():
    """A small table with every part of an event: text ids, kinds, times with a zone, counts, texts."""
    return pd.DataFrame(
        {
            "source": ["ana", "ben", "007", "ana"],
            "target": ["ben", "ana", "ana", "007"],
            "kind": ["reply", "like", "mention", "follow"],
            "time": pd.to_datetime(
                ["2018-10-10T20:19:24Z", "2018-10-11T08:00:00Z", "2018-10-12T09:30:15.25Z", None],
                format="ISO8601",
            ),
            "count": [1.0, 2.5, 1.0, 1.0],
            "text": ['hola, "ben"', "two\nlines", "ñandú", None],
            "post": ["p1", "p2", None, None],
        }
    )
