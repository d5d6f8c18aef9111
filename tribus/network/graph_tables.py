"""A network as what other packages read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._export.graph_xml import ExportGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx
    import pandas as pd

    from tribus.network.network import Network

TOLD = ["user", "ties", "given", "received", "returned"]  # of each user of a network


def frame_of_ties(network: Network) -> pd.DataFrame:
    """One row a tie, strongest affinity first."""
    import pandas as pd

    structure = network.evidence.structure
    once = np.flatnonzero(structure.rows < structure.indices)
    once = once[np.argsort(-network.affinity_values[once], kind="stable")]
    users = np.empty(network.n_users, object)
    users[:] = network.users
    frame = pd.DataFrame(
        {
            "user": users[structure.rows[once]].tolist(),
            "other": users[structure.indices[once]].tolist(),
            "affinity": network.affinity_values[once],
            "bond": network.bond_values[once],
        }
    )
    for kind, counts in network.evidence.counts.items():
        frame[f"{kind}_given"] = counts[once]
        frame[f"{kind}_received"] = counts[structure.reverse[once]]
    return frame


def graph_of_network(network: Network) -> ExportGraph:
    """All users, what they give, get and have returned, and their ties."""
    users = network.users_to_frame()[TOLD]
    return ExportGraph(users=users, ties=undirected_ties(network), about=str(network.made_by))


def undirected_ties(network: Network) -> pd.DataFrame:
    """One row a tie, strongest affinity first, and nothing that depends on which of the two comes first.

    Both weights are symmetric, and an undirected edge has no first end that a program must keep. So the
    events of both directions are added up, and `mutual` tells whether there are any in each.
    """
    frame = frame_of_ties(network).rename(columns={"affinity": "weight"})
    given = frame[[f"{kind}_given" for kind in network.kinds]].to_numpy()
    received = frame[[f"{kind}_received" for kind in network.kinds]].to_numpy()
    ties = frame[["user", "other", "weight", "bond"]]
    mutual = np.logical_and(given.any(axis=1), received.any(axis=1))
    counts = dict(zip(map(_plural, network.kinds), (given + received).T, strict=True))
    return ties.assign(mutual=mutual, **counts)


def _plural(kind: str) -> str:
    return "replies" if kind == "reply" else f"{kind}s"


def to_networkx(graph: ExportGraph) -> nx.Graph[Any]:
    """networkx graph of all users and ties; the weight of a tie is its affinity."""
    import networkx as nx

    users, ties = graph.users, graph.ties.rename(columns={"weight": "affinity"})
    names, ends = users["user"].tolist(), (ties["user"].tolist(), ties["other"].tolist())
    made: nx.Graph[Any] = nx.Graph()
    made.add_nodes_from(zip(names, _records(users.drop(columns="user")), strict=True))
    made.add_edges_from(zip(*ends, _records(ties.drop(columns=["user", "other"])), strict=True))
    return made


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as dicts of Python's own numbers."""
    names, columns = list(frame.columns), (column.tolist() for _, column in frame.items())
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
