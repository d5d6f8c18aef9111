"""Work side by side, on all cores, where that pays."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FEWEST_ENTRIES = 20_000  # of a sparse array; with fewer, starting threads costs more than it saves


def run_in_threads(
    function: Callable[[int], Any], arguments: Iterable[int], *, n_entries: int
) -> list[Any]:
    """Apply a function to each argument, on all cores; results in the order of the arguments.

    With few entries to work on, one after the other.
    """
    threads = 1 if n_entries < FEWEST_ENTRIES else os.cpu_count() or 1
    if threads == 1:
        return [function(argument) for argument in arguments]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, arguments))
