"""Protocols of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Floats
    from tribus.ties.structure import TieStructure


class TieCounts(Protocol):
    """A sparsity structure with event counts: `Evidence`, a bootstrap resample, a rewired network."""

    @property
    def structure(self) -> TieStructure:
        """Sparsity structure of the ties."""

    @property
    def counts(self) -> Mapping[str, Floats]:
        """For each kind the number of events of each nonzero (i, j), float64, shape `(n_nonzeros,)`."""
