import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import tribus as tb


def check(pairs):
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    events = tb.Events.from_frame(frame, kind="reply")
    return tb.check_stability(events, runs=2, resolution=1.0, significance=None, progress=False)


def cliques(n_cliques, size=3):
    """Cliques in which everybody answers everybody."""
    users = [[f"{clique}.{number}" for number in range(size)] for clique in range(n_cliques)]
    return [(a, b) for clique in users for a in clique for b in clique if a != b] * 4


def test_the_axes_given_come_back_with_a_row_for_each_tribe(ax):
    stability = check(cliques(4))
    assert stability.plot(ax=ax) is ax
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == [f"{n} · {n}.0, {n}.1 (3)" for n in range(4)]
    crosses = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "x"]
    assert crosses == stability.survival.tolist()


def test_of_many_tribes_the_largest_are_drawn(tall_ax):
    ax = check(cliques(27)).plot(ax=tall_ax)
    assert len(ax.get_yticklabels()) == 25
    assert ax.get_title().endswith("nobody between two tribes, 2 smaller tribes not drawn")
    assert ax.get_legend().get_texts()[-1].get_text() == "not one of the 10 largest"


def test_without_tribes_the_picture_says_so(ax):
    stability = tb.check_stability(
        tb.Events.from_frame(
            pd.DataFrame({"source": range(12), "target": [*range(1, 12), 0]}), kind="reply"
        ),
        runs=2,
        resolution=1.0,
        progress=False,
    )
    stability.plot(ax=ax)
    assert ax.get_title() == "No tribe to be sure of"


def test_the_title_tells_how_often_people_stay_with_theirs(society_stability, ax):
    society_stability.plot(ax=ax)
    share = np.nanmean(society_stability.certainty)
    assert ax.get_title().startswith(f"People stay with their tribe {share:.0%} of the time\n4 runs, ")


def test_the_key_is_in_words(society_stability, ax):
    society_stability.plot(ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "the typical person",
        "half of the people",
        "four people in five",
        "the tribe as a whole",
    ]


def test_it_looks_as_it_should(society_stability, check_golden):
    ax = Figure(figsize=(8, 3), layout="constrained").subplots()
    check_golden("stability_chart", society_stability.plot(ax=ax))


def test_by_default_it_has_a_figure_of_its_own():
    from matplotlib import pyplot as plt

    ax = check(cliques(3)).plot()
    assert ax.figure in map(plt.figure, plt.get_fignums())
    plt.close(ax.figure)
