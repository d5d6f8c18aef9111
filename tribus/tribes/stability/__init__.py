"""How sure the tribes are: their events drawn anew, many times."""

from tribus.tribes.stability.check import check_stability
from tribus.tribes.stability.consensus import find_consensus
from tribus.tribes.stability.person import PersonStability
from tribus.tribes.stability.result import Stability

__all__ = ["PersonStability", "Stability", "check_stability", "find_consensus"]
