"""Cleaning of a table: the one way from the rows of an engine to stored events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw

from tribus._display import plain
from tribus._engine.column_types import MAX_ID_LENGTH, MAX_TOTAL_COUNT, type_people
from tribus._engine.duckdb_engine import DUCKDB
from tribus._engine.plans import count_rows, one_row
from tribus._engine.progress import step
from tribus.errors import EventsError
from tribus.events.clean_rows import summarise_rows
from tribus.events.columns import unknown_kind
from tribus.events.history import is_undone, store_activity, store_profiles, store_undone
from tribus.events.kinds import code_kinds
from tribus.events.overlap import MIN_TARGETS, find_suspect, overlap_warning
from tribus.events.spellings import JoinedUsers, join_spellings
from tribus.events.stored import StoredEvents
from tribus.events.users import ids_of_ends, list_users, put_numbers
from tribus.events.whole_rows import clean_kept, keep_rows

if TYPE_CHECKING:
    from tribus._engine.protocol import TableEngine, TypedRows
    from tribus.events.cleaning import Cleaning
    from tribus.events.columns import Columns
    from tribus.events.rules import Rules


class CleanedTable(NamedTuple):
    """Stored events, and the report of their cleaning.

    Attributes
    ----------
    stored
        The events.
    cleaning
        The report.
    notes
        Decisions about ids, for the report of the reading.
    warnings
        Messages for `TribusWarning`.
    """

    stored: StoredEvents
    cleaning: Cleaning
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def clean_relation(
    rows: Any,
    columns: Columns,
    rules: Rules,
    *,
    kind: str,
    engine: TableEngine = DUCKDB,
    read_once: bool = False,
    people: Any = None,
    has_all_sources: bool = False,
    activity: nw.LazyFrame[Any] | None = None,
    profiles: nw.LazyFrame[Any] | None = None,
    is_table: bool = False,
    origin: str,
    progress: bool = True,
) -> CleanedTable:
    """Clean the rows of a table; every reader and `Events.from_frame` come through here.

    Parameters
    ----------
    rows
        A table of `engine`: for DuckDB a relation.
    columns
        The column that holds each part of an event.
    rules
        How values are read.
    kind
        The column of kinds, or one kind for all rows.
    engine
        Engine of `rows`; the events stay in it.
    read_once
        Whether rows are stored before they are used: for sources where reading one column costs as
        much as reading all.
    people
        A relation of DuckDB with a column `id`: users who may occur in no row.
    has_all_sources
        Whether `people` has all sources of the rows.
    activity
        Posts that address nobody: `user`, `time` (microseconds), `text` and `post`.
    profiles
        Names and self-descriptions: `user`, `name` and `bio`.
    is_table
        Whether the rows come from a table in which one id may be spelt in several ways, and whose ends
        may be different people by mistake; exports of platforms have neither.
    origin
        Name of the table, for errors.
    progress
        Whether to show a bar if this takes more than two seconds.

    Raises
    ------
    ColumnError
        If `kind` is neither a column nor a kind.
    EventsError
        If the table is empty, or a value cannot be read.
    """
    names = rules.kind_names
    if kind not in rows.columns and str(kind).strip().lower() not in names:
        raise unknown_kind(kind, rows.columns, names)
    with engine.report("reading events", shown=progress):
        typed = engine.type_rows(rows, columns, rules, kind=str(kind))
        read_once = read_once or typed.is_costly
        with step(0.3 if read_once else 0.0):
            kept = engine.materialise(typed.frame) if read_once else None
        frame, rest = (typed.frame, 1.0) if kept is None else (kept.lazy(), 0.7)
        coded = code_kinds(frame, names)
        undone: list[nw.LazyFrame[Any]] = []
        if columns.until is not None:
            undone.append(coded.filter(is_undone()))
            coded = coded.filter(~is_undone())
        ids = ids_of_ends(coded)[int(has_all_sources) :]
        if people is not None:
            ids.append(nw.from_native(type_people(people, rules)))
        with step(0.3 * rest):
            written = list_users(*ids)
            joined = JoinedUsers(written, written)
            if is_table:
                joined = join_spellings(written, joins_case=rules.joins_case)
            lookup = engine.send(joined.lookup, coded)
            users = lookup if joined.users is joined.lookup else engine.send(joined.users, coded)
        with step(0.4 * rest):
            numbered = keep_rows(put_numbers(coded, lookup.lazy(), marks_unknown=not typed.is_stable))
        n_undone = sum(count_rows(part) for part in undone)
        stored_undone = store_undone(*undone)
        del kept
        facts = summarise_rows(numbered.lazy())
        _check_facts(facts, typed, joined.users.lazy(), n_undone=n_undone, origin=plain(origin))
        n_users = count_rows(joined.users.lazy())
        with step(0.3 * rest):
            events, cleaning = clean_kept(numbered, facts, n_users=n_users)
        posts = store_activity(*_fold_case(activity, rules))
        described = store_profiles(users.lazy(), *_fold_case(profiles, rules))
        warnings = list(joined.warnings)
        if is_table and n_users >= MIN_TARGETS:
            overlap = find_suspect(numbered.lazy(), n_rows=facts["rows"])
            if overlap is not None:
                warnings.append(overlap_warning(numbered.lazy(), users, overlap, plain(origin)))
    stored = StoredEvents(events, users, stored_undone, posts, described)
    cleaning = cleaning.with_undone(n_undone, kept=stored.n_undone())
    return CleanedTable(stored, cleaning, joined.notes, tuple(warnings))


def _fold_case(rows: nw.LazyFrame[Any] | None, rules: Rules) -> list[nw.LazyFrame[Any]]:
    """Return rows of users with ids in lower case, if the rules say so; nothing for None."""
    if rows is None:
        return []
    if rules.fold_case:
        return [rows.with_columns(user=nw.col("user").str.to_lowercase())]
    return [rows]


def _check_facts(
    facts: dict[str, int], typed: TypedRows, users: nw.LazyFrame[Any], *, n_undone: int, origin: str
) -> None:
    """Raise `EventsError` if rows change, a value cannot be read, or there are no rows."""
    if facts["unknown_ids"]:  # they were not there when the users were numbered
        raise EventsError(
            f"{origin} has other rows each time it is read, as after sample() or limit(); "
            "write it to files first, and read them"
        )
    if _is_misread(facts, users):
        typed.raise_problem()
    if facts["rows"] + n_undone == 0:
        raise EventsError(f"{origin} has no rows, so there are no events to read")
    if facts.get("impossible_times") and not facts["readable_times"]:
        raise typed.unreadable_times()


def _is_misread(facts: dict[str, int], users: nw.LazyFrame[Any]) -> bool:
    """Whether a value cannot be read, so that the search for its row is worth a pass."""
    marks = ("no_counts", "local_times", "local_ends")
    if any(facts.get(mark) for mark in marks) or facts["total"] > MAX_TOTAL_COUNT:
        return True
    if users.collect_schema()["id"] != nw.String:
        return False
    longest = one_row(users.select(longest=nw.col("id").str.len_chars().max()))["longest"]
    return longest > MAX_ID_LENGTH
