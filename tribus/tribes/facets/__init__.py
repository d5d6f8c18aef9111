"""Facets: overlapping tribes, for people are not one thing."""

from tribus.tribes.facets.facet import Facet
from tribus.tribes.facets.find import find_facets
from tribus.tribes.facets.personal import PersonalFacet, PersonalFacets
from tribus.tribes.facets.result import Facets

__all__ = ["Facet", "Facets", "PersonalFacet", "PersonalFacets", "find_facets"]
