"""Leiden, compiled: read the graph; move, refine, aggregate; split what is not connected."""

from tribus.tribes.leiden.descent import descend
from tribus.tribes.leiden.search import leiden

__all__ = ["descend", "leiden"]
