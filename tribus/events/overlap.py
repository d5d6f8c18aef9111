"""The overlap of sources and targets: both ends of events should be the same people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw
import numpy as np
import pyarrow.compute as pc

from tribus._core.checks import show
from tribus._engine.plans import count_rows, materialise, to_arrow
from tribus.events.kinds import KINDS, STATE_KIND

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows

MIN_TARGETS = 20  # different targets, before they are compared with the sources
MIN_SHARE_OF_SOURCES = 0.02  # share of the targets that are sources too
N_EXAMPLES = 3
MAX_FIRST_ROWS = 200_000  # looked at first: all rows are read only if these share too few people


class Overlap(NamedTuple):
    """How many people act, are acted on, and do both.

    Attributes
    ----------
    n_sources, n_targets, n_both
        Number of people; follows do not count.
    """

    n_sources: int
    n_targets: int
    n_both: int

    @property
    def is_suspect(self) -> bool:
        """Whether next to no target ever acts, though several people do."""
        return (
            self.n_targets >= MIN_TARGETS
            and self.n_sources > 1
            and self.n_both < MIN_SHARE_OF_SOURCES * self.n_targets
        )


def measure_overlap(numbered: nw.LazyFrame[Any]) -> Overlap:
    """Return how many people occur at both ends of events, without follows.

    Parameters
    ----------
    numbered
        `source` and `target` as numbers of users, and `kind` as an index into `KINDS`.
    """
    events = numbered.filter(nw.col("kind") != KINDS.index(STATE_KIND))
    ends = [
        events.filter(~nw.col(end).is_null()).group_by(end).agg().select(number=nw.col(end))
        for end in ("source", "target")
    ]
    both = ends[1].join(ends[0], on="number", how="semi")
    return Overlap(count_rows(ends[0]), count_rows(ends[1]), count_rows(both))


def find_suspect(numbered: nw.LazyFrame[Any]) -> Overlap | None:
    """Return the overlap if next to no target ever acts; None otherwise, which most rows show soon."""
    if not _measure_first(numbered).is_suspect:
        return None
    overlap = measure_overlap(numbered)
    return overlap if overlap.is_suspect else None


def _measure_first(numbered: nw.LazyFrame[Any]) -> Overlap:
    """Return the overlap of the first rows, which are few enough for memory; Spark keeps them."""
    first = numbered.select("source", "target", "kind").head(MAX_FIRST_ROWS)
    if numbered.implementation.is_spark_like():
        stored = materialise(first)
        return measure_overlap(stored.lazy())
    rows = to_arrow(first)
    events = rows.filter(pc.not_equal(rows["kind"], KINDS.index(STATE_KIND)))
    acts, is_acted_on = (_mark(events[end].drop_null().to_numpy()) for end in ("source", "target"))
    n = min(len(acts), len(is_acted_on))
    n_both = np.count_nonzero(acts[:n] & is_acted_on[:n])
    return Overlap(int(np.count_nonzero(acts)), int(np.count_nonzero(is_acted_on)), int(n_both))


def _mark(numbers: np.ndarray[Any, np.dtype[np.int32]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return for each number of a user whether it occurs."""
    occurs = np.zeros(numbers.max(initial=-1) + 1, bool)
    occurs[numbers] = True
    return occurs


def overlap_warning(numbered: nw.LazyFrame[Any], users: StoredRows, found: Overlap, origin: str) -> str:
    """Return the warning for events whose ends name different people, with examples of both."""
    examples = []
    for end in ("source", "target"):
        ids = users.lazy().join(numbered.select(number=nw.col(end)), on="number", how="semi")
        listed = to_arrow(ids.select("id").sort("id").head(N_EXAMPLES))["id"].to_pylist()
        examples.append(", ".join(map(show, listed)))
    return (
        f"of {found.n_targets:,} targets in {origin} only {found.n_both:,} ever act themselves: sources "
        f"are like {examples[0]}, targets like {examples[1]}. Perhaps one column has ids and the other "
        "names, or a column holds something else than people; name the columns with source= and target="
    )
