import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network
from tribus.community.leiden import leiden
from tribus.datasets import make_society
from tribus.metrics import modularity
from tribus.metrics.cohesion import Cohesion
from tribus.sampling.rewiring import rewire


@pytest.fixture(scope="module")
def evidence():
    return build_network(make_society(n_people=120, n_ghosts=30, seed=3).events).evidence


def links_of(structure, counts):
    """Whether anything goes from each to each, as an array of all pairs."""
    there = np.zeros((structure.n_users, structure.n_users), bool)
    there[structure.rows, structure.indices] = sum(counts.values()) > 0
    return there


def test_everybody_stays_as_active_as_they_are(evidence):
    structure, counts = rewire(evidence, seed=(1, 2))
    links, rewired = links_of(evidence.structure, evidence.counts), links_of(structure, counts)
    for kind, values in evidence.counts.items():
        given = evidence.structure.sum_rows(values)
        assert np.array_equal(structure.sum_rows(counts[kind]), given), kind
    assert np.array_equal(rewired.sum(axis=0), links.sum(axis=0))
    assert np.array_equal(rewired.sum(axis=1), links.sum(axis=1))
    assert np.array_equal((rewired & rewired.T).sum(axis=0), (links & links.T).sum(axis=0))
    assert not rewired.diagonal().any()


def test_hardly_anybody_stays_tied_to_the_same_people(evidence):
    links = links_of(evidence.structure, evidence.counts)
    rewired = links_of(*rewire(evidence, seed=(1, 2)))
    expected = links.sum(axis=1)[:, None] * links.sum(axis=0) / links.sum()
    by_chance = np.minimum(expected, 1)[links].mean()
    assert (rewired & links).sum() / links.sum() < 1.5 * by_chance
    assert by_chance < 0.3


def test_one_seed_gives_one_network(evidence):
    one, same, other = (rewire(evidence, seed=(1, last)) for last in (2, 2, 3))
    assert np.array_equal(one.structure.indices, same.structure.indices)
    assert all(np.array_equal(one.counts[kind], same.counts[kind]) for kind in one.counts)
    assert not np.array_equal(one.structure.indices, other.structure.indices)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("a", "b")], id="one tie"),
        pytest.param([("a", "b"), ("b", "a")], id="one mutual tie"),
        pytest.param([("a", "b"), ("b", "c"), ("c", "a")], id="nothing can be swapped"),
        pytest.param([("hub", f"fan{n}") for n in range(20)], id="a star"),
    ],
)
def test_what_cannot_be_rewired_stays_as_it_is(rows):
    frame = pd.DataFrame(rows, columns=["source", "target"])
    evidence = build_network(Events.from_frame(frame, kind="reply")).evidence
    rewired = rewire(evidence, seed=(0, 0))
    assert np.array_equal(
        np.sort(np.diff(rewired.structure.indptr)), np.sort(np.diff(evidence.structure.indptr))
    )
    assert rewired.counts["reply"].sum() == len(rows)


@settings(deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 7), st.integers(0, 7), st.sampled_from(["follow", "reply"]), st.integers(1, 3)
        ),
        min_size=1,
        max_size=60,
    ).filter(lambda rows: any(one != other for one, other, *_ in rows)),
    seed=st.integers(0, 1000),
)
def test_whatever_the_network_what_each_gives_stays(rows, seed):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    evidence = build_network(Events.from_frame(frame, count="count")).evidence
    structure, counts = rewire(evidence, seed=(seed,))
    links, rewired = links_of(evidence.structure, evidence.counts), links_of(structure, counts)
    assert np.array_equal(rewired.sum(axis=0), links.sum(axis=0))
    assert np.array_equal(rewired.sum(axis=1), links.sum(axis=1))
    for kind, values in evidence.counts.items():
        assert np.array_equal(structure.sum_rows(counts[kind]), evidence.structure.sum_rows(values))
    assert len(structure.indices) == len(evidence.structure.indices)


def test_what_groups_hold_adds_up_to_modularity(network):
    adjacency = network.to_scipy()
    labels = leiden(adjacency)
    held = Cohesion.of_labels(adjacency, labels)
    assert held.volume_share.sum() == pytest.approx(1)
    for resolution in (0.5, 1.0, 2.0):
        expected = modularity(adjacency, labels, resolution=resolution)
        assert held.modularity(resolution) == pytest.approx(expected)
