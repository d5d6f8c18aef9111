"""The form of the provenance that every result has."""

from __future__ import annotations

from tribus._core.provenance import Provenance
from tribus._storage.forms import PLAIN, TEXT, WHOLE, MappingOf, Optional
from tribus._storage.record import Record

PROVENANCE = Record(
    Provenance,
    {
        "function": TEXT,
        "parameters": MappingOf(PLAIN),
        "seed": Optional(WHOLE),
        "digest": TEXT,
        "version": TEXT,
    },
    Provenance,
)
