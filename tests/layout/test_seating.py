import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tribus.layout._seat_kernel import take_seats
from tribus.layout.seating import RANK_RING_WIDTH
from tribus.layout.tribes import lay_out_map
from tribus.tribes.roles.assign import NEWCOMER


def seat(n_seats, preferred):
    """Seats of people of one ring, who choose in turn."""
    ring = np.full(len(preferred), n_seats)
    return take_seats(np.zeros_like(ring), ring, np.array(preferred), np.arange(len(preferred))).tolist()


def test_a_taken_seat_leads_to_the_nearest_free_one():
    # the second finds 1 taken and goes on to 2, the third back to 0, the fourth to 3 (as near as 5: on)
    assert seat(6, [1, 1, 1, 1, 5, 1]) == [1, 2, 0, 3, 5, 4]


def test_each_person_gets_a_seat_of_their_ring():
    rng = np.random.default_rng(0)
    sizes = np.array([1, 2, 40, 200])
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    size = np.repeat(sizes, sizes)
    preferred = first + rng.integers(0, size) // 3  # a crowd at one side
    seats = take_seats(first, size, preferred, rng.permutation(len(first)))
    assert sorted(seats) == list(range(len(first)))
    assert np.array_equal(np.repeat(np.arange(4), sizes)[seats], np.repeat(np.arange(4), sizes))


def find(frame):
    events = tb.Events.from_frame(frame[["source", "target"]], kind="reply")
    return tb.find_tribes(tb.build_network(events), resolution=1.0, significance=None)


def test_users_with_affinity_to_another_tribe_face_it():
    cliques = [[f"{name}{number:02d}" for number in range(30)] for name in "ab"]
    pairs = [(one, other) for clique in cliques for one in clique for other in clique if one != other]
    pairs += [pair for a, b in zip(*cliques, strict=True) if a < "a12" for pair in ((a, b), (b, a))]
    tribes = find(pd.DataFrame(pairs, columns=["source", "target"]))
    layout = lay_out_map(tribes)
    own = layout.centres[tribes.labels]
    ahead = ((layout.positions - own) * (layout.centres[1 - tribes.labels] - own)).sum(axis=1)
    bridges = np.array([int(user[1:]) < 12 for user in tribes.network.users])
    assert ahead[bridges].mean() > 0 > ahead[~bridges].mean()


@pytest.fixture(scope="module")
def events():
    return tb.datasets.make_society(n_people=90, n_tribes=2, seed=1).events.to_frame()


def test_users_with_strong_bonds_are_in_the_middle(events):
    tribes = find(events)
    layout = lay_out_map(tribes)
    for tribe in tribes:
        inside = tribe.rows[tribes.assignment.role[tribe.rows] <= NEWCOMER]
        far = np.linalg.norm(layout.positions[inside] - layout.centres[tribe.number], axis=1)
        assert np.abs(far - np.sqrt(np.arange(len(inside)) + 0.5)).max() < RANK_RING_WIDTH + 0.5


def test_users_who_are_not_members_are_in_the_ring(events):
    tribes = find(events)
    layout, role = lay_out_map(tribes), tribes.assignment.role
    around = np.flatnonzero((role > NEWCOMER) & (tribes.labels >= 0))
    own = tribes.labels[around]
    far = np.linalg.norm(layout.positions[around] - layout.centres[own], axis=1)
    assert len(around)
    assert (far > layout.inner[own]).all()
    assert (far < layout.radii[own]).all()


def test_positions_do_not_depend_on_ids_or_row_order(events):
    again = events.sample(frac=1.0, random_state=0)
    again[["source", "target"]] = again[["source", "target"]].map(lambda user: user[::-1])
    # row by row: users with equal events may swap positions when their names change
    assert np.array_equal(lay_out_map(find(again)).positions, lay_out_map(find(events)).positions)
