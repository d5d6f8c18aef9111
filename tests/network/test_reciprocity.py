import math
from dataclasses import FrozenInstanceError

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, from_networkx
from tribus.errors import OptionError


@pytest.fixture
def network():
    rows = [("ana", "ben", "reply", 3), ("ben", "ana", "like", 1), ("ana", "carla", "reply", 2)]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    return build_network(Events.from_frame(frame, count="count"))


def test_reciprocity_of_three_users_matches_a_case_by_hand(network):
    # Links ana>ben, ben>ana, ana>carla: L = 3, of which 2 mutual, r = 2/3. Density 3 / (3 x 2) = 1/2.
    # rho = (2/3 - 1/2) / (1 - 1/2) = 1/3. Events 3 + 1 + 2 = 6, returned min(3, 1) twice = 2.
    assert network.reciprocity["all"] == {
        "links": 3,
        "reciprocity": pytest.approx(2 / 3),
        "reciprocity_beyond_chance": pytest.approx(1 / 3),
        "events": 6,
        "weighted_reciprocity": pytest.approx(1 / 3),
    }


def test_of_one_kind_only_that_kind_answers(network):
    # Replies: 2 links, none mutual: (0 - 1/3) / (1 - 1/3) = -1/2.
    replies = network.reciprocity["reply"]
    assert (replies["links"], replies["reciprocity"], replies["events"]) == (2, 0.0, 5)
    assert replies["reciprocity_beyond_chance"] == pytest.approx(-1 / 2)


def test_all_mutual_is_one_beyond_chance():
    reciprocity = from_networkx(nx.path_graph(3)).reciprocity["all"]
    assert (reciprocity["reciprocity"], reciprocity["reciprocity_beyond_chance"]) == (1.0, 1.0)


def test_beyond_chance_is_undefined_where_everybody_deals_with_everybody():
    assert math.isnan(
        from_networkx(nx.complete_graph(3)).reciprocity["all"]["reciprocity_beyond_chance"]
    )


def test_each_user_gives_receives_and_has_returned(network):
    # ana gives 3 + 2, gets 1, and min(3, 1) = 1 of it is an exchange.
    frame = network.users_to_frame().set_index("user")
    assert frame.loc["ana", ["given", "received", "returned"]].tolist() == [5, 1, 1]
    assert frame.loc["ben", ["given", "received", "returned"]].tolist() == [1, 3, 1]
    assert frame.loc["carla", ["given", "received", "returned"]].tolist() == [0, 2, 0]
    assert frame["reciprocity"].to_dict() == pytest.approx({"ana": 2 / 6, "ben": 2 / 4, "carla": 0})


@pytest.mark.peer
@pytest.mark.parametrize("seed", range(5))
def test_reciprocity_is_that_of_networkx(seed):
    graph = nx.gnp_random_graph(30, 0.15, seed=seed, directed=True)
    found = from_networkx(graph).reciprocity["all"]
    assert found["reciprocity"] == pytest.approx(nx.overall_reciprocity(graph), abs=1e-12)
    assert found["links"] == graph.number_of_edges()


def test_a_frame_has_one_row_for_all_and_one_for_each_kind(network):
    frame = network.reciprocity.to_frame()
    assert frame.index.tolist() == ["all", "reply", "like"]
    assert frame.index.name == "kind"
    assert frame.columns.tolist() == [
        "links",
        "reciprocity",
        "reciprocity_beyond_chance",
        "events",
        "weighted_reciprocity",
    ]
    assert frame["links"].dtype == np.int64
    assert frame.loc["all", "events"] == frame.loc[["reply", "like"], "events"].sum()


def test_reciprocity_is_a_container_of_kinds(network):
    assert list(network.reciprocity) == ["all", "reply", "like"]
    assert len(network.reciprocity) == 3
    assert "like" in network.reciprocity
    assert "quote" not in network.reciprocity


def test_an_unknown_kind_is_an_error_that_names_the_known(network):
    with pytest.raises(
        OptionError, match=r"kind must be one of 'all', 'reply', 'like'; got 'replies'.*'reply'"
    ):
        network.reciprocity["replies"]


def test_equal_networks_have_equal_reciprocity_even_where_it_is_undefined():
    one, other = (from_networkx(nx.complete_graph(3)).reciprocity for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)


def test_reciprocity_is_frozen(network):
    with pytest.raises(FrozenInstanceError, match="by_kind"):
        network.reciprocity.by_kind = ()


def test_decay_does_not_change_reciprocity():
    frame = pd.DataFrame(
        {
            "source": ["ana", "ben"],
            "target": ["ben", "ana"],
            "kind": "reply",
            "at": ["2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"],
        }
    )
    faded = build_network(Events.from_frame(frame, time="at"), half_life="1d")
    assert faded.reciprocity["all"]["weighted_reciprocity"] == 1.0
