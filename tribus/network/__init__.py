"""The network: users, ties and the weights of ties, built from events or from a graph."""

from tribus.network.build import build_network, from_networkx
from tribus.network.explanation import Explanation
from tribus.network.network import Network
from tribus.network.reciprocity import Reciprocity

__all__ = ["Explanation", "Network", "Reciprocity", "build_network", "from_networkx"]
