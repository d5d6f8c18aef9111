"""A bar for queries that take long: the database says how far it is, and is asked now and then."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tribus._display.progress import progress_bar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

LOOK_EVERY = 0.25  # seconds
_of_thread = threading.local()


@contextmanager
def report(what: str, connection: DuckDBPyConnection, *, shown: bool) -> Iterator[None]:
    """Show how much of the work within is done, in percent; work within work has no bar of its own."""
    if not shown or _watch() is not None:
        yield
        return
    _of_thread.watch = watch = _Watch(what, connection)
    try:
        yield
    finally:
        _of_thread.watch = None
        watch.stop()


@contextmanager
def step(share: float) -> Iterator[None]:
    """Say that the work within is such a share of the step around it, or of the whole, 0 to 1."""
    watch = _watch()
    if watch is None:
        yield
        return
    begun, whole = watch.done, watch.share
    watch.share = whole * share
    try:
        yield
    finally:
        watch.done, watch.share = begun + whole * share, whole


def _watch() -> _Watch | None:
    return getattr(_of_thread, "watch", None)


class _Watch:
    """A thread that asks the database how far it is with the query that runs in another thread."""

    def __init__(self, what: str, connection: DuckDBPyConnection) -> None:
        self.done, self.share = 0.0, 1.0
        self._what, self._connection = what, connection
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        if self._stopped.wait(LOOK_EVERY):
            return  # too short to be worth a bar
        with progress_bar(total=100, what=self._what, shown=True) as bar:
            while not self._stopped.wait(LOOK_EVERY):
                of_query = max(self._connection.query_progress(), 0.0) / 100
                percent = int(100 * (self.done + self.share * min(of_query, 1.0)))
                bar.update(max(0, min(percent, 99) - int(bar.n)))
