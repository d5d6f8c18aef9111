"""People: who answers, who listens, who waits."""

from tribus.people.account import Account
from tribus.people.measure import measure_people
from tribus.people.result import People

__all__ = ["Account", "People", "measure_people"]
