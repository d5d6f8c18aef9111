"""Tribes as a graph for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.colours import GREY, tribe_colour
from tribus._export.graph_xml import ExportGraph
from tribus._export.tie_counts import SPARSE
from tribus.network.graph_tables import to_plain_columns, undirected_ties
from tribus.tribes.roles.assign import CORE, MEMBER, ROLES

if TYPE_CHECKING:
    import pandas as pd

    from tribus.tribes.result import Tribes

MIN_NODE_SIZE, MAX_NODE_SIZE = 4.0, 40.0  # in the unit of Gephi, whose default is 10


def graph_of_tribes(tribes: Tribes) -> ExportGraph:
    """Return all users with tribe, colour and a size by their bonds inside, and all ties."""
    users, network = to_plain_columns(tribes.to_frame()), tribes.network
    is_member = users["role"].isin([ROLES[CORE], ROLES[MEMBER]])
    colours = users["tribe"].map({number: tribe_colour(number) for number in users["tribe"].unique()})
    return ExportGraph(
        users=users,
        ties=undirected_ties(network),
        about=str(tribes.made_by),
        sparse=SPARSE,
        colours=colours.where(is_member, GREY),
        sizes=_compute_sizes(users["bond"]),
        labels=None if network.attributes is None else network.names_of(users["user"]),
    )


def _compute_sizes(bond: pd.Series[float]) -> pd.Series[float]:
    """Return sizes whose areas are proportional to the bonds, above a minimum."""
    share = (bond / max(bond.max(), 1e-300)).pow(0.5)
    return MIN_NODE_SIZE + (MAX_NODE_SIZE - MIN_NODE_SIZE) * share
