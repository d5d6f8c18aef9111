"""Synthetic societies with known tribes, for examples and for tests of methods."""

from tribus.datasets._make import make_society
from tribus.datasets.society import Society

__all__ = ["Society", "make_society"]


def __dir__() -> list[str]:
    return sorted(__all__)
