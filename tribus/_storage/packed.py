"""Event counts that stay packed in memory until they are used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._storage.columns import check_counts, read_array
from tribus._storage.forms import Array, MappingOf, read_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Floats
    from tribus._storage.record import Reader


class PackedCounts(Mapping[str, "Floats"]):
    """Arrays of event counts by kind, as Parquet files in memory.

    Most counts are 0, so a packed array takes a tenth of the memory. It is unpacked when it is first
    asked for. A pickle holds the packed arrays.

    Parameters
    ----------
    packed
        Parquet file of each array, after `check`.
    """

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = dict(packed)
        self._arrays: dict[str, Floats] = {}

    def __getitem__(self, key: str) -> Floats:
        if key not in self._arrays:
            self._arrays[key] = read_array(self._packed[key], key, np.dtype(np.float64))
        return self._arrays[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def holds_same(self, other: PackedCounts) -> bool:
        """Return whether both hold the same arrays."""
        return self._packed == other._packed

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedCounts, (self._packed,)

    def check(self, n_values: int) -> None:
        """Raise `DamageError` unless all arrays are `n_values` finite numbers of 0 or more."""
        for key, data in self._packed.items():
            check_counts(data, f"the counts of {key}", n_values)


class CountsForm(MappingOf):
    """Event counts by kind, written as arrays and read as `PackedCounts`, which must be checked."""

    def __init__(self) -> None:
        super().__init__(Array(np.float64), PackedCounts)

    def read(self, found: Any, source: Reader) -> Mapping[str, Any]:
        """Return the counts, still packed."""
        return self.make({key: source.archive.read_part(name) for key, name in read_pairs(found)})
