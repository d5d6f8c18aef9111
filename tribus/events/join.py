"""Joining of tables of events: one numbering of users, and each event once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import count_rows, materialise
from tribus.errors import EventsError, OptionError
from tribus.events.clean_rows import clean_rows, summarise_rows
from tribus.events.cleaning import Cleaning
from tribus.events.event_frames import OPTIONAL_COLUMNS, REQUIRED, fill_columns, join_times
from tribus.events.history import store_activity, store_profiles, store_undone
from tribus.events.stored import StoredEvents
from tribus.events.users import number_users, put_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence


MAX_JOINED_TABLES = 50  # in one query; the database limits how deep a query may be


def join_all(
    tables: Sequence[StoredEvents], cleanings: Sequence[Cleaning]
) -> tuple[StoredEvents, Cleaning]:
    """Join any number of stored events, as `join_tables`, in steps if they are many."""
    while len(tables) > MAX_JOINED_TABLES:
        steps = [slice(at, at + MAX_JOINED_TABLES) for at in range(0, len(tables), MAX_JOINED_TABLES)]
        joined = [join_tables(tables[step], cleanings[step]) for step in steps]
        tables, cleanings = zip(*joined, strict=True)
    return join_tables(tables, cleanings)


def join_tables(
    tables: Sequence[StoredEvents], cleanings: Sequence[Cleaning]
) -> tuple[StoredEvents, Cleaning]:
    """Join stored events; an event that is in two tables counts once.

    Raises
    ------
    EventsError
        If one table has text ids and another integers.
    OptionError
        If some rows are on Spark and others are not.
    """
    if len({table.is_on_spark() for table in tables}) > 1:
        raise OptionError(
            "some of these events are on Spark and others in this process; bring the ones on Spark over "
            "with events.collect()"
        )
    if len({str(table.users.lazy().collect_schema()["id"]) for table in tables}) > 1:
        raise EventsError(
            "mixed id types: one table has text ids and another integers, so no user could occur in "
            "both; cast both to text, or read files with ids='integer'"
        )
    users = number_users(*(table.users.lazy().select("id") for table in tables))
    columns = common_columns(tables)
    if "count" in columns:
        columns.append("n_rows")
    joined = materialise(
        *(
            put_numbers(_fill_counts(table, columns), numbers_among(table.users.lazy(), users.lazy()))
            for table in tables
        )
    )
    facts = summarise_rows(joined.lazy())
    rows, again = clean_rows(joined.lazy(), facts, n_users=count_rows(users.lazy()))
    before = sum(cleanings, Cleaning())
    undone = store_undone(*(table.undone.lazy() for table in tables if table.undone is not None))
    posts = store_activity(*(table.activity.lazy() for table in tables if table.activity is not None))
    described = [table.profiles.lazy() for table in tables if table.profiles is not None]
    stored = StoredEvents(rows, users, undone, posts, store_profiles(users.lazy(), *described))
    repeated = again.duplicates + before.undone - stored.n_undone()
    cleaning = replace(
        before,
        kept=before.kept - again.duplicates,
        undone=stored.n_undone(),
        duplicates=before.duplicates + repeated,
    )
    return stored, cleaning


def numbers_among(here: nw.LazyFrame[Any], users: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return, for each number of a user here as `id`, the `number` of that user among others."""
    numbered = here.select("id", here=nw.col("number"))
    joined = numbered.join(users, on="id", how="left")
    return joined.select(id=nw.col("here"), number=nw.col("number"))


def common_columns(tables: Sequence[StoredEvents]) -> list[str]:
    """Return the columns of `Events.to_frame` that some table has, in their order."""
    found = {name for table in tables for name in table.rows.lazy().collect_schema().names()}
    return [name for name in (*REQUIRED, *OPTIONAL_COLUMNS) if name in found]


def _fill_counts(table: StoredEvents, columns: Sequence[str]) -> nw.LazyFrame[Any]:
    """Return the rows of a table with the given columns; each row of n events counts n rows."""
    rows = join_times(table.lazy())
    if "n_rows" in columns and "n_rows" not in rows.collect_schema().names():
        rows = rows.with_columns(n_rows=nw.col("count") // COUNT_PARTS)
    return fill_columns(rows, columns)
