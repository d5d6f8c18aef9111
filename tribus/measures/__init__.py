"""Labels in, numbers out: how well a partition fits, and how far two agree."""

from tribus.measures.agreement import adjusted_mutual_information
from tribus.measures.quality import modularity

__all__ = ["adjusted_mutual_information", "modularity"]
