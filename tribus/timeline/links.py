"""Links: ordered pairs of users with a kind of event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from tribus._core.frozen import Frozen
from tribus._storage import Array, stored

if TYPE_CHECKING:
    import pyarrow as pa

    from tribus._core.arrays import Ints, Ints8

ALWAYS, NEVER = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)


@stored(source=Array(np.int32), target=Array(np.int32), kind=Array(np.int8))
@dataclass(frozen=True, eq=False)
class Links(Frozen):
    """Ordered pairs of users with a kind, each once, sorted by source, target and kind.

    Attributes
    ----------
    source, target
        Users, int32, indices into the ids, shape `(n_links,)`.
    kind
        Index into `KINDS`, int8, shape `(n_links,)`.
    """

    source: Ints
    target: Ints
    kind: Ints8

    def __len__(self) -> int:
        return len(self.source)

    def renumber(self, number: Ints) -> Links:
        """Return the links with other numbers of the users."""
        return Links(number[self.source], number[self.target], self.kind)


def find_positions(some: pa.Array, ids: pa.Array) -> Ints:
    """Return the index of each of some ids among all."""
    found: Ints = pc.index_in(some, ids).to_numpy(zero_copy_only=False).astype(np.int32)
    return found
