"""tribus: who really belongs together in a social network.

    import tribus as tb

    events = tb.read_events("replies.csv")
    network = tb.build_network(events)
    tribes = tb.find_tribes(network)
    tribes.of("ana")

Names are loaded on first use, so that `import tribus` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tribus._version import __version__

if TYPE_CHECKING:
    from tribus import datasets, errors, measures, plot
    from tribus.events import Events, read_events, set_memory_limit
    from tribus.network import Network, build_network, from_networkx
    from tribus.tribes import Stability, Tribe, Tribes, check_stability, find_tribes

_HOMES = {
    "Events": "tribus.events",
    "Network": "tribus.network",
    "Stability": "tribus.tribes",
    "Tribe": "tribus.tribes",
    "Tribes": "tribus.tribes",
    "build_network": "tribus.network",
    "check_stability": "tribus.tribes",
    "find_tribes": "tribus.tribes",
    "from_networkx": "tribus.network",
    "read_events": "tribus.events",
    "set_memory_limit": "tribus.events",
}
_PACKAGES = ("datasets", "errors", "events", "measures", "network", "plot", "tribes")

__all__ = [
    "Events",
    "Network",
    "Stability",
    "Tribe",
    "Tribes",
    "__version__",
    "build_network",
    "check_stability",
    "datasets",
    "errors",
    "find_tribes",
    "from_networkx",
    "measures",
    "plot",
    "read_events",
    "set_memory_limit",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for (PEP 562)."""
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    elif name in _PACKAGES:
        value = import_module(f"tribus.{name}")
    else:
        raise AttributeError(f"module 'tribus' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
