import numpy as np
import pytest

from tests.studies.continuum import THRESHOLDS, is_cut, make_triadic_closure, tabulate_errors


class Found(list):
    """Stands for tribes with a border closure; without a number it has no tribes."""

    def __init__(self, *closure):
        super().__init__(closure)
        self.border_closure = closure[0] if closure else None


def test_friends_of_friends_become_friends():
    # 8 random ties of 40 people close none or few; each further tie closes at least one triangle.
    graph = make_triadic_closure(0, n_people=40)
    assert graph.number_of_edges() == 2 * 40 + 3 * 40
    common = [len(set(graph[one]) & set(graph[other])) for one, other in graph.edges]
    assert np.mean([n > 0 for n in common]) > 0.6


def test_errors_are_means_over_kinds_of_networks_with_tribes():
    continua = {"ring": [Found(0.4), Found(0.11)], "plane": [Found()], "random": [Found(0.4)]}
    groups, real = {"groups": [Found(0.0), Found(np.nan)]}, {"one": [Found(0.12)], "two": [Found(0.9)]}
    rows = {row[0]: row[1:] for row in tabulate_errors(continua, groups, real).rows}
    assert len(rows) == len(THRESHOLDS)
    assert rows["0.1"] == ("0.0%", "0.0%", "100.0%")
    assert rows["0.13"] == ("25.0%", "0.0%", "50.0%")  # one of the two rings; the other kind is found


@pytest.mark.parametrize(("closure", "expected"), [(0.12, False), (0.13, True), (np.nan, False)])
def test_borders_are_called_cuts_from_the_threshold_on(closure, expected):
    assert is_cut(closure) is expected
