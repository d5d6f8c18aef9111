import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import tribus as tb


def check(pairs):
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    events = tb.Events.from_frame(frame, kind="reply")
    return tb.check_stability(events, runs=2, resolution=1.0, significance=None, progress=False)


def cliques(n_cliques, size=3):
    """Cliques of mutual replies."""
    users = [[f"{clique}.{number}" for number in range(size)] for clique in range(n_cliques)]
    return [(a, b) for clique in users for a in clique for b in clique if a != b] * 4


def test_each_tribe_has_a_row_on_the_given_axes(ax):
    stability = check(cliques(4))
    assert stability.plot(ax=ax) is ax
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == [f"{n} · {n}.0, {n}.1 (3)" for n in range(4)]
    crosses = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "x"]
    assert crosses == stability.survival.tolist()


def test_only_the_largest_of_many_tribes_are_drawn(tall_ax):
    ax = check(cliques(27)).plot(ax=tall_ax)
    assert len(ax.get_yticklabels()) == 25
    assert ax.get_title().endswith("no user between two tribes, 2 smaller tribes not drawn")
    assert ax.get_legend().get_texts()[-1].get_text() == "smaller tribes: pale colours"


def test_the_title_reports_that_there_is_no_tribe(ax):
    stability = tb.check_stability(
        tb.Events.from_frame(
            pd.DataFrame({"source": range(12), "target": [*range(1, 12), 0]}), kind="reply"
        ),
        runs=2,
        resolution=1.0,
        progress=False,
    )
    stability.plot(ax=ax)
    assert ax.get_title() == "No tribe"


def test_the_title_shows_the_mean_certainty(society_stability, ax):
    society_stability.plot(ax=ax)
    share = np.nanmean(society_stability.certainty)
    assert ax.get_title().startswith(f"Mean certainty of the users: {share:.0%}\n4 runs, ")


def test_the_legend_explains_the_marks(society_stability, ax):
    society_stability.plot(ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "median user",
        "50 % of the users",
        "80 % of the users",
        "the tribe as a whole",
    ]


def test_the_stability_chart_matches_the_golden_picture(society_stability, check_golden):
    ax = Figure(figsize=(8, 3), layout="constrained").subplots()
    check_golden("stability_chart", society_stability.plot(ax=ax))


def test_the_default_is_a_new_figure():
    from matplotlib import pyplot as plt

    ax = check(cliques(3)).plot()
    assert ax.figure in map(plt.figure, plt.get_fignums())
    plt.close(ax.figure)
