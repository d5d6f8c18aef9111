import numpy as np
import pytest

from tribus.layout.packing import pack_discs


@pytest.mark.parametrize("n_discs", [2, 7, 30, 150])
def test_discs_touch_without_overlap(n_discs):
    rng = np.random.default_rng(n_discs)
    radii = np.sort(rng.pareto(1.5, n_discs) + 1)[::-1]
    attraction = rng.random((n_discs, n_discs))
    centres = pack_discs(radii, attraction + attraction.T)
    apart = np.linalg.norm(centres[:, None] - centres, axis=2) - radii[:, None] - radii
    apart[np.diag_indices(n_discs)] = np.inf
    assert apart.min() > -1e-6
    assert np.abs(apart.min(axis=1)).max() < 1e-6
    low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
    assert np.pi * (radii**2).sum() > 0.25 * np.prod(high - low)
    assert np.allclose(low, -high)  # around the middle


def test_a_disc_touches_the_disc_that_attracts_it():
    attraction = np.zeros((4, 4))
    attraction[3, 1] = attraction[1, 3] = 1.0
    centres = pack_discs(np.array([4.0, 2.0, 2.0, 1.0]), attraction)
    assert np.linalg.norm(centres[3] - centres[1]) == pytest.approx(3.0, rel=0.01)  # of 48 directions


def test_no_discs_have_no_positions():
    assert pack_discs(np.empty(0), np.empty((0, 0))).shape == (0, 2)
