"""The quality functions of a search: modularity, and the constant Potts model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.leiden._read import sum_rows
from tribus.errors import OptionError

if TYPE_CHECKING:
    from tribus.community.leiden.graph import Graph

QUALITIES = ("modularity", "cpm")


def weigh_nodes(graph: Graph, quality: str, resolution: float) -> tuple[Graph, float]:
    """Return a graph whose nodes have the strength of a quality function, and its γ / 2m.

    The weight that is expected between two nodes is γ / 2m times the product of their strengths. In the
    constant Potts model it is γ times the product of their numbers of users. The strengths are these
    numbers, multiplied by a power of 2 above all sums of weights: so the smallest gain that a move must
    have, a share of the strength, is above rounding for weights of any unit.
    """
    if quality == "modularity":
        with np.errstate(over="ignore"):  # divide_resolution raises on an infinite sum
            total = float(graph.strength.sum())
        return graph, divide_resolution(resolution, total) if total > 0.0 else 0.0
    largest = float(sum_rows(graph.indptr, graph.weights).max(initial=0.0))
    if largest == 0.0:
        return graph, 0.0
    unit = 2.0 ** min(math.frexp(largest)[1], 1023)
    gamma = resolution / unit / unit
    if not 0.0 <= gamma < math.inf or (gamma == 0.0 and resolution > 0.0):
        raise OptionError(
            "resolution divided by the square of the largest sum of a user's weights must be a finite "
            f"number above 0, got {resolution} and {largest}; rescale both"
        )
    return graph._replace(strength=np.full(len(graph.strength), unit)), gamma


def divide_resolution(resolution: float, total: float) -> float:
    """Return γ / 2m; raise if it is not finite, or is rounded to 0."""
    gamma_over_2m = resolution / total
    if not 0.0 <= gamma_over_2m < math.inf or (gamma_over_2m == 0.0 and resolution > 0.0):
        raise OptionError(
            "resolution divided by the sum of weights must be a finite number above 0, "
            f"got {resolution} and a sum of {total}; rescale the weights"
        )
    return gamma_over_2m
