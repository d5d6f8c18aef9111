"""Events: the rows of any table as one clean table."""

from tribus.events.cleaning import Cleaning
from tribus.events.events import Events
from tribus.events.kinds import KINDS
from tribus.events.reading import Reading

__all__ = ["KINDS", "Cleaning", "Events", "Reading"]
