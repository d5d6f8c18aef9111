"""Events of a Spark frame: a sample decides how rows are read, and the rows stay on the cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._core.checks import show, suggest
from tribus._engine.database import connection
from tribus._engine.spark_engine import SPARK, quote_name
from tribus._engine.spark_errors import explain_errors
from tribus._engine.spark_gathering import collect_arrow
from tribus.errors import ColumnError, OptionError
from tribus.events.columns import check_names
from tribus.events.recognised import clean_recognised
from tribus.events.spark_rows import SparkTable
from tribus.recognition import apply_plan, count_sampled, find_plan, profile_columns
from tribus.recognition.times import find_order, is_order_open, order_tests

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from tribus.events.relation import CleanedTable
    from tribus.events.rules import Rules
    from tribus.recognition import Recognised, Request
    from tribus.recognition.plan import Plan
    from tribus.recognition.profile import Profile

MAX_EMPTY_COLUMNS = 30  # columns without a value in the sample that are looked at again
SPARE_ROWS = 4  # rows that are looked at for each row of the sample
_ORDER = "tribus_order"
# Types that Arrow does not know, and types that have no hash.
_NOT_IN_ARROW = ("interval", "variant", "void", "geography", "geometry")
_NOT_HASHED = ("map<", "variant")


def as_spark(frame: Any) -> DataFrame | None:
    """Return a Spark frame, also of narwhals, as Spark's own; None for any other frame."""
    native = nw.to_native(frame, pass_through=True)
    is_spark = nw.dependencies.is_pyspark_dataframe(native)
    return native if is_spark or nw.dependencies.is_pyspark_connect_dataframe(native) else None


def clean_spark(
    frame: DataFrame, request: Request, rules: Rules, *, until: str | None, progress: bool
) -> tuple[Recognised, CleanedTable]:
    """Clean the rows of a Spark frame on its executors.

    Parameters
    ----------
    frame
        One row per event.
    request
        The caller's words about it. Texts are kept only if their column is named.
    rules
        How ids are read.
    until
        Column of the times of unfollows.
    progress
        As `clean_relation` takes it.

    Returns
    -------
    tuple
        The sample as events, which describes how rows are read, and the cleaned table.

    Raises
    ------
    ColumnError, EventsError, OptionError
        As for any frame; also if events cannot be read row by row, and if the session is stopped.
    """
    table = _recognise(frame, request, until=until)
    found = table.found
    cleaned = clean_recognised(
        found, request, rules, until=until, rows=table, engine=SPARK, progress=progress
    )
    if not request.directed:
        found.n_rows = table.frame.count()
    found.skipped = _count_dropped(table)
    return found, cleaned


def _recognise(frame: DataFrame, request: Request, *, until: str | None) -> SparkTable:
    check_names(frame.columns)
    sample = _sample_rows(frame)
    profiles = profile_columns({name: sample[name].to_pylist() for name in sample.column_names})
    profiles |= _look_further(frame, profiles, n_rows=len(sample))
    plan = _leave_texts(find_plan(profiles, request), request)
    _require_plain(plan, request)
    names = [name for name in profiles if name in plan.used() or name == until]
    if until is not None and until not in names:
        raise ColumnError(
            f"there is no column {show(until)} for until{suggest(until, profiles)}; "
            f"the table has {', '.join(map(show, profiles))}"
        )
    request = _settle_order(frame, plan, profiles, request)
    sample = sample.select(names)
    found = apply_plan(connection().from_arrow(sample), plan, request, profiles)
    rows = frame.selectExpr(*map(quote_name, names))
    return SparkTable(frame=rows, sample=sample, plan=plan, request=request, found=found)


def _sample_rows(frame: DataFrame) -> pa.Table:
    """Return the rows with the smallest hashes: the same ones for any order of rows."""
    types = {name: type_ for name, type_ in frame.dtypes if not type_.startswith(_NOT_IN_ARROW)}
    hashed = [quote_name(name) for name, type_ in types.items() if not _has(type_, _NOT_HASHED)]
    columns = [quote_name(name) for name in types]
    keyed = frame.selectExpr(*columns, f"xxhash64({', '.join(hashed) or '0'}) AS {_ORDER}")
    limit = count_sampled(len(types))
    with explain_errors(frame.sparkSession):
        share = limit / max(1, frame.count())
    if share < 1 / SPARE_ROWS**2:  # so few rows that sorting the others out first is worth it
        highest = round(-(2**63) + 2**64 * share * SPARE_ROWS)
        few = keyed.filter(f"{_ORDER} <= {highest}L").orderBy(_ORDER)
        sample = collect_arrow(few.limit(limit).drop(_ORDER))
        if len(sample) == limit:
            return sample
    return collect_arrow(keyed.orderBy(_ORDER).limit(limit).drop(_ORDER))


def _has(type_: str, parts: tuple[str, ...]) -> bool:
    return any(part in type_ for part in parts)


def _look_further(frame: DataFrame, profiles: dict[str, Profile], *, n_rows: int) -> dict[str, Profile]:
    """Return the profiles of columns without a value in the sample, from rows that have one."""
    empty = [name for name, profile in profiles.items() if not profile.shapes][:MAX_EMPTY_COLUMNS]
    limit = count_sampled(len(profiles))
    if n_rows < limit:
        return {}
    found = {}
    for name in empty:
        column = quote_name(name)
        filled = frame.selectExpr(column).filter(
            f"nullif(trim(CAST({column} AS STRING)), '') IS NOT NULL"
        )
        found[name] = collect_arrow(filled.orderBy(column).limit(limit // 4))[name].to_pylist()
    return profile_columns(found)


def _leave_texts(plan: Plan, request: Request) -> Plan:
    """Leave out texts that the caller does not name: they are most of the bytes of a lake."""
    if plan.text is None or plan.from_text or request.text is not None:
        return plan
    note = f"texts of {show(plan.text)} left out on Spark; text={show(plan.text)} keeps them"
    return replace(plan, text=None, notes=(*plan.notes, note))


def _require_plain(plan: Plan, request: Request) -> None:
    """Raise `OptionError` unless each row is one event that no other row is needed for."""
    if plan.is_plain:
        return
    act = plan.acts[0]
    why = "a cell may hold several people, or several columns make events"
    if plan.from_text:
        why = f"people are read from the texts of {show(act.column)}"
    elif act.way == "parent":
        why = f"column {show(act.column)} names posts, whose authors are in other rows"
    elif plan.lookup is not None:
        why = f"people of {show(act.column)} are named in other rows"
    raise OptionError(
        f"on Spark each row must be one event with one column for each end, but in {request.origin} "
        f"{why}. Make such rows in Spark first, name the columns with source= and target=, or bring "
        "the table over with Events.from_frame(frame.toArrow())"
    )


def _settle_order(
    frame: DataFrame, plan: Plan, profiles: dict[str, Profile], request: Request
) -> Request:
    """Return the request with the order of day and month, if only the whole table tells it."""
    name, is_said = plan.time, request.day_first is not None or request.time_format is not None
    if name is None or is_said or not is_order_open(profiles[name]):
        return request
    first, second = order_tests(quote_name(name))
    flags = [f"coalesce(max({test}), false) AS {end}" for test, end in ((first, "a"), (second, "b"))]
    row = collect_arrow(frame.selectExpr(*flags)).to_pylist()[0]
    values = [str(value) for value in profiles[name].filled]
    return replace(request, day_first=find_order((row["a"], row["b"]), name, values))


def _count_dropped(table: SparkTable) -> Any:
    """Return the number of rows of each kind that the plan drops."""
    kind, drops, skipped = table.plan.kind, table.plan.drops, type(table.found.skipped)()
    if kind not in table.frame.columns or not drops:
        return skipped
    named = table.frame.selectExpr(f"CAST({quote_name(kind)} AS STRING) AS kind")
    for row in collect_arrow(named.groupBy("kind").count()).to_pylist():
        if (row["kind"] or "").strip(" ").lower() in drops:
            skipped[f"kind {show(row['kind'] or '')} left out"] += row["count"]
    return skipped
