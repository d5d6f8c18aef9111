"""A timeline takes the numbers of other tribes by the users that they share in its last window."""

from dataclasses import replace

import numpy as np
import pytest

import tribus as tb
from tests.moving import make_events, plant
from tribus.community.numbering import NO_TRIBE
from tribus.timeline.renumber import renumber_timeline

USERS = plant((14, 12, 10))


@pytest.fixture(scope="module")
def events():
    merged = {user: min(group, 1) for user, group in USERS.items()}
    return make_events([USERS, merged, merged], partners=8, mixing=0.02)


@pytest.fixture(scope="module")
def timeline(events):
    return tb.trace_tribes(
        events, window="1d", step="1d", half_life="1h", resolution=1.0, progress=False
    )


@pytest.fixture(scope="module")
def tribes(events):
    network = tb.build_network(events.between("2024-01-03"), half_life=None, progress=False)
    return tb.find_tribes(network, resolution=1.0, significance=None, progress=False)


def numbers_of(timeline, number=-1):
    """Return the tribe of each user in a window."""
    placed = timeline.placements[number]
    users = [timeline.users[row] for row in placed.users.tolist()]
    return dict(zip(users, placed.tribe.tolist(), strict=True))


def test_each_user_of_the_last_window_has_the_number_of_the_tribes(timeline, tribes):
    found = renumber_timeline(timeline, tribes)
    assert numbers_of(found.timeline) == {user: tribes.of(user).number for user in tribes.network.users}
    assert found.matched == {0, 1}


def test_a_tribe_that_ended_has_a_number_of_its_own(timeline, tribes):
    first = numbers_of(renumber_timeline(timeline, tribes).timeline, 0)
    assert sorted({*first.values()}) == [0, 1, 2]  # 2 = number of tribes: it is none of them


def test_the_changes_have_the_new_numbers(timeline, tribes):
    found = renumber_timeline(timeline, tribes).timeline
    (merge,) = found.changes[found.changes["event"] == "merge"]["tribes"]
    assert 2 in merge[0]
    assert merge[1] == (tribes.of("g1u00").number,)


def test_tribes_with_swapped_numbers_give_swapped_numbers(timeline, tribes):
    found = renumber_timeline(timeline, tribes).timeline
    placed = [replace(one, tribe=swap(one.tribe)) for one in timeline.placements]
    again = renumber_timeline(replace(timeline, placements=tuple(placed)), tribes).timeline
    assert numbers_of(again) == numbers_of(found)


def swap(tribe):
    return np.where(tribe == NO_TRIBE, NO_TRIBE, 2 - tribe).astype(np.int32)


def test_tribes_of_others_are_an_error(timeline):
    society = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0)
    tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0, progress=False)
    with pytest.raises(tb.errors.OptionError, match="no user of the events is in the tribes"):
        renumber_timeline(timeline, tribes)
