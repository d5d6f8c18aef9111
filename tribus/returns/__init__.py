"""Return: which relations the outcomes of an account come from."""

from tribus.returns.measure import measure_return
from tribus.returns.result import Returns

__all__ = ["Returns", "measure_return"]


def __dir__() -> list[str]:
    return sorted(__all__)
