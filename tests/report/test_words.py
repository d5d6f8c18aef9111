import networkx as nx
import numpy as np
import pytest

import tribus as tb
from tribus.inference.certainty import FAIRLY_SURE, SURE, VERY_SURE
from tribus.report.words import describe_certainty


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.999, "very sure (99%)"),
        (VERY_SURE, "very sure (90%)"),
        (0.894, "sure (89%)"),
        (SURE, "sure (75%)"),
        (0.744, "fairly sure (74%)"),
        (FAIRLY_SURE, "fairly sure (65%)"),
        (0.646, "fairly sure (65%)"),  # the word is that of the share that is shown
        (0.52, "unsure (52%)"),
        (np.nan, "–"),
    ],
)
def test_the_word_of_a_certainty_fits_its_share(share, words):
    assert describe_certainty(share) == words


def test_the_first_screen_counts_the_members_who_are_sure(tmp_path):
    graph = nx.planted_partition_graph(3, 15, 0.35, 0.08, seed=0, directed=True)
    tribes = tb.find_tribes(tb.from_networkx(graph), progress=False)
    certainty = tribes.certainty[tribes.assignment.is_member].round(2)
    n_sure, n_unsure = int((certainty >= SURE).sum()), int((certainty < FAIRLY_SURE).sum())
    assert 0 < n_sure < len(certainty)
    tb.write_report(tmp_path / "report.html", tribes)
    counts = f"sure or very sure for {n_sure} of {len(certainty)} members, and unsure for {n_unsure}."
    text = f"Membership is {describe_certainty(certainty.mean())} on average: {counts}"
    assert text in (tmp_path / "report.html").read_text("utf-8")
