import numpy as np
import pytest

from tribus.returns.permutation import find_strata
from tribus.returns.shares import (
    Interval,
    PersonTotals,
    compare_shares,
    estimate_shares,
    estimate_sums,
    wilson,
)

OPTIONS = {"confidence": 0.9, "resamples": 1000, "seed": 0}
SHARES = np.array([0.5, 0.3, 0.2])


RARE = np.array([0.6, 0.25, 0.1, 0.05])


def draw_totals(seed, n_people, shares=SHARES):
    """Return amounts of people whose groups have planted shares; amounts are skewed, and repeated."""
    generator = np.random.default_rng([n_people, seed])
    n_rows = 1 + generator.poisson(0.5, n_people)
    person = np.repeat(np.arange(n_people), n_rows)
    group = np.repeat(generator.choice(len(shares), n_people, p=shares), n_rows)
    return PersonTotals.of_rows(person, group, generator.lognormal(3, 0.8, len(person)), len(shares))


@pytest.mark.parametrize("n_people", [40, 200])
def test_the_interval_holds_the_planted_share_in_about_nine_of_ten_draws(n_people):
    held = np.zeros(3)
    for seed in range(100):
        found = estimate_shares(draw_totals(seed, n_people), confidence=0.9)
        held += (found.low <= SHARES) & (found.high >= SHARES)
    assert (held >= 85).all()
    assert (held <= 97).all()
    assert 85 <= held.mean() <= 95


def test_rare_groups_are_not_missed_above_the_interval():
    # a bootstrap of the people had the share of the third group above the interval in 16 of 100 draws
    found = [estimate_shares(draw_totals(seed, 40, RARE), confidence=0.9) for seed in range(100)]
    above, below = (
        np.sum([one.high < RARE for one in found], axis=0),
        np.sum([one.low > RARE for one in found], axis=0),
    )
    assert (above <= 10).all()
    assert (below <= 10).all()
    assert (above + below <= 15).all()


def test_the_interval_of_people_with_equal_sums_is_that_of_wilson():
    # 10 people, 3 in the first group; V = 10/9 (3 * .7² + 7 * .3²) / 10² = .7 * .3 / 9, so m = 9
    totals = PersonTotals(np.repeat(np.eye(2), [3, 7], axis=0))
    found = estimate_shares(totals, confidence=0.9)
    t, m = 1.8331, 9  # Student's t with 9 degrees of freedom
    middle = (0.3 + t**2 / (2 * m)) / (1 + t**2 / m)
    half = t / (1 + t**2 / m) * np.sqrt(0.21 / m + t**2 / (4 * m**2))
    np.testing.assert_allclose([found.low[0], found.high[0]], [middle - half, middle + half], atol=1e-4)


def test_one_large_person_widens_the_interval():
    equal, uneven = np.repeat(np.eye(2), [10, 10], axis=0), np.repeat(np.eye(2), [10, 10], axis=0)
    uneven[0, 0], uneven[10, 1] = 10, 10
    one, other = (estimate_shares(PersonTotals(sums), confidence=0.9) for sums in (equal, uneven))
    assert one.value.tolist() == other.value.tolist()
    assert (other.high - other.low > 1.3 * (one.high - one.low)).all()


def test_people_count_once_with_all_their_outcomes():
    # one person with 50 outcomes: nothing is known of others
    one = PersonTotals.of_rows(np.zeros(50, int), np.zeros(50, int), np.ones(50), 2)
    assert estimate_shares(one, confidence=0.9).low[0] == pytest.approx(0.05)  # 1 person: .05^(1/1)
    many = PersonTotals.of_rows(np.arange(50), np.zeros(50, int), np.ones(50), 2)
    assert estimate_shares(many, confidence=0.9).low[0] == pytest.approx(0.05 ** (1 / 50))


def test_rows_without_a_person_are_people_of_their_own():
    totals = PersonTotals.of_rows(np.array([-1, -1, 0, 0]), np.zeros(4, int), np.ones(4), 1)
    assert sorted(totals.sums.ravel().tolist()) == [1, 1, 2]


def test_no_outcomes_have_no_shares():
    found = estimate_shares(PersonTotals(np.zeros((0, 2))), confidence=0.9)
    assert np.isnan(np.concatenate(found)).all()


def test_sums_have_intervals_around_them():
    found = estimate_sums(draw_totals(0, 100), **OPTIONS)
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()


def test_the_interval_of_wilson_by_hand():
    # 5 of 10, z = 1.96: (.5 + .1921) / 1.3842 +- 1.96 / 1.3842 sqrt(.025 + .0096)
    found = wilson(np.array([5.0]), np.array([10.0]), 0.95)
    np.testing.assert_allclose([found.low[0], found.high[0]], [0.2366, 0.7634], atol=1e-4)


def test_the_interval_of_newcombe_is_that_of_the_paper():
    # Newcombe 1998, table II (a): 56 of 70 and 48 of 80, method 10: .0524 to .3339
    one, other = (
        wilson(np.array([count]), np.array([total]), 0.95)
        for count, total in ((56.0, 70.0), (48.0, 80.0))
    )
    found = compare_shares(Interval(*one), Interval(*other))
    np.testing.assert_allclose(np.concatenate(found), [0.2, 0.0524, 0.3339], atol=1e-4)


def test_people_of_equal_activity_are_in_one_stratum():
    activity = np.repeat([0.0, 1.0, 2.0, 3.0, 50.0], [100, 5, 7, 30, 1])
    stratum = find_strata(activity)
    assert [len(set(stratum[activity == value])) for value in (0, 1, 2, 3)] == [1] * 4
    assert len(set(stratum)) >= 2
    # 5 + 7 people are fewer than a stratum, so they are in one
    assert stratum[activity == 1][0] == stratum[activity == 2][0]


def test_the_interval_holds_the_share_that_was_found():
    # Wilson's interval does, but for the rounding at a share of 0
    for n_people in range(1, 40):
        found = estimate_shares(draw_totals(0, n_people, np.array([0.9, 0.1, 0.0])), confidence=0.9)
        assert (found.low <= found.value).all()
        assert (found.high >= found.value).all()
