"""From events to directed evidence to ties."""

from tribus.network.affinity import AffinityTerms, weigh_affinity
from tribus.network.bond import weigh_bonds
from tribus.network.build import build_network, from_networkx
from tribus.network.explanation import Explanation
from tribus.network.network import Network
from tribus.network.order import order_by_place
from tribus.network.reciprocity import Reciprocity

__all__ = [
    "AffinityTerms",
    "Explanation",
    "Network",
    "Reciprocity",
    "build_network",
    "from_networkx",
    "order_by_place",
    "weigh_affinity",
    "weigh_bonds",
]
