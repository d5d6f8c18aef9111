"""Leiden, compiled: check the graph; move, refine and aggregate; split disconnected communities."""

from tribus.community.leiden.each import search_each
from tribus.community.leiden.levels import search_levels
from tribus.community.leiden.search import leiden

__all__ = ["leiden", "search_each", "search_levels"]
