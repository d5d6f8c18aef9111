"""From a network to who belongs together."""

from tribus.tribes.admission import admit_people
from tribus.tribes.curve import AgreementCurve
from tribus.tribes.facets import Facet, Facets, PersonalFacet, PersonalFacets, find_facets
from tribus.tribes.find import find_tribes
from tribus.tribes.levels import Level, Levels
from tribus.tribes.mixing import Mixing
from tribus.tribes.personal import PersonalTribe
from tribus.tribes.resolution import infer_resolution
from tribus.tribes.result import Tribes
from tribus.tribes.significance import Significance
from tribus.tribes.stability import PersonStability, Stability, check_stability
from tribus.tribes.tribe import Tribe

__all__ = [
    "AgreementCurve",
    "Facet",
    "Facets",
    "Level",
    "Levels",
    "Mixing",
    "PersonStability",
    "PersonalFacet",
    "PersonalFacets",
    "PersonalTribe",
    "Significance",
    "Stability",
    "Tribe",
    "Tribes",
    "admit_people",
    "check_stability",
    "find_facets",
    "find_tribes",
    "infer_resolution",
]
