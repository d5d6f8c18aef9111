import networkx as nx
import numpy as np
import pytest

from tribus import build_network, find_tribes, measure_people
from tribus.datasets import make_society
from tribus.people.positions import MIN_CONNECTOR_PARTICIPATION, MIN_HUB_Z, POSITIONS


@pytest.fixture(scope="module")
def people():
    events = make_society(n_people=90, n_tribes=3, n_ghosts=20, seed=2).events
    network = build_network(events, half_life=None, progress=False)
    tribes = find_tribes(network, resolution=1.0, significance=None, progress=False)
    return measure_people(events, tribes, progress=False)


def slow_position(people, user):
    """z and participation of one user by their formulas, and the ties to each tribe."""
    tribes = people.tribes
    network, labels = tribes.network, tribes.labels
    frame = network.to_frame()
    kinds = [kind for kind in network.kinds if kind != "follow"]
    given, received = (
        frame[[f"{kind}_{end}" for kind in kinds]].sum(axis=1) for end in ("given", "received")
    )
    graph = nx.from_pandas_edgelist(frame[(given > 0) & (received > 0)], "user", "other")
    graph.add_nodes_from(network.users)

    def ties(row):
        return labels[[network.row_of(other) for other in graph[network.users[row]]]]

    row = network.row_of(user)
    own = ties(row)
    inside = [np.sum(ties(other) == labels[row]) for other in np.flatnonzero(labels == labels[row])]
    deviation = np.std(inside)
    z = (np.sum(own == labels[row]) - np.mean(inside)) / deviation if deviation else 0.0
    shares = np.unique(own, return_counts=True)[1] / max(len(own), 1)
    return z, 1 - np.sum(shares**2) if len(own) else np.nan, own


def test_z_and_participation_follow_their_formulas(people):
    for user in people.tribes[0].users[:5]:
        row = people.row_of(user)
        z, participation, _ = slow_position(people, user)
        assert people.positions.z[row] == pytest.approx(z)
        assert people.positions.participation[row] == pytest.approx(participation)


def test_positions_follow_their_definitions(people):
    frame = people.to_frame().set_index("user")
    roles = people.tribes.to_frame().set_index("user")["role"]
    positions = people.positions
    for user, name in frame["position"].iloc[::3].items():
        row = people.row_of(user)
        if name == "none":
            assert frame.loc[user, "tribe"] == -1
            continue
        _, _, own = slow_position(people, user)
        others = own[(own != frame.loc[user, "tribe"]) & (own >= 0)]
        most = np.bincount(others).max() if len(others) else 0
        is_bridge = most >= 3 and most >= len(own) / 3
        z, participation = positions.z[row], positions.participation[row]
        expected = (
            "newcomer"
            if roles[user] == "newcomer"
            else "hub"
            if z >= MIN_HUB_Z
            else "bridge"
            if is_bridge
            else "connector"
            if participation >= MIN_CONNECTOR_PARTICIPATION
            else "periphery"
        )
        assert name == expected
        assert (positions.bridge_to[row] >= 0) == (name == "bridge")


def test_hubs_and_periphery_occur(people):
    assert {"hub", "periphery"} <= set(people.to_frame()["position"]) <= set(POSITIONS)


def test_without_tribes_the_position_is_unknown():
    events = make_society(n_people=12, n_tribes=2, n_ghosts=0, seed=2).events
    assert set(measure_people(events, progress=False).to_frame()["position"]) == {"unknown"}


def test_the_sentences_name_the_position(people):
    frame = people.to_frame()
    hub = frame.loc[frame["position"] == "hub", "user"].iloc[0]
    account = people.of(hub)
    assert (
        f"In tribe {account.tribe}, {hub} is one of the people with most ties in the tribe (hub)."
        in (account.sentences)
    )
