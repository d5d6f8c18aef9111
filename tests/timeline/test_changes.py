from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import DAY, START, make_events, plant
from tribus.timeline.changes import ChangeFinder
from tribus.timeline.flows import Flows, Snapshot

SIZES = (16, 14, 12)


class KnownGroups(NamedTuple):
    """Groups of resamples whose events agree with any change."""

    groups: np.ndarray
    resolution: float = 1.0

    def at(self, resolution):
        assert resolution == self.resolution
        return self

    def measure_contact(self, *_sets, left_out_by=None):
        return 2.0 if left_out_by is None else 0.0  # above 1 is together, below 1 is apart


def snapshot(tribes, *resampled):
    """Return a window from the tribe of users 0, 1, ...; resamples have the same groups by default."""
    tribe = np.array(tribes, np.int32)
    groups = np.array(resampled or [tribes] * 4, np.int32)
    groups = np.where(groups < 0, groups.max() + 1 + np.arange(len(tribe)), groups).astype(np.int32)
    return Snapshot(np.arange(len(tribe)), tribe, KnownGroups(groups))


def changes_of(*windows):
    finder, found = ChangeFinder(), []
    for window in windows:
        changes, finder = finder.compare(window)
        found.append([(change.event, change.before, change.after) for change in changes])
    return found


def trace(truth, **options):
    options = {"window": "1d", "step": "1d", "half_life": "1h", "progress": False} | options
    return tb.trace_tribes(make_events(truth), **options)


def events_of(timeline):
    changes = timeline.changes
    return list(zip(changes["event"], changes["tribes"], strict=True))


ONE = [0] * 10 + [1] * 6


def test_the_first_window_has_no_changes():
    assert changes_of(snapshot(ONE)) == [[]]


def test_unchanged_tribes_have_no_changes():
    assert changes_of(*[snapshot(ONE)] * 4) == [[]] * 4


def test_two_tribes_that_become_one_merge():
    assert changes_of(snapshot(ONE), snapshot([0] * 16))[1] == [("merge", (0, 1), (0,))]


def test_a_tribe_that_divides_splits():
    assert changes_of(snapshot([0] * 16), snapshot(ONE))[1] == [("split", (0,), (0, 1))]


def test_a_tribe_that_makes_less_than_a_fifth_does_not_merge():
    # 3 of 23 users are 13 % of the merger: the small tribe dies in it
    before, after = [0] * 20 + [1] * 3, [0] * 23
    assert changes_of(snapshot(before), snapshot(after))[1] == [("death", (1,), ())]


def test_a_tribe_is_born_and_dies_and_returns():
    whole, without = snapshot(ONE), snapshot([0] * 10 + [-1] * 6)
    found = changes_of(without, whole, without, whole)
    assert found == [[], [("birth", (), (1,))], [("death", (1,), ())], [("return", (), (1,))]]


def test_growth_is_counted_from_the_last_reported_size():
    # 20, 28, 36 users who joined by eights; 1.25 * 20 = 25; 8 / sqrt(8) = 2.8 < 3.5, 16 / 4 = 4
    sizes = (20, 28, 36, 37)
    windows = [snapshot([0] * size + [-1] * (40 - size)) for size in sizes]
    assert changes_of(*windows) == [[], [], [("growth", (0,), (0,))], []]


def test_shrinking_is_the_reverse_of_growth():
    sizes = (36, 28, 20)
    windows = [snapshot([0] * size + [-1] * (40 - size)) for size in sizes]
    assert changes_of(*windows) == [[], [], [("shrinking", (0,), (0,))]]


def test_random_joining_and_leaving_is_no_growth():
    # 40 users; 20 leave and 30 others join: net 10, turnover 50, 10 / sqrt(50) = 1.4
    before = [0] * 40 + [-1] * 30
    after = [0] * 20 + [-1] * 20 + [0] * 30
    assert changes_of(snapshot(before), snapshot(after))[1] == []


def test_a_merge_that_resamples_show_before_too_is_not_reported():
    # the earlier window has both tribes together in 3 of 4 resamples: share 1/4 * 1 < 1/2
    together = [0] * 16
    before = snapshot(ONE, together, together, together, ONE)
    assert changes_of(before, snapshot(together))[1] == []


def test_the_share_is_that_of_pairs_of_resamples():
    # apart before in 4 of 4 resamples, together after in 3 of 4: 1 * 3/4
    together = [0] * 16
    finder = ChangeFinder()
    _, finder = finder.compare(snapshot(ONE))
    (change,), _ = finder.compare(snapshot(together, together, together, together, ONE))
    assert change.share == 0.75


def test_a_window_without_tribes_is_skipped():
    nobody = snapshot([-1] * 16)
    assert changes_of(snapshot(ONE), nobody, snapshot(ONE)) == [[], [], []]


def test_flows_are_shares_of_both_tribes():
    flows = Flows.between(snapshot(ONE), snapshot([0] * 8 + [1] * 8))
    pairs = zip(flows.before.tolist(), flows.after.tolist(), flows.sent, flows.made, strict=True)
    # tribe 0 of 10 sends 8 and 2; tribe 1 of 6 sends 6; both later tribes have 8 users
    assert list(pairs) == [(0, 0, 0.8, 1.0), (0, 1, 0.2, 0.25), (1, 1, 1.0, 0.75)]


def test_planted_merges_and_splits_are_found_in_events():
    three = plant(SIZES)
    merged = {user: min(group, 1) for user, group in three.items()}
    found = events_of(trace([three, three, merged, merged, three, three]))
    assert found == [("merge", ((1, 2), (1,))), ("split", ((1,), (1, 2)))]


def test_a_planted_birth_and_return_are_found_in_events():
    three = plant(SIZES)
    two = {user: group for user, group in three.items() if group < 2}
    timeline = trace([two, two, three, two, three])
    assert events_of(timeline) == [
        ("birth", ((), (2,))),
        ("death", ((2,), ())),
        ("return", ((), (2,))),
    ]
    assert timeline.changes["share"].between(0.5, 1).all()
    assert timeline.changes["window"].is_monotonic_increasing


@pytest.mark.parametrize("seed", range(2))
def test_a_static_society_has_no_changes(seed):
    events = make_events([plant((14, 12, 12))] * 3, mixing=0.3, partners=4, seed=seed)
    timeline = tb.trace_tribes(events, window="1d", step="1d", progress=False)
    assert timeline.changes.empty
    assert list(timeline.changes.columns) == ["window", "event", "tribes", "share", "delay"]


def test_a_change_is_reported_when_half_of_the_evidence_is_younger():
    three = plant(SIZES)
    merged = {user: min(group, 1) for user, group in three.items()}
    timeline = trace([three] * 4 + [merged] * 4, window="3d")
    (change,) = timeline.changes.itertuples()
    # equal days, no earlier events: half of the 3 days before the end
    assert abs(change.delay - 1.5 * DAY) < pd.Timedelta("1h")
    merger = START + 4 * DAY
    assert merger <= change.window - change.delay < merger + DAY


def test_a_change_that_is_clear_one_window_later_is_reported_there():
    apart, together = [0] * 10 + [1] * 8, [0] * 18
    unclear = snapshot(together, apart, apart, apart, together)
    assert changes_of(snapshot(apart), unclear, snapshot(together)) == [
        [],
        [],
        [("merge", (0, 1), (0,))],
    ]


def test_a_change_that_is_undone_before_it_is_clear_is_not_reported():
    apart, together = [0] * 10 + [1] * 8, [0] * 18
    unclear = snapshot(together, apart, apart, apart, together)
    found = changes_of(snapshot(apart), unclear, snapshot(apart), snapshot(apart))
    assert found == [[], [], [], []]


def test_a_finer_scale_is_no_split():
    society = tb.datasets.make_society(n_people=120, n_tribes=4, n_ghosts=0, merge=1, churn=0.05, seed=0)
    timeline = tb.trace_tribes(society.events, window="90d", step="60d", progress=False)
    assert timeline.n_tribes > 4  # the scale became finer, as events became more frequent
    assert timeline.changes["event"].tolist() == ["merge"]
    (merge,) = timeline.changes.itertuples()
    merger = society.changes["time"].iloc[0]
    assert merger <= merge.window - merge.delay < merger + pd.Timedelta("30D")


def test_a_merge_whose_users_all_moved_before_it_is_clear_is_not_reported():
    apart, together = [0] * 10 + [1] * 8 + [2] * 20, [0] * 18 + [2] * 20
    unclear = snapshot(together, apart, apart, apart, together)
    moved = snapshot([0] * 10 + [2] * 28)
    assert changes_of(snapshot(apart), unclear, moved)[2] in ([], [("growth", (2,), (2,))])
