"""Match a table of people with the users of a network."""

from __future__ import annotations

from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.checks import check_choice, show
from tribus._core.warn import warn_caller
from tribus._display import plural_in_english
from tribus.errors import ColumnError
from tribus.events.frame_to_arrow import frame_to_arrow, read_frame
from tribus.network.attributes import ROW_COLUMN, Attributes
from tribus.reading import read_people
from tribus.recognition.spelling import plain_spelling

if TYPE_CHECKING:
    from tribus._core.arrays import Ints64

USER_NAMES = ("user", "id", "user_id", "userid", "username", "screen_name", "handle", "node", "usuario")
PERSON_LABEL_NAMES = (
    "label",
    "name",
    "display_name",
    "displayname",
    "full_name",
    "fullname",
    "nombre",
    "nome",
    "nom",
)
SHOWN_VALUES = 3
MAX_ROWS_TO_COMPARE = 10_000  # of each column, to find the one that holds the users
NO_ROW = -1


def match_attributes(frame: Any, ids: pa.Array, *, user: str | None, label: str | None) -> Attributes:
    """Return the attributes of the users of a network; see `Network.with_attributes`.

    Raises
    ------
    OptionError
        If `frame` is no data frame or path, or has no column `user` or `label`.
    ReadError
        If the file does not exist or is not a table.
    ColumnError
        If no column holds users of the network, `label` does not hold text, or a column holds values
        that are neither texts, numbers, truth values nor times.
    """
    is_path = isinstance(frame, (str, PathLike))
    given = read_frame(read_people(frame) if is_path else _with_index(frame))
    table = frame_to_arrow(given, given.columns)
    for name in (user, label):
        if name is not None:
            check_choice("user" if name is user else "label", name, table.column_names)
    people = UserLookup(ids)
    key = _find_users(table, people) if user is None else user
    row = people.find_rows(table[key])
    if (row == NO_ROW).all():
        raise ColumnError(_explain_no_match(table, key, ids))
    first = _first_of_each(row)
    n_repeated = int(np.count_nonzero(row != NO_ROW)) - len(first)
    if n_repeated:
        again = np.setdiff1d(np.flatnonzero(row != NO_ROW), first)[0]
        warn_caller(
            f"{plural_in_english(n_repeated, 'row')} of the attributes repeat a user, such as "
            f"{show(table[key][int(again)].as_py())}; the first row of each user counts. Drop the others"
        )
    others = {name: _simplify(table[name], name) for name in table.column_names if name != key}
    kept = pa.table({ROW_COLUMN: pa.array(row[first], pa.int32())})
    for name, column in others.items():
        kept = kept.append_column(name, column.take(pa.array(first)))
    return Attributes(
        table=kept,
        n_users=len(ids),
        label=_find_label(kept) if label is None else _check_label(kept, label, key),
        key=key,
        n_unknown=int(np.count_nonzero(row == NO_ROW)),
        n_repeated=n_repeated,
    )


class UserLookup:
    """The users of a network, to be found by an id in any spelling."""

    def __init__(self, ids: pa.Array) -> None:
        self.names = ids.cast(pa.string())

    def find_rows(self, column: pa.ChunkedArray) -> Ints64:
        """Return the row of the user of each value, int64, -1 for values that are no user.

        Values that are not the id of a user are looked up without the marks that tools put around ids
        (`tribus.recognition.spelling`) and without capitals, if that is the id of one user only.
        """
        keys = _to_text(column)
        row = _look_up(keys, self.names)
        is_left = np.asarray(pc.and_(pc.equal(pa.array(row), NO_ROW), keys.is_valid()))
        if is_left.any():
            spelled = pa.array(
                list(map(_spell, keys.filter(pa.array(is_left)).to_pylist())), pa.string()
            )
            names, rows_of_names = self._spelled
            found = _look_up(spelled, names)
            row[is_left] = np.where(found == NO_ROW, NO_ROW, rows_of_names[found])
        return row

    @cached_property
    def _spelled(self) -> tuple[pa.Array, Ints64]:
        """Return the plain spelling of users that are the only one with theirs, and their rows."""
        names, first, counts = np.unique(
            np.array(list(map(_spell, self.names.to_pylist())), object),
            return_index=True,
            return_counts=True,
        )
        is_single = counts == 1
        rows: Ints64 = first[is_single].astype(np.int64)
        return pa.array(names[is_single].tolist(), pa.string()), rows


def _spell(name: str) -> str:
    return plain_spelling(name).casefold()


def _look_up(keys: pa.Array, names: pa.Array) -> Ints64:
    found = pc.fill_null(pc.index_in(keys, value_set=names, skip_nulls=True), NO_ROW)
    return np.array(found.to_numpy(zero_copy_only=False), np.int64)


def _to_text(column: pa.ChunkedArray) -> pa.Array:
    """Return ids as text; whole numbers that a frame holds as floats lose their `.0`."""
    values = column.combine_chunks()
    if pa.types.is_floating(values.type):
        whole = pc.equal(values, pc.floor(values))
        fits = pc.and_(whole, pc.less(pc.abs(values), 2.0**53))
        values = pc.if_else(pc.fill_null(fits, False), values, None).cast(pa.int64())  # noqa: FBT003
    if not (pa.types.is_string(values.type) or pa.types.is_integer(values.type)):
        is_text = pa.types.is_large_string(values.type) or pa.types.is_string_view(values.type)
        values = values if is_text else pa.nulls(len(values), pa.string())
    return values.cast(pa.string())


def _find_users(table: pa.Table, people: UserLookup) -> str:
    """Return the column with most users of the network; of equal ones, the one with a usual name.

    Raises
    ------
    ColumnError
        If no column holds a user.
    """
    best: tuple[int, int, int] | None = None
    for place, name in enumerate(table.column_names):
        row = people.find_rows(table[name][:MAX_ROWS_TO_COMPARE])
        n_found = len(np.unique(row[row != NO_ROW]))
        score = (n_found, int(name.strip().lower() in USER_NAMES), -place)
        if n_found and (best is None or score > best):
            best = score
    if best is not None:
        return str(table.column_names[-best[2]])
    raise ColumnError(_explain_no_match(table, None, people.names))


def _explain_no_match(table: pa.Table, key: str | None, ids: pa.Array) -> str:
    names = table.column_names if key is None else [key]
    shown = "; ".join(
        f"{show(name)}: {_show_values(table[name].combine_chunks())}" for name in names[:10]
    )
    what = (
        "no column of the attributes holds" if key is None else f"the column {show(key)} does not hold"
    )
    remedy = "name the column with user=" if key is None else "name another column with user="
    return (
        f"{what} users of the network, such as {_show_values(ids)}; found {shown or 'no column'}. "
        f"Use the ids of the network, or {remedy}"
    )


def _show_values(values: pa.Array) -> str:
    is_time = pa.types.is_temporal(values.type)
    shown = (values.cast(pa.string()) if is_time else values)[:SHOWN_VALUES].to_pylist()
    return ", ".join(show(value, at_most=30) for value in shown)


def _first_of_each(row: Ints64) -> Ints64:
    """Return the first place of each row of the network, in the order of these rows."""
    places = np.flatnonzero(row != NO_ROW)
    _, first = np.unique(row[places], return_index=True)
    found: Ints64 = places[first].astype(np.int64)
    return found


def _simplify(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Return a column as text, int64, float64, truth values or times in UTC.

    Raises
    ------
    ColumnError
        If it holds something else.
    """
    type_ = column.type
    if pa.types.is_boolean(type_):
        return column
    if pa.types.is_timestamp(type_):
        return column.cast(pa.timestamp("us"), safe=False).cast(pa.timestamp("us", "UTC"))
    if pa.types.is_integer(type_) and not pa.types.is_uint64(type_):
        return column.cast(pa.int64())
    if pa.types.is_floating(type_) or pa.types.is_decimal(type_) or pa.types.is_uint64(type_):
        return column.cast(pa.float64(), safe=False)
    if pa.types.is_nested(type_) or pa.types.is_binary(type_) or pa.types.is_large_binary(type_):
        value = next((item for item in column.to_pylist() if item is not None), None)
        raise ColumnError(
            f"the column {show(name)} holds {show(value)}, which is not a text, number or time; make it "
            "text, or drop it"
        )
    return column.cast(pa.string())


def _find_label(table: pa.Table) -> str | None:
    """Return the column of display names, by its name; None without one."""
    for usual in PERSON_LABEL_NAMES:
        for name in table.column_names[1:]:
            if name.strip().lower() == usual and pa.types.is_string(table.schema.field(name).type):
                return str(name)
    return None


def _check_label(table: pa.Table, label: str, key: str) -> str | None:
    """Return the column of labels; None if it is the column of the users.

    Raises
    ------
    ColumnError
        If it does not hold text.
    """
    if label == key:
        return None
    type_ = table.schema.field(label).type
    if not pa.types.is_string(type_):
        value = next((item for item in table[label].to_pylist() if item is not None), None)
        raise ColumnError(f"label={show(label)} must be a column of text, got {show(value)}")
    return label


def _with_index(frame: Any) -> Any:
    """Return a pandas frame with its index as a column, unless the index only numbers the rows."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame) or frame.index.nlevels > 1:
        return frame
    if isinstance(frame.index, pd.RangeIndex) and frame.index.name is None:
        return frame
    return frame.reset_index(names="index" if frame.index.name is None else str(frame.index.name))
