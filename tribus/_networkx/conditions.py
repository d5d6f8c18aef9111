"""Whether the backend can run a call, and whether it is worth it."""

from __future__ import annotations

import inspect
import math
from numbers import Real
from typing import TYPE_CHECKING, Any

from tribus._networkx import detection, quality, reciprocity
from tribus._networkx.graph import BackendGraph

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "constant_potts_model": quality.constant_potts_model,
    "leiden_communities": detection.leiden_communities,
    "leiden_partitions": detection.leiden_partitions,
    "louvain_communities": detection.louvain_communities,
    "louvain_partitions": detection.louvain_partitions,
    "modularity": quality.modularity,
    "overall_reciprocity": reciprocity.overall_reciprocity,
    "reciprocity": reciprocity.reciprocity,
}
BACKEND_SEARCHES = (
    "leiden_communities",
    "leiden_partitions",
    "louvain_communities",
    "louvain_partitions",
)
SIGNATURES = {name: inspect.signature(function) for name, function in FUNCTIONS.items()}
MIN_NODES = 100  # below, networkx measures a partition before a conversion is done


def can_run(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool | str:
    """Return True, or a sentence that says why the backend cannot run a function."""
    if name not in FUNCTIONS:
        return f"tribus has no {name}."
    try:
        arguments = SIGNATURES[name].bind(*args, **kwargs).arguments
    except TypeError as error:
        return f"tribus does not know these arguments: {error}."
    for check in (_check_graph, _check_resolution, _check_search):
        reason = check(name, arguments)
        if reason:
            return reason
    return True


def should_run(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool | str:
    """Return True, or a sentence that says why networkx is faster."""
    arguments = SIGNATURES[name].bind(*args, **kwargs).arguments
    graph = arguments["G"]
    if name in BACKEND_SEARCHES or isinstance(graph, BackendGraph):
        return True
    if arguments.get("nodes") is not None:
        return "networkx reads only the edges of the given nodes; tribus converts the whole graph."
    if len(graph) < MIN_NODES:
        return f"networkx is faster on graphs of fewer than {MIN_NODES} nodes."
    return True


def _check_graph(name: str, arguments: Mapping[str, Any]) -> str:
    graph = arguments["G"]
    if name in BACKEND_SEARCHES and graph.is_directed():
        return "tribus searches undirected graphs only."
    if name.endswith("reciprocity") and graph.is_multigraph():
        return "reciprocity is not defined for multigraphs."
    return ""


def _check_resolution(_name: str, arguments: Mapping[str, Any]) -> str:
    for option in ("resolution", "theta", "threshold"):
        value = arguments.get(option, 1)
        if not isinstance(value, Real) or not math.isfinite(value):
            return f"{option} must be a finite number, got {value!r}."
    return ""


def _check_search(name: str, arguments: Mapping[str, Any]) -> str:
    if name not in BACKEND_SEARCHES:
        return ""
    for option in ("resolution", "theta"):
        if arguments.get(option, 1) < 0:
            return f"{option} must be 0 or more, got {arguments[option]!r}."
    metric = arguments.get("metric", "modularity")
    if metric not in detection.METRICS:
        return f"tribus has the metrics 'cpm' and 'modularity', not {metric!r}."
    return ""
