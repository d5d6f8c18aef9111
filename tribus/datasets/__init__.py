"""Made societies whose tribes are known, to try things on."""

from tribus.datasets.society import Society, make_society

__all__ = ["Society", "make_society"]
