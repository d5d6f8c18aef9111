import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.studies.conversations import (
    Pairs,
    cut,
    find_seen,
    find_strangers,
    later_acts,
    score_bonds,
    score_seen,
)


def table_of(rows):
    frame = pd.DataFrame(rows, columns=["source", "target", "day"])
    start = pd.Timestamp("2024-01-01", tz="UTC")
    return pd.DataFrame(
        {
            "source": frame["source"],
            "target": frame["target"],
            "kind": "reply",
            "time": start + pd.to_timedelta(frame["day"], unit="D"),
        }
    )


KNOWN = [("ana", "ben", 0), ("ben", "ana", 1), ("ana", "carla", 2), ("dan", "ben", 3)]
LATER = [("ana", "carla", 5), ("carla", "ana", 6), ("ana", "dan", 7), ("eva", "ana", 8)]


@pytest.fixture
def network():
    return tb.build_network(tb.Events.from_frame(table_of(KNOWN), time="time"))


def names_of(network, pairs):
    ends = (network.users_of_rows(pairs.one), network.users_of_rows(pairs.other), pairs.hit.tolist())
    return {frozenset((one, other)): hit for one, other, hit in zip(*ends, strict=True)}


def test_the_known_part_ends_with_its_share_of_the_events():
    known, later = cut(table_of([("ana", "ben", day) for day in range(10)]), 0.6)
    assert (len(known), len(later)) == (6, 4)


def test_a_seen_pair_is_a_hit_if_it_has_events_both_ways_later(network):
    pairs = find_seen(network, later_acts(network, table_of(LATER)))
    assert names_of(network, pairs) == {
        frozenset(("ana", "ben")): False,
        frozenset(("ana", "carla")): True,
        frozenset(("ben", "dan")): False,
    }


def test_strangers_have_a_common_partner(network):
    pairs = find_strangers(network, later_acts(network, table_of(LATER)))
    assert names_of(network, pairs) == {
        frozenset(("ana", "dan")): True,
        frozenset(("ben", "carla")): False,
    }


def test_counts_are_combined_as_their_names_say(network):
    pairs = Pairs(*(np.array([network.row_of(user)]) for user in ("ana", "ben")), np.array([True]))
    sums = {"": network.to_scipy("reply") * 4}
    scores = score_seen(network, sums, np.zeros(network.n_users, int), pairs)
    assert scores["counts, added"] == [8]
    assert scores["counts, geometric mean"] == [4]
    assert scores["logarithms, geometric mean"] == pytest.approx([np.log(5)])
    assert scores["affinity"] == pytest.approx([network.affinity("ana", "ben")])
    assert scores["same tribe or not"] == [1]


def test_terms_of_the_bond_can_be_switched_off(network):
    events = tb.Events.from_frame(table_of(KNOWN), time="time")
    pairs = Pairs(*(np.array([network.row_of(user)]) for user in ("ana", "carla")), np.array([True]))
    scores = score_bonds(events, network, np.zeros(network.n_users, int), pairs)
    assert scores["bond"] == pytest.approx([network.bond("ana", "carla")])
    assert scores["bond, half as much again in a tribe"] == pytest.approx(1.5 * scores["bond"])
    assert scores["bond of mutual exchange only"] == [0]
