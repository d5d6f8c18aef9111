"""The overlap of sources and targets: both ends of events should be the same people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw
import numpy as np
import pyarrow.compute as pc

from tribus._core.checks import show
from tribus._engine.plans import one_row, to_arrow
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.events.users import ENDS

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows

MIN_TARGETS = 20  # different targets, before they are compared with the sources
MIN_SHARE_OF_SOURCES = 0.02  # share of the targets that are sources too
N_EXAMPLES = 3
MAX_FIRST_ROWS = 200_000  # looked at first: all rows are read only if these share too few people
_MULTIPLIER = 2_654_435_761  # a prime near 2^32 / 1.618, Knuth's for hashes of whole numbers


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
    acts, is_acted_on = nw.col("acts"), nw.col("is_acted_on")
    ends = [
        events.select(
            number=nw.col(end), acts=nw.lit(end == "source"), is_acted_on=nw.lit(end == "target")
        )
        for end in ENDS
    ]
    named = nw.concat(ends, how="vertical").filter(~nw.col("number").is_null())
    people = named.group_by("number").agg(acts.max(), is_acted_on.max())
    sums = {"n_sources": acts, "n_targets": is_acted_on, "n_both": acts & is_acted_on}
    return Overlap(
        **one_row(people.select(**{name: fact.cast(nw.Int64).sum() for name, fact in sums.items()}))
    )


def find_suspect(numbered: nw.LazyFrame[Any], *, n_rows: int) -> Overlap | None:
    """Return the overlap if next to no target ever acts; None otherwise, which some rows show.

    Parameters
    ----------
    numbered
        As `measure_overlap` takes it.
    n_rows
        Number of rows at most.
    """
    if not _measure_some(numbered, n_rows).is_suspect:
        return None
    overlap = measure_overlap(numbered)
    return overlap if overlap.is_suspect else None


def _measure_some(numbered: nw.LazyFrame[Any], n_rows: int) -> Overlap:
    """Return the overlap of the first rows, which are few enough for memory; on Spark of some pairs."""
    if numbered.implementation.is_spark_like():
        step = max(1, n_rows // MAX_FIRST_ROWS)
        mixed = nw.col("source").cast(nw.Int64) * _MULTIPLIER + nw.col("target")
        return measure_overlap(numbered.filter(mixed % step == 0))
    rows = to_arrow(numbered.select(*ENDS, "kind").head(MAX_FIRST_ROWS))
    events = rows.filter(pc.not_equal(rows["kind"], KINDS.index(STATE_KIND)))
    acts, is_acted_on = (_mark(events[end].drop_null().to_numpy()) for end in ENDS)
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
    for end in ENDS:
        ids = users.lazy().join(numbered.select(number=nw.col(end)), on="number", how="semi")
        listed = to_arrow(ids.select("id").sort("id").head(N_EXAMPLES))["id"].to_pylist()
        examples.append(", ".join(map(show, listed)))
    return (
        f"of {found.n_targets:,} targets in {origin} only {found.n_both:,} ever act themselves: sources "
        f"are like {examples[0]}, targets like {examples[1]}. Perhaps one column has ids and the other "
        "names, or a column holds something else than people; name the columns with source= and target="
    )
