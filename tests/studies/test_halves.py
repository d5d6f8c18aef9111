import pandas as pd
import pytest

from tests.studies.halves import split_events

TABLE = pd.DataFrame(
    {"source": [0, 1] * 200, "target": [1, 0] * 200, "kind": "reply", "count": [3, 2] * 200}
)


def test_each_event_is_in_one_half():
    first, second = split_events(TABLE, 0, is_mutual=False)
    assert first["count"].sum() + second["count"].sum() == TABLE["count"].sum()
    assert first["count"].sum() == pytest.approx(500, abs=4 * 500**0.5 / 2**0.5)
    both = first["count"].add(second["count"], fill_value=0)
    assert both.tolist() == TABLE["count"].tolist()


def test_both_follows_of_a_friendship_are_in_one_half():
    ties = pd.DataFrame({"source": range(100), "target": range(100, 200), "kind": "follow", "count": 1})
    back = ties.rename(columns={"source": "target", "target": "source"})
    halves = split_events(pd.concat([ties, back]), 0, is_mutual=True)
    assert sum(len(half) for half in halves) == 200
    for half in halves:
        pairs = set(zip(half["source"], half["target"], strict=True))
        assert 60 < len(half) < 140
        assert {(target, source) for source, target in pairs} == pairs
