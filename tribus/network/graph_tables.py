"""Tables and graphs of a network for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._export.graph_xml import ExportGraph, spell_text
from tribus._export.tie_counts import BY_FIRST, COUNT_NAMES, SPARSE, name_first

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints, Ints64
    from tribus.network.network import Network

NODE_COLUMNS = ["user", "ties", "given", "received", "returned"]


def frame_of_ties(network: Network) -> pd.DataFrame:
    """Return one row per tie, the strongest affinity first; see `Network.to_frame`."""
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


def add_attributes(frame: pd.DataFrame, network: Network, rows: Ints | Ints64) -> pd.DataFrame:
    """Return a frame of users with their attributes as the last columns.

    Parameters
    ----------
    frame
        One row per user.
    network
        The network.
    rows
        Rows of the same users in the network.
    """
    import pandas as pd

    if network.attributes is None:
        return frame
    others = network.attributes.to_frame(rows, taken=list(frame.columns))
    return pd.concat([frame, others], axis=1)


def to_plain_columns(users: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for other programs: texts and times as text, empty where they are missing."""
    plain = users.copy()
    for name in users.drop(columns="user").select_dtypes(exclude=["number", "bool"]).columns:
        values = users[name].astype(object)
        plain[name] = values.where(values.notna(), "").map(str).astype(object)
    return plain


def graph_of_network(network: Network) -> ExportGraph:
    """Return all users with their numbers of events, and all ties."""
    rows = np.arange(network.n_users)
    users = add_attributes(network.users_to_frame()[NODE_COLUMNS], network, rows)
    return ExportGraph(
        users=to_plain_columns(users),
        ties=undirected_ties(network),
        about=str(network.made_by),
        sparse=SPARSE,
        labels=None if network.attributes is None else network.names_of_rows(rows),
    )


def undirected_ties(network: Network) -> pd.DataFrame:
    """Return one row per tie, the strongest affinity first, with columns for an undirected edge.

    The events of both directions are added up, `mutual` shows whether both directions have any, and the
    columns of `tribus._export.tie_counts` separate the directions.
    """
    frame = frame_of_ties(network).rename(columns={"affinity": "weight"})
    given = frame[[f"{kind}_given" for kind in network.kinds]].to_numpy()
    received = frame[[f"{kind}_received" for kind in network.kinds]].to_numpy()
    ties = frame[["user", "other", "weight", "bond"]]
    mutual = np.logical_and(given.any(axis=1), received.any(axis=1))
    users, others = ([spell_text(str(name)) for name in frame[end]] for end in ("user", "other"))
    by_first = np.where(name_first(users, others)[:, None], given, received)
    names = [COUNT_NAMES[kind] for kind in network.kinds]
    counts = dict(zip(names, (given + received).T, strict=True))
    counts |= {f"{name}{BY_FIRST}": column for name, column in zip(names, by_first.T, strict=True)}
    return ties.assign(mutual=mutual, **counts)
