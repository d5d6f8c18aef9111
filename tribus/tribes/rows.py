"""Rows of users: the place in the network of the tribes of each user of some events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.checks import show
from tribus.errors import OptionError

if TYPE_CHECKING:
    from tribus._core.arrays import Ints
    from tribus.tribes.result import Tribes


def find_rows(tribes: Tribes, ids: pa.Array) -> Ints:
    """Return the row in the network of the tribes of each user, int32, -1 for users who are not in it.

    Parameters
    ----------
    tribes
        The tribes.
    ids
        Ids of the users of some events.

    Raises
    ------
    OptionError
        If no user of the events is in the network.
    """
    known = tribes.network.evidence.ids
    found = (
        pc.index_in(ids, value_set=known) if ids.type == known.type else pa.nulls(len(ids), pa.int32())
    )
    rows: Ints = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    if len(rows) and (rows < 0).all():
        raise OptionError(
            f"no user of the events is in the tribes: the events have {show(ids[0].as_py())}, "
            f"the tribes have {show(known[0].as_py())}; find the tribes in the same events"
        )
    return rows
