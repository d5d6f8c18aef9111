import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tribus.layout._seat_kernel import take_seats
from tribus.layout.seating import RING
from tribus.layout.tribes import lay_out_map


def seat(n_seats, wanted):
    """Seats of people of one ring who choose one after the other."""
    ring = np.full(len(wanted), n_seats)
    return take_seats(np.zeros_like(ring), ring, np.array(wanted), np.arange(len(wanted))).tolist()


def test_a_taken_seat_sends_to_the_nearest_free_one_around_the_ring():
    # the second finds 1 taken and goes on to 2, the third back to 0, the fourth to 3 (as near as 5: on)
    assert seat(6, [1, 1, 1, 1, 5, 1]) == [1, 2, 0, 3, 5, 4]


def test_everybody_gets_a_seat_of_their_own_ring():
    rng = np.random.default_rng(0)
    sizes = np.array([1, 2, 40, 200])
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    size = np.repeat(sizes, sizes)
    wanted = first + rng.integers(0, size) // 3  # a crowd at one side
    seats = take_seats(first, size, wanted, rng.permutation(len(first)))
    assert sorted(seats) == list(range(len(first)))
    assert np.array_equal(np.repeat(np.arange(4), sizes)[seats], np.repeat(np.arange(4), sizes))


def find(frame):
    events = tb.Events.from_frame(frame[["source", "target"]], kind="reply")
    return tb.find_tribes(tb.build_network(events), resolution=1.0, significance=None)


def test_those_who_deal_with_another_tribe_stand_on_the_side_that_faces_it():
    cliques = [[f"{name}{number:02d}" for number in range(30)] for name in "ab"]
    pairs = [(one, other) for clique in cliques for one in clique for other in clique if one != other]
    pairs += [pair for a, b in zip(*cliques, strict=True) if a < "a12" for pair in ((a, b), (b, a))]
    tribes = find(pd.DataFrame(pairs, columns=["source", "target"]))
    layout = lay_out_map(tribes)
    own = layout.centres[tribes.labels]
    ahead = ((layout.places - own) * (layout.centres[1 - tribes.labels] - own)).sum(axis=1)
    bridges = np.array([int(user[1:]) < 12 for user in tribes.network.users])
    assert ahead[bridges].mean() > 0 > ahead[~bridges].mean()


@pytest.fixture(scope="module")
def events_with():
    return tb.datasets.make_society(n_people=90, n_tribes=2, seed=1).events.to_frame()


def test_the_strongest_stand_in_the_middle(events_with):
    tribes = find(events_with)
    layout = lay_out_map(tribes)
    for tribe in tribes:
        far = np.linalg.norm(layout.places[tribe.rows] - layout.centres[tribe.number], axis=1)
        assert np.abs(far - np.sqrt(np.arange(len(tribe)) + 0.5)).max() < RING + 0.5


def test_places_depend_on_neither_ids_nor_the_order_of_rows(events_with):
    again = events_with.sample(frac=1.0, random_state=0)
    again[["source", "target"]] = again[["source", "target"]].map(lambda user: user[::-1])
    # row by row, since users who have the same dealings may change places when they change names
    assert np.array_equal(lay_out_map(find(again)).places, lay_out_map(find(events_with)).places)
