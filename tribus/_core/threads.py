"""Run a function in threads where that is faster."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MIN_ENTRIES_FOR_THREADS = 20_000  # nonzeros; with fewer, starting threads takes longer than it saves


def run_in_threads(
    function: Callable[[int], Any], arguments: Iterable[int], *, n_entries: int
) -> list[Any]:
    """Return the result of a function for each argument, in order; all cores work on them.

    With fewer than `MIN_ENTRIES_FOR_THREADS` nonzeros no threads are started.
    """
    n_threads = 1 if n_entries < MIN_ENTRIES_FOR_THREADS else os.cpu_count() or 1
    if n_threads == 1:
        return [function(argument) for argument in arguments]
    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(function, arguments))
