import numpy as np
import pytest

from tribus.inference.agreement import NullAgreement, jackknife_error, measure_null_agreement
from tribus.inference.choice import score_resolutions
from tribus.inference.curve import compute_curve
from tribus.metrics import adjusted_mutual_information

ONE, HALVES, QUARTERS = [0] * 12, [0] * 6 + [1] * 6, [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
ALONE = list(range(12))


def make_curve(*found, null=None, splits=None):
    """Curve of partitions, one per resolution, on which all three resamples agree."""
    return make_curve_of([[np.array(labels, np.int32)] * 3 for labels in found], null, splits)


def make_curve_of(found, null=None, splits=None):
    """Curve of the labels of each resample at each resolution."""
    null_agreement = NullAgreement(
        np.zeros(len(found)) if null is None else np.array(null, float),
        np.ones(len(found), bool) if splits is None else np.array(splits, bool),
        np.zeros(len(found)),
    )
    return compute_curve([0.5 * 2**step for step in range(len(found))], found, null_agreement)


def make_unrelated(seed):
    """Independent random partitions of three resamples."""
    return list(np.random.default_rng(seed).integers(0, 3, (3, 12)).astype(np.int32))


def move_one(labels):
    """Partitions of three resamples, each with another person moved."""
    moved = [np.array(labels, np.int32) for _ in range(3)]
    for person, partition in enumerate(moved):
        partition[person] = partition[-1]
    return moved


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        pytest.param((ONE, HALVES, ALONE), 1, id="one group or all alone is no answer"),
        pytest.param((QUARTERS, QUARTERS, HALVES, HALVES), 0, id="the more informative of two"),
        pytest.param((ONE, ONE, QUARTERS), 2, id="the only answer"),
        pytest.param((HALVES, QUARTERS, QUARTERS, QUARTERS, HALVES), 2, id="the middle of a scale"),
    ],
)
def test_the_most_informative_of_equally_stable_scales_is_chosen(found, chosen):
    assert make_curve(*found).chosen == chosen


def test_a_clearly_less_stable_scale_is_not_chosen():
    curve = make_curve_of([[np.array(HALVES)] * 3, [np.array(HALVES)] * 3, make_unrelated(0)])
    assert curve.resolution == 0.5
    assert curve.stability[2] < 0.5


def test_stability_is_the_agreement_with_neighbours_too_above_the_null_model():
    # Resamples agree fully at both resolutions, and by the AMI x of halves and quarters across them.
    curve = make_curve(HALVES, QUARTERS, null=[0.5, 0.2])
    x = adjusted_mutual_information(np.array(HALVES), np.array(QUARTERS))
    assert curve.agreement.tolist() == pytest.approx([1, 1])
    assert curve.stability == pytest.approx([((1 + x) / 2 - 0.5) / 0.5, ((1 + x) / 2 - 0.2) / 0.8])


def test_the_score_is_the_information_that_survives_eight_resamples():
    # Halves twice: S = 1 and H = ln 2 at both, and the mean over neighbours is the same.
    assert make_curve(HALVES, HALVES).score == pytest.approx([np.log(2)] * 2)
    # .9^8 ln 2 = .298, 1 ln 2 = .693: (3 x .298 + 2 x .693) / 5 and (2 x .298 + 3 x .693) / 5
    score = score_resolutions(np.array([0.9, 1.0]), np.full(2, np.log(2)), np.ones(2, bool))
    assert score == pytest.approx([0.456, 0.535], abs=1e-3)
    only = score_resolutions(np.array([0.9, 1.0]), np.full(2, np.log(2)), np.array([True, False]))
    assert only.tolist() == [pytest.approx(0.9**8 * np.log(2)), -np.inf]


def test_agreement_that_rewired_networks_have_too_does_not_count():
    coarse, fine = move_one(HALVES), move_one(QUARTERS)
    plain = make_curve_of([coarse, fine])
    corrected = make_curve_of([coarse, fine], null=[0.0, float(plain.agreement[1]) - 0.01])
    assert plain.chosen == 1
    assert corrected.chosen == 0


def test_a_resolution_that_leaves_a_quarter_alone_is_no_answer():
    crumbs = [0] * 4 + [1] * 4 + [2, 3, 4, 5]  # a third of the users are alone
    assert make_curve(crumbs, HALVES, HALVES).chosen > 0
    assert make_curve(crumbs, crumbs).n_groups[0] == 2
    assert np.isfinite(make_curve(crumbs, crumbs).score).all()  # unless no resolution leaves fewer


def test_a_scale_too_coarse_to_compare_is_a_level_but_not_chosen():
    curve = make_curve_of([[np.array(HALVES)] * 3, move_one(QUARTERS)], splits=[False, True])
    assert curve.levels == (0, 1)
    assert curve.chosen == 1
    assert make_curve(HALVES, ONE, splits=[False, True]).chosen == 0  # unless there is nothing else


def test_levels_are_the_scales_nearly_as_stable_as_the_best():
    quarters, halves = [np.array(QUARTERS)] * 3, [np.array(HALVES)] * 3
    curve = make_curve_of([halves, halves, quarters, quarters, make_unrelated(0)])
    assert curve.levels == (0, 2)
    assert [scale.resolution for scale in curve.scales] == [0.5, 2.0]
    assert curve.to_frame()["level"].tolist() == [0, -1, 1, -1, -1]


def test_the_resolution_is_one_if_none_has_two_groups():
    curve = make_curve(ONE, ONE, ALONE, ALONE)
    assert curve.resolution == 1.0
    assert curve.levels == (1,)


def test_null_agreement_is_that_of_resamples_of_one_rewired_network():
    halves, quarters, one = (np.array(labels, np.int32) for labels in (HALVES, QUARTERS, ONE))
    found = [  # three networks, two resolutions, the labels of two resamples
        [[one, one], [quarters, quarters]],
        [[one, halves], [halves, halves]],
        [[halves, halves], [one, one]],
    ]
    null = measure_null_agreement(found)
    assert null.splits.tolist() == [False, True]  # by a majority
    assert null.agreement.tolist() == [1.0, 1.0]  # over the networks with groups
    unsplit = measure_null_agreement([[[one, one]]])
    assert unsplit.agreement.tolist() == [0.0]


def test_the_grid_is_extended_only_for_groups_chosen_at_its_end():
    stable, unstable = [np.array(QUARTERS)] * 3, make_unrelated(0)
    assert make_curve_of([unstable, stable]).peaks_at_finest
    assert not make_curve_of([stable, unstable]).peaks_at_finest
    assert not make_curve_of([make_unrelated(1), unstable]).peaks_at_finest


def test_a_curve_is_settled_if_more_resamples_change_nothing():
    # Two of three resamples are alike: the difference is about as large as its error.
    clear, unclear = [np.array(QUARTERS)] * 3, [np.array(HALVES), np.array(HALVES), np.array(QUARTERS)]
    assert make_curve(QUARTERS, QUARTERS).is_settled
    assert make_curve(ONE, ALONE).is_settled  # no answer, with more resamples either
    assert not make_curve_of([clear, unclear]).is_settled


def test_an_uncertain_neighbour_that_is_far_less_stable_unsettles_nothing():
    # Its mean score is that of its stable neighbours. Its own stability, .06, is too low to count.
    clear = [np.array(QUARTERS)] * 3
    curve = make_curve_of([clear, clear, make_unrelated(0)])
    assert curve.stability[2] == pytest.approx(0.06, abs=0.01)
    assert curve.standard_error[2] == pytest.approx(0.2, abs=0.01)
    assert curve.is_settled


def test_the_standard_error_is_that_of_the_jackknife():
    # Agreements of the best are 1, of the other 1, .4 and .1: they differ by 0, .6 and .9. Leaving out
    # one of three resamples leaves one pair: .9, .6 or 0. With their mean of .5 the jackknife gives
    # sqrt(2/3 x (.16 + .01 + .25)) = sqrt(.28).
    difference = np.array([[0, 0, 0.6], [0, 0, 0.9], [0.6, 0.9, 0]])
    assert jackknife_error(difference) == pytest.approx(np.sqrt(0.28))


def test_a_curve_lists_all_resolutions():
    curve = make_curve(ONE, HALVES, QUARTERS, ALONE)
    frame = curve.to_frame()
    columns = ["resolution", "agreement", "null_agreement", "stability", "standard_error", "groups"]
    assert frame.columns.tolist() == [*columns, "level", "chosen"]
    assert frame["resolution"].tolist() == [0.5, 1, 2, 4]
    assert frame["groups"].tolist() == [1, 2, 4, 0]  # groups of fewer than three do not count
    assert frame["chosen"].sum() == 1
    assert frame.loc[frame["chosen"], "resolution"].item() == curve.resolution


def test_a_curve_is_read_only_and_shows_itself_on_one_line():
    curve = make_curve(ONE, HALVES)
    for column in (curve.resolutions, curve.stability, curve.standard_error, curve.n_groups):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 9
    assert len(repr(curve)) <= 88
    assert "resolution 1, stability 1.00, 2 groups" in repr(curve)
    assert "<script" not in curve._repr_html_()
