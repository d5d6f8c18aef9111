"""Facets: overlapping tribes, found by ego-splitting."""

from tribus.facets.facet import Facet
from tribus.facets.find import find_facets
from tribus.facets.personal import PersonalFacet, PersonalFacets
from tribus.facets.result import Facets

__all__ = ["Facet", "Facets", "PersonalFacet", "PersonalFacets", "find_facets"]
