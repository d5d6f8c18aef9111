"""A progress bar for long queries: the database is asked regularly how far it is."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tribus._display.progress import progress_bar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

POLL_SECONDS = 0.25
DONE_SHARE = 0.995  # of the queries; less than 1, because shares are rounded
_of_thread = threading.local()


@contextmanager
def report(what: str, connection: DuckDBPyConnection, *, shown: bool) -> Iterator[None]:
    """Show the share of the work inside that is done, in percent; nested work has no bar of its own."""
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
    """Count the work inside as a share, 0 to 1, of the step around it or of the whole."""
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
    """A thread that polls the progress of the query that runs in another thread."""

    def __init__(self, what: str, connection: DuckDBPyConnection) -> None:
        self.done, self.share = 0.0, 1.0
        self._what, self._connection = what, connection
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _poll(self) -> None:
        if self._stopped.wait(POLL_SECONDS):
            return  # too short to be worth a bar
        with progress_bar(total=100, what=self._what, shown=True) as bar:
            # Once the database has done its part there is no bar, as it would stand at 99 %.
            while self.done < DONE_SHARE and not self._stopped.wait(POLL_SECONDS):
                of_query = max(self._connection.query_progress(), 0.0) / 100
                percent = int(100 * (self.done + self.share * min(of_query, 1.0)))
                bar.update(max(0, min(percent, 99) - int(bar.n)))
