"""From typed rows to one row an event: what is left out, what is mended, and how many of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus.events.cleaning import Cleaning
from tribus.events.engine import materialise, one_row, to_arrow
from tribus.events.kinds import STANDING, map_kinds
from tribus.events.typed import COUNT_PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.events.engine import StoredTable

IDENTITY = ("source", "target", "kind", "post", "moment")  # what makes two rows the same event
EXTRAS = ("text", "thread")
AN_HOUR = 3_600_000_000  # microseconds
FAULTS = ("empty_ids", "self_interactions", "zero_counts", "impossible_times")


def rename_kinds(frame: nw.LazyFrame[Any], kinds: Mapping[str, str] | None) -> nw.LazyFrame[Any]:
    """Replace the table's kinds by ours; raise `EventsError` for an unknown one."""
    found = to_arrow(frame.select("kind").unique()).column("kind").to_pylist()
    names = map_kinds(sorted("" if kind is None else kind for kind in found), kinds)
    kind = nw.lit(None, nw.String)
    for name, ours in names.items():
        kind = nw.when(nw.col("kind").fill_null("") == name).then(nw.lit(ours)).otherwise(kind)
    return frame.with_columns(kind=kind)


def clean(frame: nw.LazyFrame[Any]) -> tuple[StoredTable, Cleaning]:
    """One row an event, kept in the database, and the report of what was done.

    Everybody named in the table stays in it: a row that is dropped leaves its users behind, with a
    count of 0, which no later step takes for a tie.
    """
    frame = optional_columns(frame)
    nobody = nw.col("source").is_null() & nw.col("target").is_null()
    within_the_hour = (nw.col("time") % AN_HOUR) != 0
    found = one_row(
        frame.select(
            nobody=nobody.cast(nw.Int64).sum(), clock_times=within_the_hour.cast(nw.Int64).sum()
        )
    )
    marked = mark_faults(frame.filter(~nobody))
    merged = materialise(merge_duplicates(marked, only_days=found["clock_times"] == 0))
    report = Cleaning(**one_row(merged.lazy().select(**_report())))
    columns = ("source", "target", "kind", "time", "count", "post", *EXTRAS)
    events = materialise(merged.lazy().select(*columns))
    return events, report + Cleaning(rows=found["nobody"], empty_ids=found["nobody"])


def optional_columns(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add the columns that a table may lack, empty."""
    present = frame.collect_schema().names()
    optional = {
        "time": nw.lit(None, nw.Int64),
        "had_time": nw.lit(value=False),
        **{name: nw.lit(None, nw.String) for name in ("post", *EXTRAS)},
    }
    absent = {name: empty for name, empty in optional.items() if name not in present}
    return frame.with_columns(**absent) if absent else frame


def mark_faults(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Say of each row what is wrong with it, and let a row that is no event count nothing."""
    source, target = nw.col("source"), nw.col("target")
    marked = frame.with_columns(
        empty_ids=source.is_null() | target.is_null(),
        impossible_times=nw.col("had_time") & nw.col("time").is_null(),
        source=nw.coalesce(source, target),
        target=nw.coalesce(target, source),
        **{name: nw.when(nw.col("kind") != STANDING).then(nw.col(name)) for name in ("time", "post")},
    ).with_columns(
        self_interactions=(source == target) & ~nw.col("empty_ids"),
        zero_counts=(nw.col("count") == 0) & (source != target),
    )
    dropped = nw.col("empty_ids") | nw.col("self_interactions") | nw.col("zero_counts")
    return marked.with_columns(
        dropped=dropped, count=nw.when(~dropped).then(nw.col("count")).otherwise(nw.lit(0))
    )


def merge_duplicates(frame: nw.LazyFrame[Any], *, only_days: bool) -> nw.LazyFrame[Any]:
    """Count the same event once, and add up rows that nothing tells apart.

    Where no row of the table tells more than the day or the hour, two replies at one time are two.
    """
    standing = nw.col("kind") == STANDING
    known_once = standing | ~nw.col("post").is_null()
    if not only_days:
        known_once = known_once | ~nw.col("moment").is_null()
    keyed = frame.with_columns(moment=nw.when(nw.col("post").is_null()).then(nw.col("time")))
    merged = keyed.group_by(*IDENTITY, "dropped").agg(
        nw.col("time").min(),
        nw.len().cast(nw.Int64).alias("rows"),
        nw.col("count").sum().cast(nw.Int64).alias("count"),
        nw.col("count").max().alias("once"),
        *(nw.col(name).cast(nw.Int64).sum().cast(nw.Int64).alias(name) for name in FAULTS),
        *(nw.col(name).min() for name in EXTRAS),
    )
    one = nw.when(standing & ~nw.col("dropped")).then(nw.lit(COUNT_PARTS)).otherwise(nw.col("once"))
    return merged.with_columns(
        count=nw.when(known_once).then(one).otherwise(nw.col("count")),
        kept=nw.when(~nw.col("dropped")).then(
            nw.when(known_once).then(nw.lit(1)).otherwise(nw.col("rows"))
        ),
    )


def _report() -> dict[str, nw.Expr]:
    repeated = nw.when(~nw.col("dropped")).then(nw.col("rows") - nw.col("kept"))
    sums = {name: nw.col(name).sum() for name in ("rows", "kept", *FAULTS)}
    return sums | {"duplicates": repeated.sum()}
