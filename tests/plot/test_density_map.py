import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import EllipseCollection, PolyCollection
from matplotlib.figure import Figure

import tribus as tb
from tribus._display.colours import PALETTE
from tribus.plot import tribe_map
from tribus.plot._density_map import Raster


@pytest.fixture(scope="module")
def tribes():
    society = tb.datasets.make_society(n_people=600, n_tribes=12, n_ties=10, seed=3)
    return tb.find_tribes(tb.build_network(society.events), resolution=1.0, significance=None)


@pytest.fixture
def ax():
    return Figure(figsize=(4.4, 3.4), layout="constrained").subplots()


@pytest.fixture(autouse=True)
def _small_limit(monkeypatch):
    monkeypatch.setattr(tribe_map, "MAX_DOTS", 500)


def test_many_users_are_drawn_as_a_density(tribes, ax):
    tribes.plot(ax=ax)
    assert len(ax.images) == 1
    assert not [drawn for drawn in ax.collections if isinstance(drawn, EllipseCollection)]
    assert "members (darker: stronger bonds)" in [
        text.get_text() for text in ax.get_legend().get_texts()
    ]


def test_the_density_falls_towards_the_edge_and_is_zero_outside(tribes, ax):
    tribes.plot(ax=ax)
    layout = tribe_map.lay_out_map(tribes)
    image, (left, right, bottom, top) = ax.images[0].get_array(), ax.images[0].get_extent()
    opacity = np.asarray(image[..., 3])
    rows, columns = np.indices(opacity.shape)
    x = left + (columns + 0.5) * (right - left) / opacity.shape[1]
    y = bottom + (rows + 0.5) * (top - bottom) / opacity.shape[0]
    far = np.hypot(x - layout.centres[0, 0], y - layout.centres[0, 1])
    radius = layout.inner[0]
    assert opacity[far < radius / 4].mean() > 1.3 * opacity[(far > radius / 2) & (far < radius)].mean()
    around = np.stack(
        [np.hypot(x - a, y - b) > r for (a, b), r in zip(layout.centres, layout.radii, strict=True)]
    )
    assert not opacity[around.all(axis=0)].any()


def test_widths_of_bands_are_proportional_to_affinity(tribes, ax):
    tribes.plot(ax=ax)
    (bands,) = [drawn for drawn in ax.collections if isinstance(drawn, PolyCollection)]
    widths = [np.linalg.norm(path.vertices[0] - path.vertices[1]) for path in bands.get_paths()]
    between = tribe_map.lay_out_map(tribes).between
    affinity = np.sort(between[np.triu_indices(len(between), 1)])[::-1][: len(widths)]
    assert np.allclose(np.array(widths) / widths[0], affinity / affinity[0])


def test_smoothing_keeps_the_sum_and_the_positions():
    raster = Raster.around(np.array([[0.0, 0.0], [100.0, 30.0]]))
    smoothed = raster.smooth(np.array([1.0, 2.0]))
    assert smoothed.sum() == pytest.approx(3.0, rel=1e-3)
    row, column = np.unravel_index(smoothed.argmax(), smoothed.shape)
    found = raster.low + (np.array([column, row]) + 0.5) * raster.pixel
    assert found == pytest.approx([100, 30], abs=0.1)


def test_the_strongest_ties_of_many_users_without_a_tribe_are_drawn(ax):
    frame = pd.DataFrame({"source": range(600), "target": [*range(1, 600), 0]})
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    tb.find_tribes(network, progress=False).plot(ax=ax)
    assert ax.get_title() == "No tribe among 600 users\n61 of them with the strongest ties"
    assert not ax.images


def test_a_single_tribe_can_be_in_colour(tribes, ax):
    tribes[2].plot(ax=ax)
    coloured = np.asarray(ax.images[0].get_array())[..., :3].reshape(-1, 3)
    own = np.array([int(PALETTE[2][at : at + 2], 16) / 255 for at in (1, 3, 5)])
    grey = np.ptp(coloured, axis=1) < 1e-9
    assert np.abs(coloured[~grey] - own).min() < 1e-3
    assert len([text for text in ax.texts if text.get_text().startswith("2 ·")]) == 1


def test_the_density_map_matches_the_golden_picture(tribes, ax, check_golden):
    check_golden("density_map", tribes.plot(ax=ax))
