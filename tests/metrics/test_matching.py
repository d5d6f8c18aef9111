import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.metrics.matching import NO_COUNTERPART, match_groups


def match(before, after):
    before, after = np.array(before, np.int32), np.array(after, np.int32)
    return match_groups(before, after, int(before.max(initial=-1)) + 1).tolist()


@pytest.mark.parametrize(
    ("before", "after", "counterpart"),
    [
        pytest.param([0, 0, 1, 1], [1, 1, 0, 0], [1, 0], id="other numbers"),
        pytest.param([0, 0, 0, 1, 1], [0, 0, 0, 0, 0], [0, NO_COUNTERPART], id="a merger"),
        pytest.param([0, 0, 0, 0, 0], [0, 0, 0, 1, 1], [0], id="a split"),
        pytest.param([0, 0, 1, 1], [0, 1, 0, 1], [0, 1], id="of equal pairs the lowest numbers"),
        pytest.param([0, -1, 1], [-1, 0, 0], [NO_COUNTERPART, 0], id="no group, no match"),
        pytest.param([-1, -1], [0, 0], [], id="no groups"),
    ],
)
def test_the_pair_with_most_common_users_is_matched_first(before, after, counterpart):
    assert match(before, after) == counterpart


def match_one_by_one(before, after):
    pairs, n_common = np.unique(
        [(one, other) for one, other in zip(before, after, strict=True) if min(one, other) >= 0]
        or np.empty((0, 2), int),
        axis=0,
        return_counts=True,
    )
    counterpart, taken = [NO_COUNTERPART] * (max(before) + 1), set()
    for one, other in pairs[np.lexsort((*pairs.T[::-1], -n_common))].tolist():
        if counterpart[one] == NO_COUNTERPART and other not in taken:
            counterpart[one] = other
            taken.add(other)
    return counterpart


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 5)), min_size=1, max_size=60))
def test_pairs_matched_at_once_are_those_matched_one_by_one(users):
    before, after = zip(*users, strict=True)
    assert match(before, after) == match_one_by_one(before, after)
