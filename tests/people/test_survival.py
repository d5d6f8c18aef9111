import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus._core.durations import MICROSECONDS_PER_HOUR
from tribus.people.survival import fit_curves


def fit(waits, n_groups=1):
    """Curves from (group, hours, answered)."""
    group, hours, answered = (np.array(column) for column in zip(*waits, strict=True))
    return fit_curves(group, hours * MICROSECONDS_PER_HOUR, answered.astype(bool), n_groups)


def test_a_curve_by_hand():
    # 1 h answered of 4: 3/4. 2 h censored. 3 h answered of 2: 3/4 * 1/2 = 3/8. 5 h censored.
    curves = fit([(0, 1, 1), (0, 2, 0), (0, 3, 1), (0, 5, 0)])
    assert curves.hours.tolist() == [1, 3]
    np.testing.assert_allclose(curves.waiting, [0.75, 0.375])
    # Greenwood at 1 h: 1 / (4 * 3) = 1/12, and log-log: 0.75 ** exp(+-1.96 * sqrt(1/12) / -log 0.75)
    exponent = np.exp(1.959964 * np.sqrt(1 / 12) / -np.log(0.75))
    assert curves.low[0] == pytest.approx(0.75**exponent, abs=1e-6)
    assert curves.high[0] == pytest.approx(0.75 ** (1 / exponent), abs=1e-6)


def test_the_median_is_the_first_time_at_which_half_has_an_answer():
    # S = 2/3, 1/3: the median is 2 h. The naive mean of the answered would be 2 h of 1, 2, 3 too.
    assert fit([(0, 1, 1), (0, 2, 1), (0, 3, 1)]).time_to(0.5)[0].tolist() == [2]


def test_a_share_of_exactly_one_half_is_reached():
    # 3/4 * 2/3 = 1/2 at 2 h
    assert fit([(0, hour, 1) for hour in range(1, 5)]).time_to(0.5)[0].tolist() == [2]


def test_long_curves_are_products_too():
    # all 200 messages have an answer, one an hour: S(t) = (200 - t) / 200
    curves = fit([(0, hour, 1) for hour in range(1, 201)])
    np.testing.assert_allclose(curves.waiting, 1 - np.arange(1, 201) / 200, atol=1e-12)


def test_a_curve_does_not_depend_on_other_groups():
    own = [(0, hour, hour % 3 > 0) for hour in range(1, 150)]
    both = fit([*own, *((1, hour, 1) for hour in range(1, 99))], n_groups=2)
    alone = fit(own)
    assert alone.waiting.tobytes() == both.waiting[: len(alone.waiting)].tobytes()


def test_unanswered_messages_make_the_median_longer():
    # answered: 1 h and 3 h, mean 2 h. With two messages that wait for 2 h: 3/4, then 0 at 3 h
    assert fit([(0, 1, 1), (0, 2, 0), (0, 2, 0), (0, 3, 1)]).time_to(0.5)[0].tolist() == [3]


def test_a_share_that_is_never_reached_is_infinite():
    assert fit([(0, 1, 1), (0, 2, 0), (0, 2, 0)]).time_to(0.5)[0].tolist() == [np.inf]


def test_groups_do_not_mix():
    curves = fit([(0, 1, 1), (2, 4, 1), (2, 6, 1)], n_groups=4)
    assert curves.time_to(0.5)[0].tolist() == [1, np.inf, 4, np.inf]
    waiting, _, _ = curves.waiting_after(5)
    assert waiting.tolist() == [0, 1, 0.5, 1]


def test_no_messages_give_empty_curves():
    nothing = np.empty(0, np.int64)
    curves = fit_curves(nothing, nothing, nothing.astype(bool), 2)
    assert curves.time_to(0.5)[0].tolist() == [np.inf, np.inf]


WAITS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 20), st.booleans()), min_size=1, max_size=60
)


@pytest.mark.peer
@settings(deadline=None, max_examples=30)
@given(waits=WAITS)
def test_curves_medians_and_intervals_equal_lifelines(waits):
    from lifelines import KaplanMeierFitter

    curves = fit(waits, n_groups=3)
    medians, lows, highs = curves.time_to(0.5)
    for group in range(3):
        own = [(hours, answered) for of, hours, answered in waits if of == group]
        if not own:
            continue
        peer = KaplanMeierFitter().fit(*zip(*own, strict=True))
        start, end = curves.indptr[group : group + 2]
        hours = curves.hours[start:end]
        expected = peer.survival_function_at_times(hours).to_numpy()
        np.testing.assert_allclose(curves.waiting[start:end], expected, atol=1e-12)
        some = curves.waiting[start:end] > 0
        limits = peer.confidence_interval_.loc[hours[some]].to_numpy()
        np.testing.assert_allclose(curves.low[start:end][some], limits[:, 0], atol=1e-9)
        np.testing.assert_allclose(curves.high[start:end][some], limits[:, 1], atol=1e-9)
        assert medians[group] == peer.median_survival_time_
        assert lows[group] <= medians[group] <= highs[group]
