"""Numbers of users in place of their ids, by a join on the ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    from collections.abc import Sequence


def join_numbers(
    frame: nw.LazyFrame[Any], users: nw.LazyFrame[Any], *, ends: Sequence[str]
) -> nw.LazyFrame[Any]:
    """Add a column `{end}_number` for each end: the `number` of its `id`, null without one."""
    for end in ends:
        numbers = users.select(**{end: nw.col("id"), f"{end}_number": nw.col("number")})
        frame = frame.join(numbers, on=end, how="left")
    return frame
