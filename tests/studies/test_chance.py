import numpy as np
import pandas as pd
import pytest

from tests.studies.chance import rewire, rewire_ties


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


def test_rewiring_keeps_all_degrees(table):
    rewired = rewire(table, seed=1)
    for end in ("source", "target"):
        before, after = (frame.groupby(["kind", end]).size() for frame in (table, rewired))
        pd.testing.assert_series_equal(before, after)
    given = [frame.groupby(["kind", "source"])["count"].sum() for frame in (table, rewired)]
    pd.testing.assert_series_equal(*given)


def test_rewiring_makes_no_duplicates_and_no_self_interactions(table):
    rewired = rewire(table, seed=1)
    assert not rewired.duplicated(["kind", "source", "target"]).any()
    assert (rewired["source"] != rewired["target"]).all()


def test_rewiring_changes_nearly_all_pairs(table):
    stayed = pd.merge(table, rewire(table, seed=1), on=["kind", "source", "target"])
    assert len(stayed) < 0.3 * len(table)  # about the expected share: an eighth of all pairs are tied


def test_rewired_ties_are_mutual_with_the_same_degrees(table):
    rewired = rewire_ties(table, seed=1)
    ends = {frozenset(ends) for ends in table[["source", "target"]].itertuples(index=False)}
    partners = pd.Series([user for tie in ends for user in tie]).value_counts().sort_index()
    for end in ("source", "target"):
        assert rewired[end].value_counts().sort_index().tolist() == partners.tolist()
    assert not rewired.duplicated(["source", "target"]).any()
    links = set(rewired[["source", "target"]].itertuples(index=False, name=None))
    assert links == {(target, source) for source, target in links}
    assert len({frozenset(link) for link in links} & ends) < 0.5 * len(ends)
