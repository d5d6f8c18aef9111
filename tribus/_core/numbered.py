"""Base class of the results that hold other results by number."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, overload

from tribus._core.checks import read_index

if TYPE_CHECKING:
    from collections.abc import Iterator

Item = TypeVar("Item")


class NumberedResults(ABC, Generic[Item]):
    """Results by number, from 0: `len(results)`, `results[2]`, slices, and iteration in order.

    `results[-1]` is the last, and a slice is a list. A subclass gives the number of items and makes each
    item. A number out of range is an `OptionError` with the text of `_items_name` and `_hint`.
    """

    _items_name: ClassVar[str]
    _hint: ClassVar[str] = ""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def _make_item(self, number: int) -> Item:
        """Return the item of a number in range."""

    @overload
    def __getitem__(self, number: int) -> Item: ...

    @overload
    def __getitem__(self, number: slice) -> list[Item]: ...

    def __getitem__(self, number: int | slice) -> Item | list[Item]:
        if isinstance(number, slice):
            return [self._make_item(at) for at in range(len(self))[number]]
        return self._make_item(read_index(self._items_name, number, len(self), instead=self._hint))

    def __iter__(self) -> Iterator[Item]:
        return map(self._make_item, range(len(self)))
