import pandas as pd
import pytest

from tribus import Events, measure_people

START = pd.Timestamp("2024-01-01", tz="UTC")


def make_events(rows, **columns):
    """Events from (source, target, kind, hour) and further columns; None as an hour is no time."""
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "hour", *columns])
    frame["time"] = START + pd.to_timedelta(frame.pop("hour"), unit="h")
    return Events.from_frame(
        frame, source="source", target="target", kind="kind", time="time", fold_case=False, **columns
    )


@pytest.fixture
def measure():
    def make(rows, tribes=None, **columns):
        return measure_people(make_events(rows, **columns), tribes, progress=False)

    return make


@pytest.fixture
def row_of():
    """The row of a user in the frame of people."""

    def find(people, user):
        return people.to_frame().set_index("user").loc[user]

    return find
