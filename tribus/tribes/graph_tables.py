"""Tribes as a graph that other programs open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.colours import GREY, tribe_colour
from tribus._export.graph_xml import ExportGraph
from tribus.network.graph_tables import undirected_ties
from tribus.tribes.roles.assign import CORE, MEMBER, ROLES

if TYPE_CHECKING:
    import pandas as pd

    from tribus.tribes.result import Tribes

SMALLEST, LARGEST = 4.0, 40.0  # of a node, in Gephi's units, where 10 is the usual


def graph_of_tribes(tribes: Tribes) -> ExportGraph:
    """All users with their tribe, their colour and a size by their bonds inside; and all ties."""
    users, network = tribes.to_frame(), tribes.network
    is_member = users["role"].isin([ROLES[CORE], ROLES[MEMBER]])
    colours = users["tribe"].map({number: tribe_colour(number) for number in users["tribe"].unique()})
    return ExportGraph(
        users=users,
        ties=undirected_ties(network),
        about=str(tribes.made_by),
        colours=colours.where(is_member, GREY),
        sizes=_size_by(users["bond"]),
    )


def _size_by(bond: pd.Series[float]) -> pd.Series[float]:
    """Sizes whose areas grow with the bonds."""
    share = (bond / max(bond.max(), 1e-300)).pow(0.5)
    return SMALLEST + (LARGEST - SMALLEST) * share
