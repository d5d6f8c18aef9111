import numpy as np
import pytest

from tests.moving import make_events, plant
from tribus.timeline.fading import HALF_LIVES, HalfLifeChoice, Trial, _is_trial
from tribus.timeline.schedule import Schedule
from tribus.timeline.step_counts import StepCounts
from tribus.timeline.windows import Windows

SIZES = (12, 12, 12)


def choices_of(truth, **options):
    events = make_events(truth, **options)
    schedule = Schedule.of_events(events, "1d", "1d")
    windows = Windows(schedule, StepCounts.of_events(events, schedule))
    choice, chosen = HalfLifeChoice.unknown(), []
    for number in range(len(truth)):
        choice = choice.update(windows, number)
        chosen.append(choice.chosen)
    return chosen


def test_later_windows_are_predicted_more_rarely():
    assert [number for number in range(1, 40) if _is_trial(number)] == [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]


def test_sparse_windows_of_steady_groups_keep_earlier_events():
    assert choices_of([plant(SIZES)] * 6, partners=1, events=1)[-1] >= 1.0


def test_dense_windows_of_moving_groups_forget_earlier_events():
    users = sorted(plant(SIZES))
    generator = np.random.default_rng(0)
    truth = [dict(zip(users, generator.permutation(len(users)) % 3, strict=True)) for _ in range(5)]
    for day in range(1, 5):  # half of the users stay
        stay = generator.random(len(users)) < 0.5
        truth[day] |= {
            user: truth[day - 1][user] for user, kept in zip(users, stay, strict=True) if kept
        }
    assert choices_of(truth, partners=8, mixing=0.05)[-1] == 0.0


def test_before_a_prediction_certain_tribes_need_no_earlier_events():
    unknown = HalfLifeChoice.unknown()
    assert unknown.see_first(0.995).chosen == 0.0
    assert unknown.see_first(0.75).chosen == 2.0
    assert unknown.see_first(0.0).chosen == 2.0


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((0.5, 0.6, 0.7, 0.8, 0.9, 0.8), 4.0),
        ((1.0, 1.0, 1.0, 1.0, 1.0, 0.5), 1.0),  # the middle one of five
        ((1.0, 0.9, 0.9, 0.9, 0.9, 0.9), 0.0),
        ((-0.1, -0.2, -0.2, -0.2, -0.2, -0.2), 2.0),
    ],
)
def test_the_middle_of_equally_good_half_lives_is_chosen(scores, expected):
    assert HalfLifeChoice(np.array(scores)).chosen == expected


def test_a_trial_holds_one_row_for_each_half_life():
    events = make_events([plant(SIZES)] * 2)
    schedule = Schedule.of_events(events, "1d", "1d")
    windows = Windows(schedule, StepCounts.of_events(events, schedule))
    trial = HalfLifeChoice.unknown().update(windows, 0).trial
    assert isinstance(trial, Trial)
    assert trial.groups.shape == (len(HALF_LIVES), sum(SIZES))
