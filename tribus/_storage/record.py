"""Records: objects that are saved field by field, each once, however many others refer to it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tribus._core.checks import show
from tribus._storage.columns import VALUE_COLUMN
from tribus._storage.damage import DamageError, require
from tribus._storage.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import pyarrow as pa

    from tribus._storage.archive import ArchiveReader, ArchiveWriter

Class = TypeVar("Class", bound=type)
ID_TYPE_NAMES = ("int64", "string", "large_string")
_FORM = "_stored_form"


def stored(*, derived: Sequence[str] = (), **forms: Form[Any]) -> Callable[[Class], Class]:
    """Declare how a class is saved: the form of each of its fields.

    The class method `_restore`, if the class has one, makes the object from the saved values, and raises
    `DamageError` if they contradict each other. Otherwise the class itself makes it.

    Parameters
    ----------
    derived
        Fields that are not saved; `_restore` computes them.
    **forms
        Form of each other field.

    Raises
    ------
    TypeError
        If a field has no form. A new field cannot be forgotten.
    """

    def declare(cls: Class) -> Class:
        names = [field.name for field in fields(cls)] if is_dataclass(cls) else list(cls._fields)  # type: ignore[attr-defined]  # a NamedTuple
        if sorted(names) != sorted([*forms, *derived]):
            raise TypeError(f"{cls.__name__} has the fields {names}, and forms for {[*forms, *derived]}")
        setattr(cls, _FORM, Record(cls, forms, getattr(cls, "_restore", cls)))
        return cls

    return declare


def form_of(cls: type) -> Record:
    """Return the form of a class with `stored`."""
    form: Record = vars(cls)[_FORM]
    return form


class Record(Form[Any]):
    """Objects of one class, with a form for each field.

    Parameters
    ----------
    cls
        The class.
    forms
        Form of each field that is saved.
    build
        Function that makes the object from the saved fields.
    """

    def __init__(self, cls: type, forms: Mapping[str, Form[Any]], build: Callable[..., Any]) -> None:
        self.cls, self.forms, self.build = cls, dict(forms), build

    @property
    def name(self) -> str:
        """Name of the class."""
        return self.cls.__name__

    def write(self, value: Any, to: Writer, name: str) -> Any:
        """Return a reference to the object, after all that it refers to."""
        if type(value) is not self.cls:
            raise TypeError(f"{name} is {show(value)}, not a {self.name}")
        if id(value) not in to.numbers:
            prefix = f"{name}/" if name else ""
            content = {
                field: form.write(getattr(value, field), to, f"{prefix}{field.lstrip('_')}")
                for field, form in self.forms.items()
            }
            to.add(value, {"class": self.name, **content})
        return {"record": to.numbers[id(value)]}

    def read(self, found: Any, source: Reader) -> Any:
        """Return the object of a reference."""
        return source.record(found, self)

    def describe(self) -> str:
        """Return the name of the class; `describe_fields` has the rest."""
        return self.name

    def describe_fields(self) -> dict[str, str]:
        """Return the form of each field in words."""
        return {name: form.describe() for name, form in self.forms.items()}


class Writer:
    """The records of one result while it is written."""

    def __init__(self, archive: ArchiveWriter) -> None:
        self.archive = archive
        self.numbers: dict[int, int] = {}
        self.records: list[dict[str, Any]] = []
        self._kept: list[Any] = []  # so that no id is used twice

    def add(self, value: Any, content: dict[str, Any]) -> None:
        """Add the record of an object."""
        self._kept.append(value)
        self.numbers[id(value)] = len(self.records)
        self.records.append(content)


class Reader:
    """The records of one result while it is read. A record may refer only to records before it."""

    def __init__(self, archive: ArchiveReader, records: Any) -> None:
        require(isinstance(records, list), "it has no list of records")
        self.archive = archive
        self._records: list[Any] = records
        self._end = len(records)
        self._objects: dict[int, Any] = {}
        self._arrays: dict[str, np.ndarray[Any, Any]] = {}

    def record(self, found: Any, form: Record) -> Any:
        """Return the object of a reference such as `{"record": 3}`."""
        number = found.get("record") if isinstance(found, dict) and len(found) == 1 else None
        if not isinstance(number, int) or not 0 <= number < self._end:
            raise DamageError(f"{show(found)} is not an earlier record")
        if number not in self._objects:
            self._objects[number] = self._build(number, form)
        require(type(self._objects[number]) is form.cls, f"record {number} is not a {form.name}")
        return self._objects[number]

    def array(self, name: Any, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
        """Return a numpy array of one type, read-only."""
        require(isinstance(name, str), f"{show(name)} is no name of a part")
        if name not in self._arrays:
            self._arrays[name] = self.archive.read_array(name, dtype)
        require(self._arrays[name].dtype == dtype, f"{name} is not {dtype}")
        return self._arrays[name]

    def ids(self, name: Any) -> pa.Array:
        """Return a column of different ids."""
        import pyarrow as pa
        import pyarrow.compute as pc

        table = self.archive.read_table(name)
        require(table.column_names == [VALUE_COLUMN], f"{name} has not the one column {VALUE_COLUMN!r}")
        column = table[VALUE_COLUMN]
        is_right = str(column.type) in ID_TYPE_NAMES and not column.null_count
        require(is_right, f"{name} holds {column.type}, which is no type of ids")
        ids = column.combine_chunks()
        try:
            ids.validate(full=True)
        except pa.ArrowException:
            require(condition=False, message=f"{name} holds texts that are not UTF-8")
        require(len(pc.unique(ids)) == len(ids), f"{name} holds an id twice")
        return ids

    def _build(self, number: int, form: Record) -> Any:
        content, outer, self._end = self._records[number], self._end, number
        is_right = isinstance(content, dict) and content.get("class") == form.name
        require(is_right, f"record {number} is not a {form.name}")
        require(set(content) == {"class", *form.forms}, f"record {number} has other fields")
        values = {}
        for name, of_field in form.forms.items():
            try:
                values[name] = of_field.read(content[name], self)
            except DamageError as error:
                raise error.at(f"{form.name}.{name}") from None
        self._end = outer
        try:
            return form.build(**values)
        except DamageError as error:
            raise error.at(form.name) from None
