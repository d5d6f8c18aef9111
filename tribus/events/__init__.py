"""Events: the rows of any table as one clean table."""

from tribus.events.cleaning import Cleaning
from tribus.events.events import Events
from tribus.events.kinds import KINDS
from tribus.events.moments import to_microseconds
from tribus.events.reading import Reading
from tribus.events.rules import Rules
from tribus.events.stored import lazy_table

__all__ = ["KINDS", "Cleaning", "Events", "Reading", "Rules", "lazy_table", "to_microseconds"]
