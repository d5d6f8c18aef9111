"""Sowing and return: how first contacts are answered, and which relations outcomes come from."""

from tribus.returns.measure import measure_return
from tribus.returns.result import Returns
from tribus.returns.sowing import Sowing, measure_sowing

__all__ = ["Returns", "Sowing", "measure_return", "measure_sowing"]


def __dir__() -> list[str]:
    return sorted(__all__)
