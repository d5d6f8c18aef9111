"""Events from files: recognise the format, read, resolve references, clean."""

from tribus.reading.look import look
from tribus.reading.people import read_people
from tribus.reading.read import read_events

__all__ = ["look", "read_events", "read_people"]
