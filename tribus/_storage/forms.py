"""Forms: how a value of one type is written to a saved file, and checked when it is read.

A form turns a value into JSON, and writes its arrays to the archive. It reads both back, and raises
`DamageError` for anything that it would not have written.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from tribus._core.checks import show
from tribus._storage.damage import require
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa

    from tribus._storage.record import Reader, Writer

Value = TypeVar("Value")
MAX_OPTION_DEPTH = 20  # of options inside options
FREE_TYPES = ("int32", "int64", "double", "bool", "string", "timestamp[us, tz=UTC]")


class Form(ABC, Generic[Value]):
    """How values of one type are saved."""

    @abstractmethod
    def write(self, value: Value, to: Writer, name: str) -> Any:
        """Return the value as JSON; its arrays are written under `name`."""

    @abstractmethod
    def read(self, found: Any, source: Reader) -> Value:
        """Return the value of JSON that `write` made."""

    @abstractmethod
    def describe(self) -> str:
        """Return the form in words; if it changes, the version of the format must."""


@dataclass(frozen=True)
class Scalar(Form[Any]):
    """A value of JSON of one type."""

    name: str
    types: tuple[type, ...]

    def write(self, value: Any, to: Writer, name: str) -> Any:
        """Return the value."""
        plain = value.item() if isinstance(value, np.generic) else value
        if not self._fits(plain):
            raise TypeError(f"{name} is {show(value)}, not {self.name}")  # a mistake of our own
        return _write_float(plain) if isinstance(plain, float) else plain

    def read(self, found: Any, source: Reader) -> Any:
        """Return the value, if it has the type."""
        value = _read_float(found) if float in self.types else found
        require(self._fits(value), f"{show(found)} is not {self.name}")
        return float(value) if float in self.types else value

    def describe(self) -> str:
        """Return the name of the type."""
        return self.name

    def _fits(self, value: Any) -> bool:
        return isinstance(value, self.types) and (isinstance(value, bool) == (bool in self.types))


WHOLE = Scalar("a whole number", (int,))
NUMBER = Scalar("a number", (float, int))
TEXT = Scalar("a text", (str,))
FLAG = Scalar("true or false", (bool,))


@dataclass(frozen=True)
class Choice(Form[Any]):
    """One of a few values."""

    values: tuple[Any, ...]

    def write(self, value: Any, to: Writer, name: str) -> Any:
        """Return the value."""
        return value

    def read(self, found: Any, source: Reader) -> Any:
        """Return the value, if it is one of them."""
        require(found in self.values, f"{show(found)} is none of {show(self.values)}")
        return found

    def describe(self) -> str:
        """Return the values."""
        return f"one of {self.values}"


@dataclass(frozen=True)
class Optional(Form[Any]):
    """A value of another form, or None."""

    form: Form[Any]

    def write(self, value: Any, to: Writer, name: str) -> Any:
        """Return null for None."""
        return None if value is None else self.form.write(value, to, name)

    def read(self, found: Any, source: Reader) -> Any:
        """Return None for null."""
        return None if found is None else self.form.read(found, source)

    def describe(self) -> str:
        """Return the other form."""
        return f"{self.form.describe()} or null"


@dataclass(frozen=True)
class TupleOf(Form[tuple[Any, ...]]):
    """A tuple of values of one form."""

    form: Form[Any]

    def write(self, value: Sequence[Any], to: Writer, name: str) -> Any:
        """Return a list."""
        return [self.form.write(item, to, f"{name}.{at}") for at, item in enumerate(value)]

    def read(self, found: Any, source: Reader) -> tuple[Any, ...]:
        """Return the values."""
        require(isinstance(found, list), f"{show(found)} is not a list")
        return tuple(self.form.read(item, source) for item in found)

    def describe(self) -> str:
        """Return the form of the values."""
        return f"a list of {self.form.describe()}"


@dataclass(frozen=True)
class MappingOf(Form[Any]):
    """A mapping from texts to values of one form, in order; `make` makes it from a dict."""

    form: Form[Any]
    make: Callable[[dict[str, Any]], Mapping[str, Any]] = dict

    def write(self, value: Mapping[str, Any], to: Writer, name: str) -> Any:
        """Return a list of pairs, because JSON does not promise an order of keys."""
        items = enumerate(value.items())
        return [[key, self.form.write(item, to, f"{name}.{at}")] for at, (key, item) in items]

    def read(self, found: Any, source: Reader) -> Mapping[str, Any]:
        """Return the mapping."""
        return self.make({key: self.form.read(item, source) for key, item in read_pairs(found)})

    def describe(self) -> str:
        """Return the form of the values."""
        return f"pairs of a text and {self.form.describe()}"


@dataclass(frozen=True)
class Array(Form[Any]):
    """A numpy array without missing values, read-only when it is read."""

    dtype: type[np.generic]
    n_dims: int = 1

    def write(self, value: np.ndarray[Any, Any], to: Writer, name: str) -> Any:
        """Write a Parquet file, and return its name; with the shape, if it has several dimensions."""
        if value.dtype != self.dtype or value.ndim != self.n_dims:
            raise TypeError(f"{name} is {value.dtype} of {value.ndim} dimensions, not {self.describe()}")
        path = to.archive.write_column(name, value)
        return path if self.n_dims == 1 else [path, list(value.shape)]

    def read(self, found: Any, source: Reader) -> np.ndarray[Any, Any]:
        """Return the array; the same object wherever it is used."""
        if self.n_dims == 1:
            return source.array(found, np.dtype(self.dtype))
        is_shaped = (
            isinstance(found, list)
            and len(found) == 2  # noqa: PLR2004  name and shape
            and isinstance(found[1], list)
            and len(found[1]) == self.n_dims
            and all(type(length) is int and 0 <= length < 2**62 for length in found[1])
        )
        require(is_shaped, f"{show(found)} is not an array of {self.n_dims} dimensions")
        values = source.array(found[0], np.dtype(self.dtype))
        require(math.prod(found[1]) == len(values), f"{found[0]} has not the shape {found[1]}")
        return values.reshape(found[1])

    def describe(self) -> str:
        """Return type and number of dimensions."""
        return f"{np.dtype(self.dtype)} array of {self.n_dims} dimensions"


@dataclass(frozen=True)
class Column(Form[Any]):
    """An Arrow array of ids: all integers or all texts, none missing."""

    def write(self, value: pa.Array, to: Writer, name: str) -> Any:
        """Write a Parquet file and return its name."""
        return to.archive.write_column(name, value)

    def read(self, found: Any, source: Reader) -> pa.Array:
        """Return the array."""
        return source.ids(found)

    def describe(self) -> str:
        """Return the types."""
        return "int64 or text column"


@dataclass(frozen=True)
class TableForm(Form[Any]):
    """An Arrow table with some of the given columns, by name; the first ones are required."""

    columns: Mapping[str, str]
    n_required: int

    def write(self, value: pa.Table, to: Writer, name: str) -> Any:
        """Write a Parquet file and return its name."""
        return to.archive.write_table(name, value)

    def read(self, found: Any, source: Reader) -> pa.Table:
        """Return the table."""
        table = source.archive.read_table(found)
        names, known = table.column_names, list(self.columns)
        fits = set(known[: self.n_required]) <= set(names) <= set(known) and len(set(names)) == len(
            names
        )
        require(fits, f"{found} has the columns {show(names)}")
        for name in names:
            types = self.columns[name].split("|")
            require(str(table.schema.field(name).type) in types, f"{name} in {found} is not {types}")
        return table

    def describe(self) -> str:
        """Return names and types of the columns."""
        return f"table of {dict(self.columns)}, the first {self.n_required} required"


@dataclass(frozen=True)
class FreeTable(Form[Any]):
    """An Arrow table of any columns of simple types; the first has one name and no missing value."""

    first: str

    def write(self, value: pa.Table, to: Writer, name: str) -> Any:
        """Write a Parquet file and return its name."""
        return to.archive.write_table(name, value)

    def read(self, found: Any, source: Reader) -> pa.Table:
        """Return the table."""
        table = source.archive.read_table(found)
        names = table.column_names
        require(names[:1] == [self.first], f"{found} has the columns {show(names)}")
        is_right = str(table.schema.types[0]) == "int32" and not table.column(0).null_count
        require(is_right and len(set(names)) == len(names), f"{found} has the columns {show(names)}")
        for name, type_ in zip(names, table.schema.types, strict=True):
            require(str(type_) in FREE_TYPES, f"{show(name)} in {found} holds {type_}")
        _require_utf8(table, found)
        return table

    def describe(self) -> str:
        """Return the types of the columns."""
        return f"table of {self.first!r} and columns of {', '.join(FREE_TYPES)}"


def _require_utf8(table: pa.Table, found: Any) -> None:
    import pyarrow as pa

    try:
        table.validate(full=True)
    except pa.ArrowException:
        require(condition=False, message=f"{found} holds texts that are not UTF-8")


@dataclass(frozen=True)
class Plain(Form[Any]):
    """Options of a call: None, truth values, numbers, texts and times, also in lists and dicts."""

    def write(self, value: Any, to: Writer, name: str) -> Any:
        """Return JSON; a value of another type is an object with one key, its type."""
        if value is None or isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, float):
            return _write_float(value)
        if isinstance(value, (list, tuple)):
            return {type(value).__name__: [self.write(item, to, name) for item in value]}
        if isinstance(value, dict):
            return {"dict": [[key, self.write(item, to, name)] for key, item in value.items()]}
        if isinstance(value, timedelta):
            return {"microseconds": value // timedelta(microseconds=1)}
        if isinstance(value, (datetime, date)):
            return {type(value).__name__: value.isoformat()}
        raise OptionError(f"{name} is {show(value)}, which cannot be saved; pass plain values")

    def read(self, found: Any, source: Reader, depth: int = 0) -> Any:
        """Return the value."""
        require(depth < MAX_OPTION_DEPTH, "options are nested too deep")
        if not isinstance(found, dict):
            require(not isinstance(found, list), f"{show(found)} has no type")
            return found
        require(len(found) == 1, f"{show(found)} is not one value")
        [(kind, content)] = found.items()
        if kind == "float":
            return _read_float(found)
        if kind in ("list", "tuple"):
            require(isinstance(content, list), f"{show(content)} is not a list")
            items = [self.read(item, source, depth + 1) for item in content]
            return tuple(items) if kind == "tuple" else items
        if kind == "dict":
            return {key: self.read(item, source, depth + 1) for key, item in read_pairs(content)}
        return _read_time(kind, content)

    def describe(self) -> str:
        """Return the types."""
        return "plain values"


PLAIN = Plain()


@dataclass(frozen=True)
class Duration(Form[timedelta]):
    """A timedelta, in whole microseconds."""

    def write(self, value: timedelta, to: Writer, name: str) -> Any:
        """Return the microseconds."""
        return value // timedelta(microseconds=1)

    def read(self, found: Any, source: Reader) -> timedelta:
        """Return the timedelta."""
        require(type(found) is int, f"{show(found)} is no number of microseconds")
        duration: timedelta = _read_time("microseconds", found)
        return duration

    def describe(self) -> str:
        """Return the unit."""
        return "whole microseconds"


DURATION = Duration()


def read_pairs(found: Any) -> list[tuple[str, Any]]:
    """Return pairs of a text and a value; raise `DamageError` for anything else."""
    is_pairs = isinstance(found, list) and all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)  # noqa: PLR2004
        for pair in found
    )
    require(is_pairs, f"{show(found)} is not a list of pairs")
    return [(key, item) for key, item in found]


def _read_time(kind: str, content: Any) -> Any:
    try:
        if kind == "microseconds":
            return timedelta(microseconds=content)
        return {"datetime": datetime, "date": date}[kind].fromisoformat(content)
    except (KeyError, TypeError, ValueError, OverflowError):
        require(condition=False, message=f"{show({kind: content})} is not a value")


def _write_float(value: float) -> Any:
    """Return a float as JSON, which has no infinity and no NaN."""
    return value if math.isfinite(value) else {"float": str(value)}


def _read_float(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    require(found in [{"float": text} for text in ("nan", "inf", "-inf")], f"{show(found)} is no number")
    return float(found["float"])
