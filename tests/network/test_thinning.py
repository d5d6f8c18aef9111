"""Thinning: one-way ties become counts of attention, and nothing else changes."""

import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tribus.errors import OptionError


@pytest.fixture(scope="module")
def events():
    return tb.datasets.make_society(n_people=80, n_tribes=4, seed=2).events


@pytest.fixture(scope="module")
def whole(events):
    return tb.build_network(events, half_life="90d")


def count_mutual(network):
    return np.count_nonzero(network.evidence.mutual()) // 2


def test_a_limit_that_is_not_reached_changes_nothing(events, whole):
    network = tb.build_network(events, half_life="90d", max_ties=whole.n_ties)
    assert network == whole
    assert network.made_by == whole.made_by
    assert network.thinning is None


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_mutual_ties_stay_and_sums_of_users_are_exact(events, whole, share):
    n_mutual = count_mutual(whole)
    max_ties = n_mutual + round(share * (whole.n_ties - n_mutual))
    network = tb.build_network(events, half_life="90d", max_ties=max_ties)
    assert count_mutual(network) == n_mutual <= network.n_ties <= max_ties
    assert network.n_ties + network.thinning.n_left_out == whole.n_ties == network.thinning.n_ties
    found, expected = (
        one.users_to_frame().sort_values("user", ignore_index=True) for one in (network, whole)
    )
    pd.testing.assert_frame_equal(found, expected)
    assert network.n_events == whole.n_events
    counted = [f"{kind}_{side}" for kind in whole.kinds for side in ("given", "received")]
    ties = whole.to_frame().set_index(["user", "other"])[counted].to_dict("index")
    for row in network.to_frame().to_dict("records"):
        given = [row[name] for name in counted]
        tie = ties.get((row["user"], row["other"])) or ties[row["other"], row["user"]]
        assert sorted(given) == sorted(tie[name] for name in counted)


def test_the_missing_share_of_the_events_is_stated(whole, events):
    network = tb.build_network(events, half_life="90d", max_ties=count_mutual(whole))
    held = sum(float(counts.sum()) for counts in network.evidence.counts.values())
    assert network.thinning.error == pytest.approx(1 - held / sum(events.counts.values()))
    assert "ties left out, with" in repr(network._card())
    assert "ties left out" not in repr(whole._card())


def test_people_with_few_ties_keep_theirs_first():
    ties = [("ana", "ben"), ("ben", "ana"), *((f"fan {n}", "star") for n in range(9)), ("eve", "dan")]
    frame = pd.DataFrame(ties, columns=["source", "target"])
    events = tb.Events.from_frame(frame, kind="reply")
    kept = tb.build_network(events, max_ties=3).to_frame()
    assert {frozenset(pair) for pair in kept[["user", "other"]].itertuples(index=False)} == {
        frozenset({"ana", "ben"}),
        frozenset({"eve", "dan"}),
    }, "nine equal ties do not fit together, so none of them is chosen"


def test_louder_ties_come_before_quiet_ones():
    frame = pd.DataFrame(
        {"source": ["ana", "ana", "ben", "ben"], "target": ["cid", "cid", "dan", "cid"]}
    )
    events = tb.Events.from_frame(frame, kind="reply", time=False)
    kept = tb.build_network(events, max_ties=2).to_frame()
    assert set(kept["user"]) | set(kept["other"]) == {"ana", "cid", "ben", "dan"}
    one = tb.build_network(events, max_ties=1)
    assert one.n_ties == 1
    assert one.evidence.total(faded=False).sum() == 2.0
    assert one.thinning.error == 0.5


def test_fewer_ties_than_the_mutual_ones_are_an_error(events):
    with pytest.raises(OptionError, match=r"max_ties=3 is less than the \d+ ties with events both ways"):
        tb.build_network(events, max_ties=3)
    with pytest.raises(OptionError, match="max_ties must be a whole number of 1 or more, got 0"):
        tb.build_network(events, max_ties=0)


def test_a_thinned_network_is_saved_with_its_counts(events, whole, tmp_path):
    network = tb.build_network(events, half_life="90d", max_ties=count_mutual(whole))
    network.save(tmp_path / "network.tribus")
    loaded = tb.load(tmp_path / "network.tribus")
    assert loaded == network
    assert loaded.users_to_frame().equals(network.users_to_frame())
    assert loaded.thinning.error == network.thinning.error
