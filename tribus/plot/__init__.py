"""Pictures, and the only place that imports matplotlib; each function takes `ax=` and returns it."""

from tribus.plot.personal_map import draw_personal_tribe
from tribus.plot.stability_chart import draw_stability
from tribus.plot.tribe_map import draw_tribes

__all__ = ["draw_personal_tribe", "draw_stability", "draw_tribes"]
