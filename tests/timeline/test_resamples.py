import numpy as np
import pytest

import tribus as tb
from tests.moving import make_events, plant
from tribus.timeline.resamples import WindowResamples

SIZES = (14, 12, 10)


@pytest.fixture(scope="module")
def resamples():
    events = make_events([plant(SIZES)], mixing=0.2)
    network = tb.build_network(events, half_life=None, progress=False)
    order = np.argsort(network.users)
    return WindowResamples(network, order, 1.0, seed=0, n_resamples=4)


def rows_of(group):
    start = sum(SIZES[:group])
    return np.arange(start, start + SIZES[group])


def test_contact_is_the_observed_over_the_expected_affinity(resamples):
    affinity = resamples.network.to_scipy("affinity").toarray()[np.ix_(resamples.rows, resamples.rows)]
    one, other = rows_of(0), rows_of(2)
    strength = affinity.sum(axis=0)
    expected = strength[one].sum() * strength[other].sum() / strength.sum()
    observed = affinity[np.ix_(one, other)].sum()
    assert resamples.measure_contact(one, other) == pytest.approx(observed / expected)
    finer = resamples.at(2.0)
    assert finer.measure_contact(one, other) == pytest.approx(observed / expected / 2)


def test_tribes_are_apart_and_halves_together_in_left_out_events(resamples):
    for number in range(4):
        assert resamples.measure_contact(rows_of(0), rows_of(1), left_out_by=number) < 1
        halves = np.split(rows_of(0), 2)
        assert resamples.measure_contact(*halves, left_out_by=number) > 1


def test_contact_with_nobody_is_unknown(resamples):
    assert np.isnan(resamples.measure_contact(rows_of(0), np.empty(0, np.int64)))


def test_groups_are_in_the_order_of_the_window(resamples):
    own = np.repeat(np.arange(3), SIZES)
    for groups in resamples.groups:
        assert len(set(zip(own.tolist(), groups.tolist(), strict=True))) == 3


def test_the_same_resolution_gives_the_same_resamples(resamples):
    assert resamples.at(1.0) is resamples
