from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle

import tribus as tb
from tribus._display.colours import PALETTE
from tribus.plot._certainty import PALEST_STRENGTH, fade

PALE = "paler: less sure of the tribe"


@pytest.fixture(scope="module")
def tribes():
    """Two cliques; everybody in tribe 0 is sure, nobody in tribe 1 is."""
    rows = [(a, b) for clique in ("abcd", "wxyz") for a in clique for b in clique if a != b]
    events = tb.Events.from_frame(pd.DataFrame(rows, columns=["source", "target"]), kind="reply")
    found = tb.find_tribes(tb.build_network(events), resolution=1.0, significance=None)
    certainty = np.where(found.labels == 0, 1.0, 0.0)
    level = replace(found.levels.taken, certainty=certainty)
    return replace(found, levels=found.levels.with_taken(level))


def test_a_colour_is_mixed_with_the_paper_as_certainty_falls():
    # At a certainty of 0.5 the strength is 0.25 + 0.75 / 2 = 0.625 of black on white.
    black = np.tile([0.0, 0.0, 0.0, 1.0], (4, 1))
    faded = fade(black, np.array([1.0, 0.5, 0.0, np.nan]))[:, 0]
    assert faded == pytest.approx([0.0, 1 - 0.625, 1 - PALEST_STRENGTH, 0.0])


def test_discs_of_unsure_tribes_are_pale(tribes, ax):
    tribes.plot(ax=ax)
    sure, unsure = (disc.get_facecolor()[:3] for disc in ax.patches if isinstance(disc, Circle))
    own = [np.array(to_rgba(colour)[:3]) for colour in PALETTE[:2]]
    assert sure == pytest.approx(own[0])
    assert unsure == pytest.approx(1 + PALEST_STRENGTH * (own[1] - 1))
    assert PALE in [text.get_text() for text in ax.get_legend().get_texts()]


def test_without_certainties_no_tribe_is_pale(tribes, ax):
    level = replace(tribes.levels.taken, certainty=np.full(len(tribes.labels), np.nan))
    replace(tribes, levels=tribes.levels.with_taken(level)).plot(ax=ax)
    discs = [disc.get_facecolor()[:3] for disc in ax.patches if isinstance(disc, Circle)]
    assert discs == [pytest.approx(to_rgba(colour)[:3]) for colour in PALETTE[:2]]
    assert PALE not in [text.get_text() for text in ax.get_legend().get_texts()]
