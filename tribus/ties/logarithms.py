"""Logarithms that are the same on every processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.compiled import is_small
from tribus.ties._kernel import log1p_each
from tribus.ties._small_evidence import log1p_few

if TYPE_CHECKING:
    from tribus._core.arrays import Floats


def log1p(values: Floats) -> Floats:
    """Return `log(1 + x)` of each value as the C library computes it."""
    return log1p_few(values) if is_small(len(values)) else log1p_each(values)
