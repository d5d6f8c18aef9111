"""No picture has overlapping or clipped texts, at three sizes."""

from io import BytesIO
from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import tribus as tb

SIZES = {"small": (4, 4), "default": None, "large": (12, 9)}
PICTURES = {
    "tribes": lambda stability, ax: tb.plot.draw_tribes(stability.tribes, ax=ax),
    "personal": lambda stability, ax: tb.plot.draw_personal_tribe(first(stability), ax=ax),
    "mixing": lambda stability, ax: tb.plot.draw_mixing(stability.tribes.mixing, ax=ax),
    "sizes": lambda stability, ax: tb.plot.draw_sizes(stability.tribes, ax=ax),
    "balance": lambda stability, ax: tb.plot.draw_balance(first(stability), ax=ax),
    "belonging": lambda stability, ax: tb.plot.draw_belonging(stability, ax=ax),
    "stability": lambda stability, ax: tb.plot.draw_stability(stability, ax=ax),
}


def first(stability):
    return stability.tribes.of(stability.tribes[0].users[0])


def written(ax):
    """Visible names, numbers, headings, legend and title."""
    rows = [label for label in ax.get_yticklabels() if ax.axison and "·" in label.get_text()]
    texts = [*ax.texts, *rows, *ax.get_legend().get_texts(), ax.title]
    return [text for text in texts if text.get_visible() and text.get_text()]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("picture", PICTURES)
def test_texts_do_not_overlap_and_are_not_clipped_by_default(society_stability, picture, size):
    given = Figure(figsize=SIZES[size], layout="constrained").subplots() if SIZES[size] else None
    ax = PICTURES[picture](society_stability, given)
    FigureCanvasAgg(ax.figure).draw()
    boxes = {text.get_text(): text.get_window_extent() for text in written(ax)}
    for (one, box), (other, second) in combinations(boxes.items(), 2):
        assert not box.padded(-1).overlaps(second.padded(-1)), (one, other)
    if given is None:
        frame = ax.figure.bbox.padded(1)
        inside = {
            text: frame.contains(*box.min) and frame.contains(*box.max) for text, box in boxes.items()
        }
        assert [text for text, is_inside in inside.items() if not is_inside] == []
        plt.close(ax.figure)


@pytest.mark.parametrize("picture", PICTURES)
def test_the_same_picture_has_the_same_bytes(society_stability, picture):
    files = []
    for _ in range(2):
        ax, file = Figure(layout="constrained").subplots(), BytesIO()
        PICTURES[picture](society_stability, ax)
        with mpl.rc_context({"svg.hashsalt": "tribus"}):  # chosen by the caller, like the date
            ax.figure.savefig(file, format="svg", metadata={"Date": None})
        files.append(file.getvalue())
    assert files[0] == files[1]
