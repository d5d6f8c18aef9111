"""Pictures are held against golden ones that somebody looked at and found good."""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

mpl.use("Agg")

GOLDEN = Path(__file__).parent / "golden"
TOLERANCE = 6.0  # root mean square of the difference, of 255: fonts differ a little between releases


@pytest.fixture
def ax():
    return Figure().subplots()


@pytest.fixture
def check_golden(request, tmp_path):
    """Compare the figure of some axes with `golden/NAME.png`; `--draw-golden` draws that one anew."""

    def check(name, ax):
        drawn, golden = tmp_path / f"{name}.png", GOLDEN / f"{name}.png"
        ax.figure.savefig(drawn, dpi=50, metadata={"Software": None})
        if request.config.getoption("--draw-golden"):
            shutil.copy(drawn, golden)
        difference = compare_images(str(golden), str(drawn), TOLERANCE)
        assert difference is None, difference

    return check
