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
    from tribus import community, datasets, errors, metrics, plot
    from tribus._display.language import set_language
    from tribus._engine.limits import set_memory_limit
    from tribus.events import Events
    from tribus.live import (
        collect_bluesky,
        follow_bluesky,
        plan_bluesky,
        read_coverage,
        write_list,
    )
    from tribus.loading import load
    from tribus.network import Network, build_network, from_edges, from_networkx, from_scipy
    from tribus.people import Account, People, measure_people
    from tribus.reading import read_events
    from tribus.report import write_report
    from tribus.returns import Returns, Sowing, measure_return, measure_sowing
    from tribus.stability import Stability, check_stability
    from tribus.timeline import Timeline, trace_tribes
    from tribus.topics import Coherence, Topics, find_topics, measure_coherence
    from tribus.tribes import Tribe, Tribes, find_tribes

_HOMES = {
    "Account": "tribus.people",
    "Coherence": "tribus.topics",
    "Events": "tribus.events",
    "Network": "tribus.network",
    "People": "tribus.people",
    "Returns": "tribus.returns",
    "Sowing": "tribus.returns",
    "Stability": "tribus.stability",
    "Timeline": "tribus.timeline",
    "Topics": "tribus.topics",
    "Tribe": "tribus.tribes",
    "Tribes": "tribus.tribes",
    "build_network": "tribus.network",
    "check_stability": "tribus.stability",
    "collect_bluesky": "tribus.live",
    "find_topics": "tribus.topics",
    "find_tribes": "tribus.tribes",
    "follow_bluesky": "tribus.live",
    "from_edges": "tribus.network",
    "from_networkx": "tribus.network",
    "from_scipy": "tribus.network",
    "load": "tribus.loading",
    "measure_coherence": "tribus.topics",
    "measure_people": "tribus.people",
    "measure_return": "tribus.returns",
    "measure_sowing": "tribus.returns",
    "plan_bluesky": "tribus.live",
    "read_coverage": "tribus.live",
    "read_events": "tribus.reading",
    "set_language": "tribus._display.language",
    "set_memory_limit": "tribus._engine.limits",
    "trace_tribes": "tribus.timeline",
    "write_list": "tribus.live",
    "write_report": "tribus.report",
}
_PACKAGES = ("community", "datasets", "errors", "metrics", "plot")

__all__ = [
    "Account",
    "Coherence",
    "Events",
    "Network",
    "People",
    "Returns",
    "Sowing",
    "Stability",
    "Timeline",
    "Topics",
    "Tribe",
    "Tribes",
    "__version__",
    "build_network",
    "check_stability",
    "collect_bluesky",
    "community",
    "datasets",
    "errors",
    "find_topics",
    "find_tribes",
    "follow_bluesky",
    "from_edges",
    "from_networkx",
    "from_scipy",
    "load",
    "measure_coherence",
    "measure_people",
    "measure_return",
    "measure_sowing",
    "metrics",
    "plan_bluesky",
    "plot",
    "read_coverage",
    "read_events",
    "set_language",
    "set_memory_limit",
    "trace_tribes",
    "write_list",
    "write_report",
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
    return sorted(__all__)
