import numpy as np
import pytest

from tribus.datasets import make_society
from tribus.errors import OptionError

OPTIONS = {"n_people": 90, "n_tribes": 6, "n_ghosts": 0, "seed": 3}


@pytest.fixture(scope="module")
def society():
    return make_society(**OPTIONS, churn=0.1, merge=1, split=1)


def test_a_society_without_changes_is_the_same_as_ever():
    society = make_society(**OPTIONS)
    assert society.evolution is None
    assert society.changes.empty
    assert society.moves.empty
    assert society.made_by == make_society(**OPTIONS, churn=0.0, merge=0, split=0).made_by


def test_merges_and_splits_are_named(society):
    assert sorted(society.changes["event"]) == ["merge", "split"]
    assert society.changes["time"].is_monotonic_increasing
    by_event = society.changes.set_index("event")
    (large, small), (kept,) = by_event.loc["merge", "tribes"]
    assert kept == large
    before = society.tribes_at("2024-01-02")
    after = society.tribes_at("2025-01-01")
    assert (before == small).sum() > 0
    assert (after == small).sum() == 0
    (whole,), (rest, part) = by_event.loc["split", "tribes"]
    assert (rest, part) == (whole, 6)
    assert (before == part).sum() == 0
    assert (after == part).sum() >= 3


def test_tribes_change_at_the_times_of_moves(society):
    moves = society.moves
    for row in moves.itertuples():
        assert society.tribes_at(row.time - np.timedelta64(1, "s"))[row.user] == row.before
        assert society.tribes_at(row.time)[row.user] == row.after


def test_the_share_of_movers_is_the_churn():
    moves = make_society(**OPTIONS, churn=0.2).moves
    assert len(moves) == 18
    assert (moves["before"] != moves["after"]).all()


def test_events_go_to_the_new_tribe_after_a_move(society):
    frame = society.to_frame().query("kind != 'follow'")
    merged = society.changes.set_index("event").loc["merge"]
    (large, small), _ = merged["tribes"]
    before = society.tribes_at("2024-01-02")
    pairs = frame[frame["source"].map(before).isin([large, small])]
    pairs = pairs[pairs["target"].map(before).isin([large, small])]
    is_across = pairs["source"].map(before) != pairs["target"].map(before)
    early, late = (
        is_across[mask].mean()
        for mask in (pairs["time"] < merged["time"], pairs["time"] >= merged["time"])
    )
    assert late > 2 * early


def test_follows_of_old_partners_are_undone(society):
    frame = society.events.to_frame()
    undone = frame[frame["until"].notna()]
    assert len(undone)
    assert (undone["kind"] == "follow").all()
    first, last = (society.tribes_at(moment) for moment in ("2024-01-02", "2025-01-01"))
    for row in undone.itertuples():
        assert first[row.source] == first[row.target]
        assert last[row.source] != last[row.target] or society.tribes_at(row.until)[row.source] >= 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"churn": 1.5}, "churn must be a number from 0 to 1, got 1.5"),
        ({"merge": -1}, "merge must be a whole number of 0 or more, got -1"),
        ({"merge": 3, "split": 1}, "3 merges and 1 split need 7 tribes, got n_tribes=6"),
    ],
)
def test_impossible_changes_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        make_society(**OPTIONS, **options)
