"""Pictures are compared with golden pictures that were checked by eye."""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

import tribus as tb

mpl.use("Agg")

GOLDEN = Path(__file__).parent / "golden"
TOLERANCE = 6.0  # root mean square of the difference, of 255: fonts differ a little between releases


@pytest.fixture
def ax():
    """Axes of a figure with a canvas that draws."""
    figure = Figure()
    FigureCanvasAgg(figure)
    return figure.subplots()


@pytest.fixture
def check_golden(request, tmp_path):
    """Compare a figure with `golden/NAME.png`; `--draw-golden` replaces the golden picture."""

    def check(name, ax):
        drawn, golden = tmp_path / f"{name}.png", GOLDEN / f"{name}.png"
        ax.figure.savefig(drawn, dpi=50, metadata={"Software": None})
        if request.config.getoption("--draw-golden"):
            shutil.copy(drawn, golden)
        difference = compare_images(str(golden), str(drawn), TOLERANCE)
        assert difference is None, difference

    return check


@pytest.fixture(scope="session")
def society_stability():
    """Stability of the tribes of a small synthetic society."""
    society = tb.datasets.make_society(n_people=90, n_tribes=3, n_ghosts=25, seed=1)
    return tb.check_stability(society.events, runs=4, resolution=1.0, progress=False)


@pytest.fixture(scope="session")
def society_tribes(society_stability):
    return society_stability.tribes


@pytest.fixture(scope="session")
def tribes_of_cliques():
    """Function that returns the tribes of cliques of mutual replies and of more events."""

    def find(n_cliques, *more, size=4, name="user{}"):
        names = [name.format(number) for number in range(n_cliques * size)]
        users = [names[first : first + size] for first in range(0, len(names), size)]
        pairs = [(a, b) for clique in users for a in clique for b in clique if a != b]
        frame = pd.DataFrame([*pairs, *more], columns=["source", "target"])
        network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
        return tb.find_tribes(network, resolution=1.0, significance=None)

    return find


@pytest.fixture
def tall_ax():
    """Axes with room for 25 rows."""
    figure = Figure(figsize=(9, 12), layout="constrained")
    FigureCanvasAgg(figure)
    return figure.subplots()


@pytest.fixture
def texts_of():
    """Function that returns the visible texts of axes."""

    def read(ax):
        return [text.get_text() for text in ax.texts if text.get_visible()]

    return read
