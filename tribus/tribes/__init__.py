"""From a network to who belongs together."""

from tribus.tribes.curve import AgreementCurve
from tribus.tribes.find import find_tribes
from tribus.tribes.personal import PersonalTribe
from tribus.tribes.resolution import infer_resolution
from tribus.tribes.result import Tribes
from tribus.tribes.tribe import Tribe

__all__ = [
    "AgreementCurve",
    "PersonalTribe",
    "Tribe",
    "Tribes",
    "find_tribes",
    "infer_resolution",
]
