import networkx as nx
import numpy as np
import pytest

from tribus import from_networkx
from tribus.sampling.held_out import draw_folds


@pytest.fixture(scope="module")
def evidence():
    return from_networkx(nx.gnm_random_graph(60, 200, seed=0)).evidence


def test_every_tie_is_held_out_once_by_all_folds(evidence):
    structure = evidence.structure
    held_out = np.concatenate(
        [fold.held_out for fold in draw_folds(evidence, n_folds=20, n_used=20, seed=0)]
    )
    assert sorted(held_out) == np.flatnonzero(structure.rows < structure.indices).tolist()


def test_a_fold_has_no_events_of_its_held_out_ties(evidence):
    structure = evidence.structure
    for fold in draw_folds(evidence, n_folds=20, n_used=2, seed=0):
        assert (fold.ends == [structure.rows[fold.held_out], structure.indices[fold.held_out]]).all()
        both = np.concatenate([fold.held_out, structure.reverse[fold.held_out]])
        assert sorted(both) == np.flatnonzero(~fold.is_training).tolist()
        for kind, counts in evidence.counts.items():
            assert not fold.counts[kind][both].any()
            assert (fold.counts[kind][fold.is_training] == counts[fold.is_training]).all()


def test_another_seed_holds_out_other_ties(evidence):
    first, second = (
        next(draw_folds(evidence, n_folds=20, n_used=1, seed=seed)).held_out for seed in (0, 1)
    )
    assert set(first.tolist()) != set(second.tolist())
