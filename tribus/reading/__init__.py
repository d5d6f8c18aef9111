"""Events from files: recognise a file, read it, resolve references, clean the events."""

from tribus.reading.read import read_events

__all__ = ["read_events"]
