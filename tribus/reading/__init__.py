"""Events from files: recognise the format, read, resolve references, clean."""

from tribus.reading.read import read_events

__all__ = ["read_events"]
