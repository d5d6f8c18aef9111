"""The network: users, ties and the weights of ties, built from events or from a graph."""

from tribus.network.attributes import Attributes
from tribus.network.build import build_network
from tribus.network.convert import from_edges, from_networkx, from_scipy
from tribus.network.explanation import Explanation
from tribus.network.network import Network
from tribus.network.reciprocity import Reciprocity
from tribus.network.suggest import suggest_conversion
from tribus.network.thinning import Thinning

__all__ = [
    "Attributes",
    "Explanation",
    "Network",
    "Reciprocity",
    "Thinning",
    "build_network",
    "from_edges",
    "from_networkx",
    "from_scipy",
    "suggest_conversion",
]
