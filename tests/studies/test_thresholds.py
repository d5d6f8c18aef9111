import networkx as nx
import numpy as np
import pytest

import tribus as tb
from tests.studies.thresholds import find_density_ratio, list_values


def test_the_density_ratio_is_measured_before_groups_are_tested():
    # Two cliques of 8 with one tie between: 1 per pair inside, 1 of 64 pairs between.
    graph = nx.barbell_graph(8, 0)
    tribes = tb.find_tribes(tb.from_networkx(graph, progress=False), resolution=1.0, progress=False)
    assert find_density_ratio(tribes) == pytest.approx(64)


def test_a_row_has_the_range_of_networks_with_tribes():
    several = [range(2), range(3), range(0), range(5)]
    row = list_values("name", several, lambda tribes: float(len(tribes)), lambda value: value > 2)
    assert row == ("name", "3 of 4", "2.00", "3.00", "5.00", "2 of 3")


def test_networks_without_a_value_are_not_marked():
    assert list_values("name", [range(2)], lambda _: np.nan, lambda value: value > 2) == (
        *("name", "1 of 1", "", "", ""),
        "0 of 1",
    )
