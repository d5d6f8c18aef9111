import numpy as np
import pandas as pd
import pytest

from tests.studies.chance import rewire


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    ends = np.unique(generator.integers(0, 60, (900, 2)), axis=0)
    ends = ends[ends[:, 0] != ends[:, 1]]
    frame = pd.DataFrame(ends, columns=["source", "target"])
    return frame.assign(
        count=generator.integers(1, 9, len(frame)),
        kind=np.where(generator.random(len(frame)) < 0.5, "reply", "follow"),
    )


def test_rewiring_keeps_to_how_many_all_turn_and_how_many_turn_to_them(table):
    rewired = rewire(table, seed=1)
    for end in ("source", "target"):
        before, after = (frame.groupby(["kind", end]).size() for frame in (table, rewired))
        pd.testing.assert_series_equal(before, after)
    given = [frame.groupby(["kind", "source"])["count"].sum() for frame in (table, rewired)]
    pd.testing.assert_series_equal(*given)


def test_rewiring_makes_no_pair_twice_and_nobody_turns_to_themselves(table):
    rewired = rewire(table, seed=1)
    assert not rewired.duplicated(["kind", "source", "target"]).any()
    assert (rewired["source"] != rewired["target"]).all()


def test_rewiring_changes_nearly_all_pairs(table):
    stayed = pd.merge(table, rewire(table, seed=1), on=["kind", "source", "target"])
    assert len(stayed) < 0.3 * len(
        table
    )  # about as many as chance gives: an eighth of all pairs are tied
