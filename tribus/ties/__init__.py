"""Ties: directed evidence of every two users, and two weights of it: affinity and bond."""

from tribus.ties.affinity import AffinityTerms, weigh_affinity
from tribus.ties.bond import weigh_bonds
from tribus.ties.evidence import Evidence
from tribus.ties.order import order_by_structure

__all__ = ["AffinityTerms", "Evidence", "order_by_structure", "weigh_affinity", "weigh_bonds"]
