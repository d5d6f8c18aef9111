"""Measures of partitions: fit, cohesion, minimum cuts, and the agreement of two partitions."""

from tribus.metrics.agreement import adjusted_mutual_information
from tribus.metrics.cut import TribeCuts, minimum_cut, tribe_cuts
from tribus.metrics.quality import constant_potts_model, modularity

__all__ = [
    "TribeCuts",
    "adjusted_mutual_information",
    "constant_potts_model",
    "minimum_cut",
    "modularity",
    "tribe_cuts",
]


def __dir__() -> list[str]:
    return sorted(__all__)
