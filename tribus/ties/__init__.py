"""Ties: directed evidence of each pair of users, and its two weights, affinity and bond."""

from tribus.ties.affinity import AffinityTerms, weigh_affinity
from tribus.ties.bond import weigh_bonds
from tribus.ties.evidence import Evidence
from tribus.ties.order import order_by_place

__all__ = ["AffinityTerms", "Evidence", "order_by_place", "weigh_affinity", "weigh_bonds"]
