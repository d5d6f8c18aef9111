"""Tribes through time: the tribe of every user in each window, with stable numbers."""

from tribus.timeline.person import PersonalTimeline
from tribus.timeline.result import Timeline
from tribus.timeline.trace import trace_tribes
from tribus.timeline.window import TimelineWindow

__all__ = ["PersonalTimeline", "Timeline", "TimelineWindow", "trace_tribes"]


def __dir__() -> list[str]:
    return sorted(__all__)
