"""Leiden, compiled: read the graph; move, refine, aggregate; split what is not connected."""

from tribus.community.leiden.each import search_each
from tribus.community.leiden.search import leiden

__all__ = ["leiden", "search_each"]
