"""Community detection on weighted undirected graphs: a sparse adjacency in, labels out."""

from tribus.community.leiden import leiden
from tribus.community.louvain import louvain

__all__ = ["leiden", "louvain"]


def __dir__() -> list[str]:
    return sorted(__all__)
