"""Frozen dataclasses that can be pickled, copied and compared by value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import ClassVar

Key = TypeVar("Key")
Table = TypeVar("Table")
Value_co = TypeVar("Value_co", covariant=True)


class FrozenMapping(Mapping[Key, Value_co], Generic[Key, Value_co]):
    """A mapping that cannot be changed. Unlike `MappingProxyType` it can be pickled."""

    __slots__ = ("_items",)
    _items: dict[Key, Value_co]

    def __init__(self, items: Mapping[Key, Value_co]) -> None:
        object.__setattr__(self, "_items", dict(items))

    def __getitem__(self, key: Key) -> Value_co:
        return self._items[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(self._items)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot assign to {name!r} of a mapping that is frozen")

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMapping, (self._items,)


class Frozen:
    """Base of frozen dataclasses with arrays.

    A pickle holds the fields alone, not the cached properties, and the arrays are read-only again after
    it is read. A copy is the object itself, because nothing in it can be changed. Two objects are equal
    if all their fields are, NaN included; a dataclass with `eq=True` or a method of its own overrides
    this.
    """

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, freeze(value))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same values in all fields."""
        if type(other) is not type(self):
            return NotImplemented
        compared = (field.name for field in fields(self) if field.compare)
        return all(equal_values(getattr(self, name), getattr(other, name)) for name in compared)

    def __hash__(self) -> int:
        return hash(type(self).__qualname__)  # equal objects have equal hashes; few are ever hashed


def freeze(value: Any) -> Any:
    """Return a value whose arrays, also those in tuples, mappings and dataclasses, are read-only."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
        return value if type(value) is np.ndarray else value.view(np.ndarray)  # joblib maps memory
    if isinstance(value, tuple):
        for item in value:
            freeze(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            freeze(item)
    elif is_dataclass(value) and not isinstance(value, Frozen):
        freeze(vars(value))
    return value


def freeze_fields(table: Table) -> Table:
    """Make the arrays in the fields of a dataclass read-only, and return it."""
    freeze(vars(table))
    return table


def equal_values(one: Any, other: Any) -> bool:
    """Return whether two values are equal; arrays by their elements, and NaN equals NaN."""
    if one is other:
        return True
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(equal_values, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return list(one) == list(other) and all(equal_values(one[key], other[key]) for key in one)
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (one != one and other != other)  # noqa: PLR0124 - NaN
    return bool(one == other)
