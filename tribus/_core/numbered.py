"""Base class of the results that hold other results by number."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from tribus._core.checks import check_number

if TYPE_CHECKING:
    from collections.abc import Iterator

Item = TypeVar("Item")


class NumberedResults(ABC, Generic[Item]):
    """Results by number, from 0: `len(results)`, `results[2]`, and iteration in order.

    A subclass gives the number of items and makes each item. A number out of range is an `OptionError`
    with the text of `_items_name` and `_hint`.
    """

    _items_name: ClassVar[str]
    _hint: ClassVar[str] = ""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def _make_item(self, number: int) -> Item:
        """Return the item of a number in range."""

    def __getitem__(self, number: int) -> Item:
        check_number(self._items_name, number, len(self), instead=self._hint)
        return self._make_item(int(number))

    def __iter__(self) -> Iterator[Item]:
        return map(self._make_item, range(len(self)))
