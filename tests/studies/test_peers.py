import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.studies.circles import split_egos
from tests.studies.peers import PEERS, add_up, components


@pytest.fixture
def network():
    """Two cliques of five that share user 4, whose replies go one way."""
    cliques = [range(5), range(4, 9)]
    rows = [(one, other, 2) for clique in cliques for one in clique for other in clique if one < other]
    frame = pd.DataFrame(rows, columns=["source", "target", "count"])
    return tb.build_network(tb.Events.from_frame(frame, kind="reply", count="count"))


def test_weights_are_the_sum_of_both_directions(network):
    weights = add_up(network)
    assert abs(weights - weights.T).max() == 0
    assert weights.sum() == 2 * 20 * 2


@pytest.mark.peer
@pytest.mark.parametrize("name", PEERS)
def test_each_baseline_labels_every_user_reproducibly(network, name):
    weights = add_up(network)
    labels = PEERS[name](weights, 0)
    assert labels.shape == (9,)
    assert np.array_equal(labels, PEERS[name](weights, 0))
    assert labels.min() == 0


def test_components_are_found(network):
    assert components(add_up(network), 0).max() == 0


def test_ego_splitting_puts_who_is_between_into_both(network):
    groups = {frozenset(group) for group in split_egos(network, 0)}
    assert groups == {frozenset(range(5)), frozenset(range(4, 9))}
