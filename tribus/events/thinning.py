"""Thinning: events on all ties with evidence both ways, and on as many one-way ties as fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw
import numpy as np

from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.driver_memory import BYTES_PER_PAIR
from tribus._engine.plans import engine_of, one_row, to_arrow
from tribus.errors import OptionError

if TYPE_CHECKING:
    import pyarrow as pa

    from tribus._engine.protocol import StoredRows

TIE = ("low", "high")
_RANK = ("events", "farther", "nearer")


class ThinnedRows(NamedTuple):
    """Rows of events on the ties that are kept, and counts of the others.

    Attributes
    ----------
    rows
        The rows on kept ties.
    n_ties, n_kept
        Number of ties of all rows, and of the kept ones.
    ties_left
        `user` and `ties`: the number of ties of each user that are left out.
    events_left
        `user`, `kind`, `given` and `received`: the events of each user on these ties.
    """

    rows: StoredRows
    n_ties: int
    n_kept: int
    ties_left: pa.Table
    events_left: pa.Table


def thin_rows(rows: nw.LazyFrame[Any], *, max_ties: int) -> ThinnedRows | None:
    """Return the rows on at most some ties, in the engine of the rows; None if there are no more ties.

    Parameters
    ----------
    rows
        The table of events, as `lazy_table` returns it.
    max_ties
        Largest number of ties. Ties with events both ways are all kept.

    Raises
    ------
    OptionError
        If there are more ties with events both ways.

    Notes
    -----
    One-way ties are kept in this order: first the ones with more events; then by the degree of the end
    with more ties, because a tie to somebody to whom everybody turns says little; then by the degree of
    the other end, because a person with few ties has nothing else. Ties that are equal in all three are
    kept together or left out together, so that neither the order of rows nor names of users decide.
    """
    engine = engine_of(rows)
    summed = engine.materialise(engine.bring_together(_sum_ties(rows), by=TIE))  # kept while used
    ties = summed.lazy()
    is_mutual = (nw.col("up") > 0) & (nw.col("down") > 0)
    facts = one_row(ties.select(n_ties=nw.len(), n_mutual=is_mutual.cast(nw.Int64).sum()))
    if facts["n_ties"] <= max_ties:
        return None
    if facts["n_mutual"] > max_ties:
        raise _too_few(max_ties, facts)
    one_way = _rank(ties, is_mutual)
    classes = to_arrow(one_way.group_by(*_RANK).agg(n_ties=nw.len()))
    is_kept, n_one_way = _find_cut(classes, max_ties - facts["n_mutual"])
    kept = [ties.filter(is_mutual).select(*TIE), one_way.filter(is_kept).select(*TIE)]
    chosen = engine.materialise(engine.bring_together(nw.concat(kept, how="vertical"), by=TIE))
    named = _name_ties(rows)
    left = named.join(chosen.lazy(), on=list(TIE), how="anti")
    return ThinnedRows(
        rows=engine.materialise(named.join(chosen.lazy(), on=list(TIE), how="semi").drop(*TIE)),
        n_ties=facts["n_ties"],
        n_kept=facts["n_mutual"] + n_one_way,
        ties_left=to_arrow(_count_ends(one_way.filter(~is_kept)).select("user", ties="degree")),
        events_left=to_arrow(_sum_users(left)),
    )


def _name_ties(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add the two users of the tie of each row, the smaller number first."""
    return rows.with_columns(
        low=nw.min_horizontal("source", "target"), high=nw.max_horizontal("source", "target")
    )


def _sum_ties(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the events of each tie from the smaller number to the larger, and the reverse."""
    count, goes_up = nw.col("count"), nw.col("source") < nw.col("target")
    sides = {"up": nw.when(goes_up).then(count), "down": nw.when(~goes_up).then(count)}
    sums = {side: nw.col(side).sum() for side in sides}
    summed = _name_ties(rows).with_columns(**sides).group_by(*TIE).agg(**sums)
    return summed.select(*TIE, *(nw.col(side).fill_null(0).cast(nw.Int64) for side in sides))


def _count_ends(ties: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the number of ties of each user."""
    ends = nw.concat([ties.select(user=nw.col(end)) for end in TIE], how="vertical")
    return ends.group_by("user").agg(degree=nw.len())


def _rank(ties: nw.LazyFrame[Any], is_mutual: nw.Expr) -> nw.LazyFrame[Any]:
    """Return the one-way ties with the three numbers that order them."""
    one_way, degrees = ties.filter(~is_mutual), _count_ends(ties)
    for end in TIE:
        own = degrees.select(**{end: nw.col("user"), f"degree_{end}": nw.col("degree")})
        one_way = one_way.join(own, on=end, how="left")
    ends = [f"degree_{end}" for end in TIE]
    return one_way.select(
        *TIE,
        nearer=nw.min_horizontal(*ends).cast(nw.Int64),
        events=nw.col("up") + nw.col("down"),
        farther=nw.max_horizontal(*ends).cast(nw.Int64),
    )


def _find_cut(classes: pa.Table, room: int) -> tuple[nw.Expr, int]:
    """Return whether a one-way tie is kept, and the number of kept ones."""
    events, farther, nearer, n_ties = (
        classes[name].to_numpy().astype(np.int64) for name in (*_RANK, "n_ties")
    )
    order = np.lexsort((nearer, farther, -events))
    reached = np.cumsum(n_ties[order])
    n_kept = int(np.searchsorted(reached, room, side="right"))
    if not n_kept:
        return nw.col("events") < 0, 0
    last = order[n_kept - 1]
    least, most, other = int(events[last]), int(farther[last]), int(nearer[last])
    is_last = (nw.col("farther") == most) & (nw.col("nearer") <= other)
    is_near = (nw.col("events") == least) & ((nw.col("farther") < most) | is_last)
    is_kept = (nw.col("events") > least) | is_near
    return is_kept, int(reached[n_kept - 1])


def _sum_users(left: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the events of each kind from each user, and to each user."""
    nothing = nw.lit(0, nw.Int64)
    sides = [
        left.select("kind", user=nw.col("source"), given=nw.col("count"), received=nothing),
        left.select("kind", user=nw.col("target"), given=nothing, received=nw.col("count")),
    ]
    summed = nw.concat(sides, how="vertical").group_by("user", "kind")
    whole = {name: nw.col(name).cast(nw.Float64) / COUNT_PARTS for name in ("given", "received")}
    return summed.agg(nw.col(*whole).sum()).select("user", "kind", **whole)


def _too_few(max_ties: int, facts: dict[str, int]) -> OptionError:
    needed = 2 * facts["n_mutual"] * BYTES_PER_PAIR
    return OptionError(
        f"max_ties={max_ties:,} is less than the {facts['n_mutual']:,} ties with events both ways, "
        "which are never left out; give at least that number, for which a network needs about "
        f"{needed / 1e9:,.1f} GB, or keep fewer events, as in events.between(...)"
    )
