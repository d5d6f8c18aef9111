"""Events as one Parquet file that any program can read, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tribus._core.checks import show
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import store_arrow, to_arrow
from tribus._export.endings import check_ending
from tribus._export.replacing import replace_when_complete
from tribus._storage import DamageError, TupleOf, form_of, require
from tribus._storage.columns import read_columns, write_columns
from tribus._storage.record import Reader, Writer
from tribus.errors import ReadError
from tribus.events.cleaning import Cleaning
from tribus.events.event_frames import join_times
from tribus.events.kinds import FOLLOW_CODE, KINDS
from tribus.events.reading import Reading
from tribus.events.saved import ACTIVITY, ROWS, UNDONE, USERS, RowsForm
from tribus.events.stored import StoredEvents
from tribus.events.users import ENDS

if TYPE_CHECKING:
    import os

    import pyarrow as pa


FORMAT_KEY = b"tribus events"  # of the metadata of the file
PARQUET_VERSION = 1
NO_ARCHIVE: Any = None  # the reports have no arrays
PARQUET_ENDINGS = (".parquet", ".pq")
ACTIVITY_KIND = "post"
FORMS = {"rows": ROWS, "users": USERS, "undone": UNDONE, "activity": ACTIVITY}
READINGS = TupleOf(form_of(Reading))
COLUMN_TYPES = {  # and `source` and `target`, of the type of ids
    "kind": "string",
    "time": "timestamp[us, tz=UTC]",
    "count": "double",
    "rows": "int64",
    "post": "string",
    "text": "string",
    "thread": "string",
    "until": "timestamp[us, tz=UTC]",
}


class EventParts(NamedTuple):
    """The parts of an `Events` object."""

    stored: StoredEvents
    cleaning: Cleaning
    reading: tuple[Reading, ...]


def write_parquet(parts: EventParts, ids: pa.Array, path: str | os.PathLike[str]) -> None:
    """Write events as a Parquet file; see `Events.to_parquet`.

    Parameters
    ----------
    parts
        The events.
    ids
        Ids of users by number.
    path
        File to write.
    """
    import pyarrow as pa

    check_ending(path, PARQUET_ENDINGS, what="to_parquet writes Parquet")
    stored = parts.stored
    names = stored.rows.lazy().collect_schema().names()
    events, activity = _list_events(stored, ids), _list_activity(stored)
    found = [events, _list_undone(stored), activity, _list_others(ids, events, activity)]
    tables = [table.cast(_schema(table, ids.type)) for table in found if table is not None]
    joined = pa.concat_tables(tables, promote_options="default")
    order = [*ENDS, *(name for name in COLUMN_TYPES if name in joined.column_names)]
    description = {"version": PARQUET_VERSION, "columns": names, **_describe(parts)}
    metadata = {FORMAT_KEY: json.dumps(description, allow_nan=False).encode()}
    with replace_when_complete(path) as new, new.open("wb") as file:
        write_columns(joined.select(order).replace_schema_metadata(metadata), file)


def read_parquet(path: str | os.PathLike[str]) -> EventParts:
    """Return the events of a file of `write_parquet`.

    Raises
    ------
    ReadError
        If there is no such file, or it is not of `write_parquet`, or damaged.
    """
    shown = show(str(path), at_most=200)
    try:
        table = read_columns(Path(path).read_bytes(), Path(path).name)
        description = (table.schema.metadata or {}).get(FORMAT_KEY)
        if description is not None:
            return _restore(table, json.loads(description))
    except DamageError as error:
        raise ReadError(
            f"{shown} is no whole file of Events.to_parquet: {error}. Write it again, or read a table "
            "of another program with read_events"
        ) from None
    except (ValueError, RecursionError):
        raise ReadError(f"{shown} is damaged or was changed. Write it again with to_parquet") from None
    except OSError as error:
        raise ReadError(f"{shown} cannot be read: {error.strerror or error}") from None
    raise ReadError(f"{shown} is not a file of Events.to_parquet; read_events reads other tables")


def _list_events(stored: StoredEvents, ids: pa.Array) -> pa.Table:
    """Return the events that hold, sorted, with ids, names of kinds and times of follows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = join_times(stored.lazy())
    names = rows.collect_schema().names()
    table = to_arrow(rows.sort(*(name for name in (*ENDS, "kind", "time", *names) if name in names)))
    columns = {name: pc.take(ids, table[name]) for name in ENDS}
    columns["kind"] = pc.take(pa.array(KINDS), table["kind"])
    columns["time"] = table["time"] if "time" in names else pa.nulls(len(table), pa.int64())
    columns["count"] = pc.divide(pc.cast(table["count"], pa.float64()), float(COUNT_PARTS))
    if "n_rows" in names:
        columns["rows"] = table["n_rows"]
    columns |= {name: table[name] for name in ("post", "text", "thread") if name in names}
    return pa.table(columns)


def _list_undone(stored: StoredEvents) -> pa.Table | None:
    """Return the follows that were undone, with `until`; None without any."""
    import pyarrow as pa

    if stored.undone is None:
        return None
    columns = (*ENDS, "time", "until")
    table = to_arrow(stored.undone.lazy().select(*columns).sort(*columns))
    return table.append_column("kind", pa.array([KINDS[FOLLOW_CODE]] * len(table), pa.string()))


def _list_activity(stored: StoredEvents) -> pa.Table | None:
    """Return the posts that address nobody, without a target; None without any."""
    import pyarrow as pa

    if stored.activity is None:
        return None
    columns = ("user", "time", "text", "post")
    table = to_arrow(stored.activity.lazy().select(*columns).sort(*columns))
    table = table.rename_columns(["source", *columns[1:]])
    return table.append_column("kind", pa.array([ACTIVITY_KIND] * len(table), pa.string()))


def _list_others(ids: pa.Array, *tables: pa.Table | None) -> pa.Table:
    """Return the users who are in no row of other tables, without a kind."""
    import pyarrow as pa
    import pyarrow.compute as pc

    seen = _list_users(*(table.cast(_schema(table, ids.type)) for table in tables if table is not None))
    return pa.table({"source": ids.filter(pc.invert(pc.is_in(ids, value_set=seen)))})


def _list_users(*tables: pa.Table) -> pa.Array:
    """Return the different users at both ends of all rows, sorted."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ends = [table[end] for table in tables for end in ENDS if end in table.column_names]
    users = pc.unique(pa.chunked_array([chunk for column in ends for chunk in column.chunks]))
    return pc.take(users, pc.sort_indices(users)).drop_null()


def _schema(table: pa.Table, id_type: pa.DataType) -> pa.Schema:
    import pyarrow as pa

    types = {**dict.fromkeys(ENDS, id_type), **{name: _arrow_type(name) for name in COLUMN_TYPES}}
    return pa.schema([(name, types[name]) for name in table.column_names])


def _arrow_type(name: str) -> pa.DataType:
    import pyarrow as pa

    if COLUMN_TYPES[name].startswith("timestamp"):
        return pa.timestamp("us", "UTC")
    return pa.type_for_alias(COLUMN_TYPES[name])


def _describe(parts: EventParts) -> dict[str, Any]:
    """Return the reports of cleaning and reading as JSON."""
    writer = Writer(NO_ARCHIVE)
    cleaning = form_of(Cleaning).write(parts.cleaning, writer, "cleaning")
    reading = READINGS.write(parts.reading, writer, "reading")
    return {"cleaning": cleaning, "reading": reading, "records": writer.records}


def _restore(table: pa.Table, description: Any) -> EventParts:
    """Return the parts of events; raise `DamageError` if they contradict each other."""
    is_known = isinstance(description, dict) and description.get("version") == PARQUET_VERSION
    require(is_known, f"only version {PARQUET_VERSION} of the format is known")
    reader = Reader(NO_ARCHIVE, description.get("records"))
    cleaning = form_of(Cleaning).read(description.get("cleaning"), reader)
    reading = READINGS.read(description.get("reading"), reader)
    _check_columns(table)
    return EventParts(_store(table, description.get("columns")), cleaning, reading)


def _check_columns(table: pa.Table) -> None:
    """Raise `DamageError` if the table has other columns than `write_parquet` writes."""
    names = table.column_names
    is_known = len(set(names)) == len(names) and set(names) <= {*ENDS, *COLUMN_TYPES}
    require(
        is_known and {*ENDS, "kind", "time", "count"} <= set(names), f"it has the columns {show(names)}"
    )
    for name in names:
        found = str(table.schema.field(name).type)
        wanted = COLUMN_TYPES.get(name, "int64 or string")
        require(found in wanted.split(" or "), f"{name} is {found}, not {wanted}")
    id_types = {table.schema.field(end).type for end in ENDS}
    require(len(id_types) == 1, "its ids are of two types")
    require(not table["source"].null_count, "a row has no source")


def _store(table: pa.Table, columns: Any) -> StoredEvents:
    """Store the rows of a file as events, undone follows, posts to nobody, and users."""
    import pyarrow as pa
    import pyarrow.compute as pc

    is_list = isinstance(columns, list) and all(name in ROWS.columns for name in columns)
    is_whole = is_list and {*ENDS, "kind"} <= set(columns)
    require(is_whole, f"{show(columns)} are not the columns of events")
    for name in ("time", "until"):
        if name in table.column_names:
            at = table.column_names.index(name)
            table = table.set_column(at, name, table[name].cast(pa.int64()))
    has_target = pc.is_valid(table["target"])
    is_undone = pc.is_valid(table["until"]) if "until" in table.column_names else pa.scalar(value=False)
    events = table.filter(pc.and_(has_target, pc.invert(is_undone)))
    undone = table.filter(pc.and_(has_target, is_undone))
    activity = table.filter(pc.and_(pc.invert(has_target), pc.is_valid(table["kind"])))
    ids = _list_users(table.filter(pc.invert(pc.and_(has_target, is_undone))))
    users = pa.table({"id": ids, "number": pa.array(range(len(ids)), pa.int32())})
    parts = {"rows": _number_rows(events, ids, columns), "users": users}
    parts["undone"] = undone.select([*ENDS, "until", "time"]) if len(undone) else None
    parts["activity"] = _name_posts(activity) if len(activity) else None
    kept = {
        name: None if part is None else store_arrow(RowsForm(FORMS[name]).check(part))
        for name, part in parts.items()
    }
    stored: StoredEvents = form_of(StoredEvents).build(**kept)
    return stored


def _number_rows(events: pa.Table, ids: pa.Array, columns: list[str]) -> pa.Table:
    """Return events as stored rows with the given columns: numbers of users, codes of kinds."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = pc.index_in(events["kind"], value_set=pa.array(KINDS)).cast(pa.int8())
    is_follow = pc.equal(kind, FOLLOW_CODE)
    nothing = pa.scalar(None, pa.int64())
    count = pc.round(pc.multiply(events["count"], float(COUNT_PARTS))).cast(pa.int64())
    found = {
        **{end: pc.index_in(events[end], value_set=ids).cast(pa.int32()) for end in ENDS},
        "kind": kind,
        "time": pc.if_else(is_follow, nothing, events["time"]),
        "since": pc.if_else(is_follow, events["time"], nothing),
        "count": count,
        **{name: events[name] for name in ("post", "text", "thread") if name in events.column_names},
    }
    if "rows" in events.column_names:
        found["n_rows"] = events["rows"]
    require(set(columns) <= set(found), f"it has no {show(sorted(set(columns) - set(found)))}")
    return pa.table({name: found[name] for name in columns})


def _name_posts(posts: pa.Table) -> pa.Table:
    """Return rows without a target as stored activity."""
    import pyarrow.compute as pc

    require(pc.all(pc.equal(posts["kind"], ACTIVITY_KIND)).as_py(), "an event has no target")
    names = ("source", "time", "text", "post")
    require(set(names) <= set(posts.column_names), "posts to nobody have no text")
    return posts.select(names).rename_columns(["user", *names[1:]])
