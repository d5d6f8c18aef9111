"""Functions that need single events refuse events on Spark, and say how to bring them over."""

import pandas as pd
import pytest

import tribus as tb
from tribus.errors import OptionError


@pytest.fixture(scope="module")
def frame():
    return tb.datasets.make_society(n_people=40, n_tribes=2, seed=3).events.to_frame()


@pytest.fixture(scope="module")
def on_spark(spark, frame):
    return tb.Events.from_frame(spark.createDataFrame(frame[["source", "target", "kind", "time"]]))


@pytest.fixture(scope="module")
def tribes(on_spark):
    return tb.find_tribes(tb.build_network(on_spark, half_life=None), resolution=1.0)


CALLS = {
    "measure_people": lambda events, _: tb.measure_people(events),
    "find_topics": tb.find_topics,
    "measure_coherence": lambda events, _: tb.measure_coherence(events),
    "trace_tribes": lambda events, _: tb.trace_tribes(events),
    "check_stability": lambda events, _: tb.check_stability(events, runs=30),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_function_that_needs_all_rows_says_how_to_bring_them_over(name, on_spark, tribes):
    with pytest.raises(OptionError, match=rf"^{name} needs the rows .* events\.collect\(\)"):
        CALLS[name](on_spark, tribes)


def test_what_follows_from_a_network_runs_without_rows(tribes, frame):
    local = tb.Events.from_frame(frame[["source", "target", "kind", "time"]])
    expected = tb.find_tribes(tb.build_network(local, half_life=None), resolution=1.0)
    assert tribes == expected
    user = tribes.network.users[0]
    assert tribes.of(user).to_frame().equals(expected.of(user).to_frame())
    stability = tb.check_stability(tribes.network, runs=30, resolution=1.0)
    assert stability == tb.check_stability(expected.network, runs=30, resolution=1.0)


def test_the_return_is_measured_on_a_timeline_and_not_on_rows(on_spark):
    outcomes = pd.DataFrame({"user": ["ana"], "time": ["2026-01-01T00:00:00Z"]})
    with pytest.raises(OptionError, match="measure_return takes a Timeline, as trace_tribes returns it"):
        tb.measure_return(outcomes, on_spark, account="ana")
