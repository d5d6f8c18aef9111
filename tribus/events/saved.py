"""How events are saved: the stored tables, sorted, so that the same events give the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tribus._engine.plans import store_arrow, to_arrow
from tribus._storage import Form, TableForm, require
from tribus.events.kinds import KINDS
from tribus.events.users import ENDS

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows
    from tribus._storage.record import Reader, Writer
    from tribus.events.stored import StoredEvents

ID_TYPES = "int64|string"
POSITIVE = ("count", "n_rows")
ROWS = TableForm(
    {
        **dict.fromkeys(ENDS, "int32"),
        "kind": "int8",
        **dict.fromkeys(["time", "since", "count", "n_rows"], "int64"),
        **dict.fromkeys(["post", "text", "thread"], "string"),
    },
    n_required=3,
)
USERS = TableForm({"id": ID_TYPES, "number": "int32"}, n_required=2)
UNDONE = TableForm({**dict.fromkeys(ENDS, ID_TYPES), "until": "int64", "time": "int64"}, n_required=4)
ACTIVITY = TableForm(
    {"user": ID_TYPES, "time": "int64", "text": "string", "post": "string"}, n_required=4
)

PROFILES = TableForm({"user": ID_TYPES, "name": "string", "bio": "string"}, n_required=3)


class RowsForm(Form[Any]):
    """Rows of an engine, as a table; they are read into the embedded database."""

    def __init__(self, table: TableForm) -> None:
        self.table = table

    def write(self, value: StoredRows, to: Writer, name: str) -> Any:
        """Write the rows, sorted by all columns, and return the name of the file."""
        rows = value.lazy()
        names = [column for column in self.table.columns if column in rows.collect_schema().names()]
        return self.table.write(to_arrow(rows.select(*names).sort(*names)), to, name)

    def read(self, found: Any, source: Reader) -> StoredRows:
        """Return the rows."""
        return store_arrow(self.check(self.table.read(found, source)))

    def check(self, table: pa.Table) -> pa.Table:
        """Return the table; raise `DamageError` if it holds what no events hold."""
        for name in self.table.columns.keys() & set(table.column_names):
            column = table[name]
            if str(column.type) == "string":
                require(_is_text(column), f"{name} holds texts that are not UTF-8")
            if name in POSITIVE:
                require(_limits(column)[0] > 0, f"{name} has a value below 1")
        for name in list(self.table.columns)[: self.table.n_required]:
            is_optional = name in ("time", "text", "post", "name", "bio")
            require(is_optional or not table[name].null_count, f"{name} has a missing value")
        return table

    def describe(self) -> str:
        """Return the columns."""
        return self.table.describe()


def require_fit(stored: StoredEvents) -> None:
    """Raise `DamageError` unless the rows are of known kinds, between two users each."""
    users = to_arrow(stored.users.lazy().sort("number"))
    n_users = len(users)
    is_numbered = users["number"].equals(pa.chunked_array([pa.array(range(n_users), pa.int32())]))
    ordered = to_arrow(stored.users.lazy().sort("id"))["number"].equals(users["number"])
    n_different = len(pc.unique(users["id"]))
    require(is_numbered and ordered and n_different == n_users, "the users are not numbered by id")
    rows = to_arrow(stored.rows.lazy().select(*ENDS, "kind"))
    for end in ENDS:
        low, high = _limits(rows[end])
        require(low >= 0 and high < n_users, f"a {end} is no user")
    low, high = _limits(rows["kind"])
    require(low >= 0 and high < len(KINDS), "there is no such kind")
    loops = pc.sum(pc.equal(rows["source"], rows["target"])).as_py()
    require(not loops, "a user has an event with themselves")
    of_users = ((stored.activity, ("user",)), (stored.profiles, ("user",)))
    for table, names in ((stored.undone, ENDS), *of_users):
        id_type = users.schema.field("id").type
        types = [] if table is None else [to_arrow(table.lazy().head(0))[name].type for name in names]
        require(all(type_ == id_type for type_ in types), "the ids are not of one type")


def _limits(column: pa.ChunkedArray) -> tuple[int, int]:
    """Return the smallest and the largest value; 1 and -1 for no values."""
    found = pc.min_max(column).as_py()
    return (1, -1) if found["min"] is None else (found["min"], found["max"])


def _is_text(column: pa.ChunkedArray) -> bool:
    try:
        column.validate(full=True)
    except pa.ArrowException:
        return False
    return True
