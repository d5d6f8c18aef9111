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
    """Return the dense matrix of directed links."""
    links = np.zeros((structure.n_users, structure.n_users), bool)
    links[structure.rows, structure.indices] = sum(counts.values()) > 0
    return links


def test_out_strength_degrees_and_mutual_ties_are_kept(evidence):
    structure, counts = rewire(evidence, seed=(1, 2))
    links, rewired = links_of(evidence.structure, evidence.counts), links_of(structure, counts)
    for kind, values in evidence.counts.items():
        out_strength = evidence.structure.sum_rows(values)
        assert np.array_equal(structure.sum_rows(counts[kind]), out_strength), kind
    assert np.array_equal(rewired.sum(axis=0), links.sum(axis=0))
    assert np.array_equal(rewired.sum(axis=1), links.sum(axis=1))
    assert np.array_equal((rewired & rewired.T).sum(axis=0), (links & links.T).sum(axis=0))
    assert not rewired.diagonal().any()


def test_mutual_ties_among_hubs_stay_rare():
    # 10 hubs each answer 20 of 200 people, none of them another hub. In a network where the ends of a
    # mutual tie were exchanged, hubs would share about 200 x 10/200 / 2 = 5 ties and more.
    people = np.random.default_rng(0).permuted(np.tile(np.arange(10, 210), (10, 1)), axis=1)[:, :20]
    mutual = [(hub, one) for hub in range(10) for one in people[hub].tolist()]
    frame = pd.DataFrame([*mutual, *((one, hub) for hub, one in mutual)], columns=["source", "target"])
    network = build_network(Events.from_frame(frame, kind="reply"))
    links = links_of(*rewire(network.evidence, seed=(0,)))
    is_hub = np.array(network.users) < 10
    assert not links[np.ix_(is_hub, is_hub)].any()


def test_few_links_are_the_same_after_rewiring(evidence):
    links = links_of(evidence.structure, evidence.counts)
    rewired = links_of(*rewire(evidence, seed=(1, 2)))
    expected = links.sum(axis=1)[:, None] * links.sum(axis=0) / links.sum()
    expected_share = np.minimum(expected, 1)[links].mean()
    assert (rewired & links).sum() / links.sum() < 1.5 * expected_share
    assert expected_share < 0.3


def test_a_seed_determines_the_network(evidence):
    first, same, other = (rewire(evidence, seed=(1, last)) for last in (2, 2, 3))
    assert np.array_equal(first.structure.indices, same.structure.indices)
    assert all(np.array_equal(first.counts[kind], same.counts[kind]) for kind in first.counts)
    assert not np.array_equal(first.structure.indices, other.structure.indices)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("a", "b")], id="one tie"),
        pytest.param([("a", "b"), ("b", "a")], id="one mutual tie"),
        pytest.param([("a", "b"), ("b", "c"), ("c", "a")], id="a triangle"),
        pytest.param([("hub", f"fan{n}") for n in range(20)], id="a star"),
    ],
)
def test_a_network_without_possible_swaps_keeps_its_degrees(rows):
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
    ).filter(lambda rows: any(i != j for i, j, *_ in rows)),
    seed=st.integers(0, 1000),
)
def test_out_strength_and_degrees_are_kept_in_any_network(rows, seed):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    evidence = build_network(Events.from_frame(frame, count="count")).evidence
    structure, counts = rewire(evidence, seed=(seed,))
    links, rewired = links_of(evidence.structure, evidence.counts), links_of(structure, counts)
    assert np.array_equal(rewired.sum(axis=0), links.sum(axis=0))
    assert np.array_equal(rewired.sum(axis=1), links.sum(axis=1))
    for kind, values in evidence.counts.items():
        assert np.array_equal(structure.sum_rows(counts[kind]), evidence.structure.sum_rows(values))
    assert len(structure.indices) == len(evidence.structure.indices)


def test_the_cohesion_of_groups_gives_the_modularity(network):
    adjacency = network.to_scipy()
    labels = leiden(adjacency)
    cohesion = Cohesion.of_labels(adjacency, labels)
    assert cohesion.volume_share.sum() == pytest.approx(1)
    for resolution in (0.5, 1.0, 2.0):
        expected = modularity(adjacency, labels, resolution=resolution)
        assert cohesion.modularity(resolution) == pytest.approx(expected)
