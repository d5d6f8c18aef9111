from collections import Counter

import networkx as nx
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
from tribus.sampling import rewiring
from tribus.sampling.rewiring import rewire


@pytest.fixture(scope="module")
def evidence():
    return build_network(make_society(n_people=120, n_ghosts=30, seed=3).events).evidence


def links_of(structure, counts):
    """Return the dense matrix of directed links."""
    links = np.zeros((structure.n_users, structure.n_users), bool)
    links[structure.rows, structure.indices] = sum(counts.values()) > 0
    return links


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


NETWORKS = st.lists(
    st.tuples(
        st.integers(0, 11),
        st.integers(0, 11),
        st.sampled_from(["follow", "reply", "like"]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=90,
).filter(lambda rows: any(i != j for i, j, *_ in rows))


def rewire_rows(rows, seed):
    """Return the evidence of some events, and a rewired network."""
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    evidence = build_network(Events.from_frame(frame, count="count")).evidence
    return evidence, rewire(evidence, seed=(seed,))


def is_active(ties):
    """Return whether each nonzero has an event other than a follow."""
    none = np.zeros(len(ties.structure.indices))
    return sum([none, *(counts for kind, counts in ties.counts.items() if kind != "follow")]) > 0


def has_link(ties):
    """Return whether each nonzero has an event."""
    return sum(ties.counts.values()) > 0


def has_mutual_link(ties):
    """Return whether each nonzero has events in both directions."""
    return has_link(ties) & has_link(ties)[ties.structure.reverse]


KEPT_BY_USER = {
    "ties": lambda ties: np.diff(ties.structure.indptr),
    "mutual ties": lambda ties: ties.structure.sum_rows(has_mutual_link(ties)),
    "links given": lambda ties: ties.structure.sum_rows(has_link(ties)),
    "links received": lambda ties: ties.structure.sum_rows(has_link(ties)[ties.structure.reverse]),
    "links with events received": lambda ties: ties.structure.sum_rows(
        is_active(ties)[ties.structure.reverse]
    ),
    "links given of each kind": lambda ties: [
        ties.structure.sum_rows(counts > 0) for counts in ties.counts.values()
    ],
    "events given of each kind": lambda ties: [
        ties.structure.sum_rows(counts) for counts in ties.counts.values()
    ],
}


@settings(deadline=None, max_examples=30)
@given(rows=NETWORKS, seed=st.integers(0, 1000))
def test_each_user_keeps_degrees_and_activity(rows, seed):
    evidence, rewired = rewire_rows(rows, seed)
    for quantity, measure in KEPT_BY_USER.items():
        assert np.array_equal(measure(rewired), measure(evidence)), quantity


def count_joint_degrees(ties):
    """Return the number of nonzeros for each level of both directions and degree class of both ends."""
    structure = ties.structure
    degree_class = np.log2(np.maximum(np.diff(structure.indptr), 1)).astype(int)
    level = np.where(is_active(ties), 2, has_link(ties))
    rows = zip(
        level,
        level[structure.reverse],
        degree_class[structure.rows],
        degree_class[structure.indices],
        strict=True,
    )
    return Counter(rows)


@settings(deadline=None, max_examples=20)
@given(rows=NETWORKS, seed=st.integers(0, 1000))
def test_ties_of_each_type_join_the_same_degree_classes(rows, seed):
    evidence, rewired = rewire_rows(rows, seed)
    assert count_joint_degrees(rewired) == count_joint_degrees(evidence)


@settings(deadline=None, max_examples=20)
@given(rows=NETWORKS, seed=st.integers(0, 1000))
def test_the_counts_of_each_kind_stay_the_same_numbers(rows, seed):
    evidence, rewired = rewire_rows(rows, seed)
    for kind, counts in evidence.counts.items():
        assert np.array_equal(np.sort(rewired.counts[kind]), np.sort(counts))


@settings(deadline=None, max_examples=20)
@given(rows=NETWORKS, seed=st.integers(0, 1000))
def test_rewired_ties_join_two_users_once(rows, seed):
    _, rewired = rewire_rows(rows, seed)
    structure = rewired.structure
    assert (structure.rows != structure.indices).all()
    pairs = structure.rows.astype(np.int64) * structure.n_users + structure.indices
    assert len(np.unique(pairs)) == len(pairs)


def test_buyers_of_followers_do_not_become_tied_to_each_other():
    # 10 of 200 people have 30 bought followers each; all people exchange with random others. The
    # number of mutual ties between buyers stays the same.
    generator = np.random.default_rng(0)
    ties = nx.gnm_random_graph(200, 800, seed=0).edges
    rows = [(one, other, "reply") for pair in ties for one, other in (pair, pair[::-1])]
    rows += [(1000 + n, int(buyer), "follow") for n, buyer in enumerate(generator.integers(0, 10, 300))]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind"])
    network = build_network(Events.from_frame(frame))
    is_buyer = np.array(network.users) < 10
    among = np.ix_(is_buyer, is_buyer)
    links = links_of(network.evidence.structure, network.evidence.counts)
    for seed in range(3):
        assert links_of(*rewire(network.evidence, seed=(seed,)))[among].sum() == links[among].sum()


def test_the_cohesion_of_groups_gives_the_modularity(network):
    adjacency = network.to_scipy()
    labels = leiden(adjacency)
    cohesion = Cohesion.of_labels(adjacency, labels)
    assert cohesion.volume_share.sum() == pytest.approx(1)
    for resolution in (0.5, 1.0, 2.0):
        expected = modularity(adjacency, labels, resolution=resolution)
        assert cohesion.modularity(resolution) == pytest.approx(expected)


def follow_a_hub(others):
    """Return the network of 20,000 followers of one hub, and of other follows."""
    rows = [*((f"fan{n}", "hub") for n in range(20_000)), *others]
    frame = pd.DataFrame(rows, columns=["source", "target"])
    return build_network(Events.from_frame(frame, kind="follow"))


def test_followers_of_one_hub_are_not_tried_in_vain(monkeypatch):
    tried = []
    swap_ends = rewiring.swap_ends
    monkeypatch.setattr(rewiring, "swap_ends", lambda *args: tried.append(args) or swap_ends(*args))
    network = follow_a_hub([(f"fan{n}", f"fan{n + 1}") for n in range(0, 400, 2)])
    rewire(network.evidence, seed=(0,), joint_degrees=False)
    # 200 other ties, 20 swaps each, 50 tries a swap; it would be 100 tries for each of 20,200 ties.
    assert sum(max_tries for *_, max_tries, _table in tried) == 200 * 20 * 50


def test_followers_of_a_hub_and_of_others_are_exchanged():
    network = follow_a_hub([(f"other{n}", f"star{n % 40}") for n in range(400)])
    structure, counts = rewire(network.evidence, seed=(0,), joint_degrees=False)
    assert np.array_equal(np.diff(structure.indptr), np.diff(network.evidence.structure.indptr))
    assert counts["follow"].sum() == 20_400
    users = np.array(network.users)
    is_star, is_other = np.char.startswith(users, "star"), np.char.startswith(users, "other")
    n_same = np.count_nonzero(is_star[structure.rows] & is_other[structure.indices])
    assert 1 <= n_same <= 25  # 400 ties to stars x 400 of 20,400 users who follow somebody = 8


def test_followers_of_a_hub_alone_are_compared_with_no_swap(monkeypatch):
    others = [(f"other{n}", f"other{n * 7 % 50}", "reply") for n in range(50)]
    others += [("other1", "hub", "reply"), ("other2", "hub", "reply")]
    rows = [*((f"fan{n}", "hub", "follow") for n in range(20_000)), *others]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind"])
    evidence = build_network(Events.from_frame(frame)).evidence
    n_filled = []
    fill_table = rewiring.fill_table
    monkeypatch.setattr(
        rewiring, "fill_table", lambda *args: n_filled.append(len(args[1])) or fill_table(*args)
    )
    found = rewire(evidence, seed=(0,))
    monkeypatch.setattr(rewiring, "MIN_DOMINATED_TIES", 1_000_000)  # all ties are tried
    expected = rewire(evidence, seed=(0,))
    assert n_filled[0] < 60
    assert np.array_equal(found.structure.indices, expected.structure.indices)
    assert all(np.array_equal(found.counts[kind], expected.counts[kind]) for kind in found.counts)
