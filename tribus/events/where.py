"""Selection of events by an expression on the columns of `Events.to_frame`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._core.checks import show
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import engine_of
from tribus.errors import ColumnError, OptionError
from tribus.events.event_frames import OPTIONAL_COLUMNS, REQUIRED, join_times, name_kinds
from tribus.events.kinds import STATE_KIND
from tribus.events.users import ENDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.events.selection import Selection

MOMENTS = ("time", "until")
_STORED = "stored_"  # begins the names of columns with stored values


def select_where(selection: Selection, expression: nw.Expr) -> Selection:
    """Select the events by an expression on the columns of `Events.to_frame`.

    Raises
    ------
    ColumnError
        If the expression uses a column that the table does not have.
    OptionError
        If it is not a narwhals expression, or is not true or false for each row.
    """
    if not isinstance(expression, nw.Expr):
        raise OptionError(
            "where takes a narwhals expression such as narwhals.col('kind') == 'reply', "
            f"got {type(expression).__name__} {show(expression)}"
        )
    rows, users, undone = selection.rows, selection.users, selection.undone
    names = rows.collect_schema().names()
    named = _filter(name_rows(rows, users, has_until=undone is not None), expression)
    kept = named.select(**{name: nw.col(f"{_STORED}{name}") for name in names})
    if undone is not None:
        named = _filter(name_undone(undone, names), expression)
        times = {name: nw.col(f"{_STORED}{name}") for name in MOMENTS}
        undone = named.select(*ENDS, **times)
    return selection.with_events(kept, undone)


def name_rows(
    rows: nw.LazyFrame[Any], users: nw.LazyFrame[Any], *, has_until: bool
) -> nw.LazyFrame[Any]:
    """Return stored rows in the form of `Events.to_frame`, with added columns of the stored values."""
    names = rows.collect_schema().names()
    named = join_times(rows.with_columns(**{f"{_STORED}{name}": nw.col(name) for name in names}))
    for end in ENDS:
        ids = users.select(**{f"{end}_id": nw.col("id"), end: nw.col("number")})
        named = named.join(ids, on=end, how="left")
        named = named.drop(end).rename({f"{end}_id": end})
    named = named.with_columns(
        kind=name_kinds(nw.col("kind")), count=nw.col("count").cast(nw.Float64) / COUNT_PARTS
    )
    if "time" not in names:
        named = named.with_columns(time=nw.lit(None, nw.Int64))
    if not has_until:
        return engine_of(rows).as_timestamps(named, "time")
    return engine_of(rows).as_timestamps(named.with_columns(until=nw.lit(None, nw.Int64)), *MOMENTS)


def name_undone(undone: nw.LazyFrame[Any], names: Sequence[str]) -> nw.LazyFrame[Any]:
    """Return undone follows in the form of `Events.to_frame`, with added columns of the stored times."""
    empty = {name: nw.lit(None, nw.String) for name in OPTIONAL_COLUMNS if name in names}
    kept = {f"{_STORED}{name}": nw.col(name) for name in MOMENTS}
    named = undone.with_columns(kind=nw.lit(STATE_KIND), count=nw.lit(1.0), **empty, **kept)
    return engine_of(undone).as_timestamps(named, *MOMENTS)


def _filter(named: nw.LazyFrame[Any], expression: nw.Expr) -> nw.LazyFrame[Any]:
    """Filter rows by an expression on the columns without stored values."""
    engine, names = engine_of(named), named.collect_schema().names()
    columns = [name for name in (*REQUIRED, "until", *OPTIONAL_COLUMNS) if name in names]
    not_a_filter: tuple[type[Exception], ...] = (
        nw.exceptions.NarwhalsError,
        TypeError,
        ValueError,
        *engine.plan_errors,
    )
    try:
        type_ = named.select(*columns).select(keep=expression).collect_schema()["keep"]
        kept = named.filter(expression) if type_ == nw.Boolean else named
    except nw.exceptions.ColumnNotFoundError:
        raise ColumnError(
            f"where uses a column that the events do not have: {show(expression)}; "
            f"they have {', '.join(map(show, columns))}"
        ) from None
    except not_a_filter as error:
        reason = show(" ".join(str(error).split()), at_most=200)[1:-1]
        raise OptionError(
            f"where cannot filter rows by {show(expression)}: {reason}; "
            "give an expression that is true or false for each row"
        ) from None
    if type_ != nw.Boolean:
        raise OptionError(
            f"where takes an expression that is true or false for each row, got {show(expression)} "
            f"of type {type_}; compare it with a value"
        )
    return kept
