import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network, find_tribes
from tribus.errors import OptionError
from tribus.metrics import adjusted_mutual_information
from tribus.metrics.matching import match_groups
from tribus.tribes.comparison import _find_changes

labels = st.lists(st.integers(-1, 4), min_size=1, max_size=40).map(
    lambda drawn: np.array(drawn, np.int32)
)


def tribes_of(groups, **options):
    """Tribes of cliques of mutual replies, one for each group of names."""
    import pandas as pd

    pairs = [(i, j) for group in groups for i in group for j in group if i != j]
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    events = Events.from_frame(frame, kind="reply")
    options = {"resolution": 1.0, "significance": None} | options
    return find_tribes(build_network(events, half_life=None), **options)


def test_a_user_who_changes_the_tribe_is_named():
    """By hand: d leaves the tribe a b c d for e f g; h is new, and z is gone."""
    first = tribes_of([["a", "b", "c", "d"], ["e", "f", "g", "z"]])
    second = tribes_of([["a", "b", "c"], ["d", "e", "f", "g", "h"]])
    compared = first.compare(second)
    change = dict(zip(compared.to_frame()["user"], compared.to_frame()["change"], strict=True))
    assert change == {
        **dict.fromkeys("abcefg", "stayed"),
        "d": "moved",
        "h": "new",
        "z": "gone",
    }
    assert compared.moved == ["d"]
    assert compared.n_common == 7
    # partitions of a..g: {abcd}{efg} and {abc}{defg}
    assert compared.agreement == adjusted_mutual_information([0] * 4 + [1] * 3, [0] * 3 + [1] * 4)
    assert repr(compared).startswith("<Comparison: 7 users in both, agreement 0.4")


def test_tribes_are_the_same_as_themselves_whatever_their_numbers():
    tribes = tribes_of([["a", "b", "c", "d"], ["e", "f", "g"]])
    compared = tribes.compare(tribes)
    assert compared.agreement == 1.0
    assert compared.count("stayed") == len(tribes.network)
    assert not compared.moved


def test_a_split_keeps_the_largest_part():
    first = tribes_of([["a", "b", "c", "d", "e", "f", "g"]], min_size=3)
    second = tribes_of([["a", "b", "c", "d"], ["e", "f", "g"]])
    assert sorted(first.compare(second).moved) == ["e", "f", "g"]


@settings(deadline=None)
@given(st.data(), labels)
def test_renumbered_tribes_have_each_other_as_counterparts(data, before):
    number = np.array([*data.draw(st.permutations(range(5))), -1], np.int32)
    after = number[before]
    counterpart = match_groups(before, after, 5)
    assert set(_find_changes(before, after, counterpart).tolist()) <= {0, 4}


@settings(deadline=None)
@given(st.data(), labels)
def test_no_two_tribes_have_one_counterpart(data, before):
    after = np.array(data.draw(st.lists(st.integers(-1, 4), min_size=len(before), max_size=len(before))))
    counterpart = match_groups(before, after.astype(np.int32), 5)
    matched = counterpart[counterpart >= 0]
    assert len(set(matched.tolist())) == len(matched)


def test_comparing_with_another_type_is_an_error():
    tribes = tribes_of([["a", "b", "c"], ["d", "e", "f"]])
    with pytest.raises(OptionError, match="compare takes Tribes, got list; find_tribes returns them"):
        tribes.compare([0, 1])
    with pytest.raises(OptionError, match="no user is in both results"):
        tribes.compare(tribes_of([["x", "y", "z"], ["u", "v", "w"]]))
    with pytest.raises(
        OptionError, match="the users of one result are string and those of the other int64"
    ):
        tribes.compare(tribes_of([[1, 2, 3], [4, 5, 6]]))
