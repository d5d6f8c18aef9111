"""Tribes: the groups of a network, with the role of every user."""

from tribus.tribes.attributes import AttributeAgreement
from tribus.tribes.comparison import Comparison
from tribus.tribes.find import find_tribes
from tribus.tribes.mixing import Mixing
from tribus.tribes.personal import PersonalLevel, PersonalTribe
from tribus.tribes.result import Tribes
from tribus.tribes.tribe import Tribe

__all__ = [
    "AttributeAgreement",
    "Comparison",
    "Mixing",
    "PersonalLevel",
    "PersonalTribe",
    "Tribe",
    "Tribes",
    "find_tribes",
]
