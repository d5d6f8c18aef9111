"""A network as what other packages read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from tribus.network.network import Network


def frame_of_ties(network: Network) -> pd.DataFrame:
    """One row a tie, strongest affinity first."""
    import pandas as pd

    pattern = network.evidence.pattern
    once = np.flatnonzero(pattern.rows < pattern.indices)
    once = once[np.argsort(-network.affinity_values[once], kind="stable")]
    users = np.empty(network.n_users, object)
    users[:] = network.users
    frame = pd.DataFrame(
        {
            "user": users[pattern.rows[once]].tolist(),
            "other": users[pattern.indices[once]].tolist(),
            "affinity": network.affinity_values[once],
            "bond": network.bond_values[once],
        }
    )
    for kind, counts in network.evidence.counts.items():
        frame[f"{kind}_given"] = counts[once]
        frame[f"{kind}_received"] = counts[pattern.mirror[once]]
    return frame


def graph_of_ties(network: Network) -> nx.Graph[Any]:
    """networkx graph of all users and ties."""
    import networkx as nx

    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(network.users)
    frame = frame_of_ties(network)
    rows = zip(frame["user"], frame["other"], frame["affinity"], frame["bond"], strict=True)
    graph.add_edges_from((one, other, {"affinity": a, "bond": b}) for one, other, a, b in rows)
    return graph
