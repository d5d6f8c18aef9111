"""Continue a timeline with later events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus.errors import EventsError, OptionError
from tribus.events import Events, to_microseconds
from tribus.events.moments import to_datetime
from tribus.timeline.step_counts import StepCounts
from tribus.timeline.trace import TraceOptions, trace_counts

if TYPE_CHECKING:
    from tribus.timeline.result import Timeline


def extend_timeline(timeline: Timeline, events: Events, *, progress: bool) -> Timeline:
    """Return a timeline with later events added; see `Timeline.extend`."""
    if not isinstance(events, Events):
        raise OptionError(f"extend takes Events, got {type(events).__name__}")
    _check_times(timeline, events)
    later = StepCounts.of_events(events, timeline.schedule)
    has_text = [str(counts.ids.type) != "int64" for counts in (timeline.counts, later)]
    if has_text[0] != has_text[1]:
        kinds = " and ".join("text" if text else "integers" for text in has_text)
        raise EventsError(f"ids of the timeline and of the new events are {kinds}; use the same")
    parameters = dict(timeline.made_by.parameters)
    lengths = {name: parameters.pop(name) for name in ("window", "step")}
    return trace_counts(
        timeline.schedule,
        timeline.counts.joined(later),
        TraceOptions.read(seed=timeline.made_by.seed, **parameters),
        parameters=lengths,
        progress=progress,
    )


def _check_times(timeline: Timeline, events: Events) -> None:
    """Raise `EventsError` if an event is before the last event of the timeline."""
    last = timeline.counts.last_time
    if events.span is not None and to_microseconds(events.span[0]) < last:
        raise EventsError(
            f"the new events begin at {events.span[0]:%Y-%m-%d %H:%M:%S}, before the last event of the "
            f"timeline at {to_datetime(last):%Y-%m-%d %H:%M:%S}, and would count twice; leave them out "
            f"with events.between({show(to_datetime(last).isoformat())}), or trace all events at once"
        )
