"""Event counts of an undirected tie, so that a graph file can be read again without loss.

Programs may swap the two ends of an undirected edge, so a count of both directions together, such as
`replies`, does not say who gave. The attribute `replies_by_first` is the part that the user gave whose
name sorts first as text, so it does not depend on the order of the ends. Zeros are left out of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from tribus._core.arrays import Bools

COUNT_NAMES = {
    "follow": "follows",
    "reply": "replies",
    "mention": "mentions",
    "repost": "reposts",
    "quote": "quotes",
    "like": "likes",
}
BY_FIRST = "_by_first"
MARKS = {"bond"}  # attribute of edges that, with a count, marks a graph of tribus
SPARSE = ("mutual", *COUNT_NAMES.values(), *(f"{name}{BY_FIRST}" for name in COUNT_NAMES.values()))


def has_tie_counts(names: Collection[str]) -> bool:
    """Return whether the attributes of edges show that tribus wrote the graph."""
    return set(names) >= MARKS and any(name in names for name in COUNT_NAMES.values())


def name_first(users: Sequence[str], others: Sequence[str]) -> Bools:
    """Return for each tie whether the name of the first user sorts before that of the other."""
    return np.fromiter(map(str.__lt__, users, others), np.bool_, len(users))


def directed_counts(
    source: str, target: str, values: Mapping[str, Any]
) -> Iterator[tuple[bool, str, float]]:
    """Yield the events of a tie: whether the source gave them, their kind, and their number.

    Parameters
    ----------
    source, target
        Names of the two ends, as text.
    values
        Attributes of the edge by name; a missing count is 0.

    Raises
    ------
    ValueError
        If a count is not a number.
    """
    source_is_first = source < target
    for kind, name in COUNT_NAMES.items():
        total, by_first = float(values.get(name) or 0), float(values.get(name + BY_FIRST) or 0)
        for is_first, count in ((True, by_first), (False, total - by_first)):
            if count > 0:
                yield is_first == source_is_first, kind, count
