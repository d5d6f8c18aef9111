"""Stability of tribes: how often bootstrap resamples of the events find them again."""

from tribus.stability.check import check_stability
from tribus.stability.consensus import find_consensus
from tribus.stability.person import PersonStability
from tribus.stability.result import Stability

__all__ = ["PersonStability", "Stability", "check_stability", "find_consensus"]
