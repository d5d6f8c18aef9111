"""The backend of networkx: `nx.community.leiden_communities(graph, backend="tribus")`.

networkx finds this package by the entry point `networkx.backends`, and calls its functions by their
names. Each takes the arguments of the function of networkx of the same name.
"""

from tribus._networkx.conditions import can_run, should_run
from tribus._networkx.convert import convert_from_nx, convert_to_nx
from tribus._networkx.detection import (
    leiden_communities,
    leiden_partitions,
    louvain_communities,
    louvain_partitions,
)
from tribus._networkx.marks import on_start_tests
from tribus._networkx.quality import constant_potts_model, modularity
from tribus._networkx.reciprocity import overall_reciprocity, reciprocity

__all__ = [
    "can_run",
    "constant_potts_model",
    "convert_from_nx",
    "convert_to_nx",
    "leiden_communities",
    "leiden_partitions",
    "louvain_communities",
    "louvain_partitions",
    "modularity",
    "on_start_tests",
    "overall_reciprocity",
    "reciprocity",
    "should_run",
]
