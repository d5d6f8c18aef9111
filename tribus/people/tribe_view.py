"""The tribes, in the order of the measured users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.frozen import freeze_fields
from tribus.community.numbering import NO_TRIBE
from tribus.tribes.rows import find_rows

if TYPE_CHECKING:
    import pyarrow as pa

    from tribus._core.arrays import Ints
    from tribus.tribes import Tribes


@dataclass(frozen=True, eq=False, kw_only=True)
class TribeView:
    """The tribes, in the order of the users of `People`.

    Attributes
    ----------
    tribes
        The tribes.
    rows
        Row of each user in the network of the tribes, int32; -1 for users who are not in it.
    labels
        Tribe of each user, int32; -1 for none.
    """

    tribes: Tribes
    rows: Ints
    labels: Ints


def view_tribes(tribes: Tribes, ids: pa.Array) -> TribeView:
    """Return the tribe and the row in the network of each user."""
    rows = find_rows(tribes, ids)
    labels = np.where(rows < 0, NO_TRIBE, tribes.labels[rows]).astype(np.int32)
    return freeze_fields(TribeView(tribes=tribes, rows=rows, labels=labels))
