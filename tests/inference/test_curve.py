import numpy as np
import pytest

from tribus.inference import AgreementCurve
from tribus.inference.curve import ByChance, _jackknife_error

ONE, HALVES, QUARTERS = [0] * 12, [0] * 6 + [1] * 6, [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
ALONE = list(range(12))


def draw_curve(*found, chance=None, splits=None):
    """Curve of partitions, one a resolution, that all three resamples agree on."""
    return draw_curve_of([[np.array(labels, np.int32)] * 3 for labels in found], chance, splits)


def draw_curve_of(found, chance=None, splits=None):
    """Curve of what each resample gave at each resolution."""
    nothing, everywhere = np.zeros(len(found)), np.ones(len(found), bool)
    by_chance = ByChance(
        nothing if chance is None else np.array(chance, float),
        everywhere if splits is None else np.array(splits, bool),
    )
    return AgreementCurve.of_labels([0.5 * 2**step for step in range(len(found))], found, by_chance)


def scatter(seed):
    """Partitions of three resamples that have nothing to do with one another."""
    return list(np.random.default_rng(seed).integers(0, 3, (3, 12)).astype(np.int32))


def nearly(labels):
    """Partitions of three resamples, each of which put another person elsewhere."""
    moved = [np.array(labels, np.int32) for _ in range(3)]
    for person, one in enumerate(moved):
        one[person] = one[-1]
    return moved


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        pytest.param((ONE, HALVES, ALONE), 1, id="neither one group nor all alone is an answer"),
        pytest.param((HALVES, QUARTERS), 1, id="of what is as stable the finer"),
        pytest.param((HALVES, QUARTERS, QUARTERS, QUARTERS), 1, id="of one scale the first"),
        pytest.param((ONE, ONE, QUARTERS), 2, id="the only answer"),
    ],
)
def test_the_finest_of_the_most_stable_scales_is_taken(found, chosen):
    assert draw_curve(*found).chosen == chosen


def test_what_is_clearly_less_stable_is_not_taken_however_fine():
    curve = draw_curve_of([[np.array(HALVES)] * 3, nearly(QUARTERS)])
    assert curve.stability[0] == 1
    assert curve.stability[1] < 0.94
    assert curve.resolution == 0.5


def test_stability_is_agreement_beyond_chance():
    # (1 - .5) / (1 - .5) = 1, and for an agreement a, (a - .2) / .8.
    curve = draw_curve_of([[np.array(HALVES)] * 3, nearly(QUARTERS)], chance=[0.5, 0.2])
    assert curve.stability[0] == 1
    assert curve.stability[1] == pytest.approx((curve.agreement[1] - 0.2) / 0.8)


def test_agreement_that_chance_gives_too_counts_for_nothing():
    fine = nearly(QUARTERS)
    plain = draw_curve_of([nearly(HALVES), fine])
    chance = [0.0, float(plain.agreement[1]) - 0.01]
    corrected = draw_curve_of([nearly(HALVES), fine], chance=chance)
    assert plain.chosen == 1
    assert corrected.chosen == 0


def test_what_is_too_coarse_to_set_against_chance_is_a_level_but_not_taken():
    curve = draw_curve_of([[np.array(HALVES)] * 3, nearly(QUARTERS)], splits=[False, True])
    assert curve.levels == (0, 1)
    assert curve.chosen == 1
    assert draw_curve(HALVES, ONE, splits=[False, True]).chosen == 0  # unless there is nothing else


def test_levels_are_the_scales_that_are_nearly_as_stable_as_the_best():
    quarters, halves = [np.array(QUARTERS)] * 3, [np.array(HALVES)] * 3
    curve = draw_curve_of([halves, halves, quarters, quarters, scatter(0)])
    assert curve.levels == (0, 2)
    assert [scale.resolution for scale in curve.scales] == [0.5, 2.0]
    assert curve.to_frame()["level"].tolist() == [0, -1, 1, -1, -1]


def test_where_no_resolution_gives_two_groups_it_is_one():
    curve = draw_curve(ONE, ONE, ALONE, ALONE)
    assert curve.resolution == 1.0
    assert curve.levels == (1,)


def test_chance_agrees_as_two_draws_of_one_rewired_network_do():
    halves, quarters, one = (np.array(labels, np.int32) for labels in (HALVES, QUARTERS, ONE))
    found = [  # three networks; of each, for two resolutions, the labels of two draws
        [[one, one], [quarters, quarters]],
        [[one, halves], [halves, halves]],
        [[halves, halves], [one, one]],
    ]
    chance = ByChance.of_labels(found)
    assert chance.splits.tolist() == [False, True]  # by a majority
    assert chance.agreement.tolist() == [1.0, 1.0]  # among those that fall into groups
    nothing = ByChance.of_labels([[[one, one]]])
    assert nothing.agreement.tolist() == [0.0]


def test_only_groups_that_survive_best_and_well_at_the_end_ask_for_finer_ones():
    well, badly = [np.array(QUARTERS)] * 3, scatter(0)
    assert draw_curve_of([badly, well]).rises_to_its_end
    assert not draw_curve_of([well, badly]).rises_to_its_end
    assert not draw_curve_of([scatter(1), badly]).rises_to_its_end


def test_a_curve_is_steady_where_chance_can_change_no_survivor():
    # Two of three resamples alike leave it open: a difference with an error about as large.
    clear, unclear = [np.array(QUARTERS)] * 3, [np.array(HALVES), np.array(HALVES), np.array(ALONE)]
    assert draw_curve(HALVES, QUARTERS).is_steady
    assert draw_curve(ONE, ALONE).is_steady  # no answer, which more resamples would not mend
    assert not draw_curve_of([clear, unclear]).is_steady


def test_the_standard_error_is_that_of_the_jackknife():
    # Agreements of the best are 1, of the other 1, .4 and .1: they differ by 0, .6 and .9. Leaving out
    # one of three resamples leaves one pair: .9, .6 or 0. With their mean of .5 the jackknife gives
    # sqrt(2/3 x (.16 + .01 + .25)) = sqrt(.28).
    difference = np.array([[0, 0, 0.6], [0, 0, 0.9], [0.6, 0.9, 0]])
    assert _jackknife_error(difference) == pytest.approx(np.sqrt(0.28))


def test_a_curve_tells_all_it_saw():
    curve = draw_curve(ONE, HALVES, QUARTERS, ALONE)
    frame = curve.to_frame()
    columns = ["resolution", "agreement", "by_chance", "stability", "standard_error", "groups"]
    assert frame.columns.tolist() == [*columns, "level", "chosen"]
    assert frame["resolution"].tolist() == [0.5, 1, 2, 4]
    assert frame["groups"].tolist() == [1, 2, 4, 0]  # groups of fewer than three do not count
    assert frame["chosen"].sum() == 1
    assert frame.loc[frame["chosen"], "resolution"].item() == curve.resolution


def test_a_curve_is_read_only_and_shows_itself_on_one_line():
    curve = draw_curve(ONE, HALVES)
    for column in (curve.resolutions, curve.stability, curve.short_of_best, curve.n_groups):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 9
    assert len(repr(curve)) <= 88
    assert "resolution 1, stability 1.00, 2 groups" in repr(curve)
    assert "<script" not in curve._repr_html_()
