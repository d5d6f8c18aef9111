"""Rows of any table as one clean table of events."""

from tribus.events.cleaning import Cleaning
from tribus.events.events import Events
from tribus.events.kinds import KINDS
from tribus.events.limits import set_memory_limit
from tribus.events.read import read_events
from tribus.events.reading import Reading

__all__ = ["KINDS", "Cleaning", "Events", "Reading", "read_events", "set_memory_limit"]
