"""Actions while numba compiles: the garbage collector pauses, and a long wait is announced."""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from numba.core import event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS_IN_ALL = 5  # to compile all that `tribus demo` needs, on a machine of 2024
MIN_SECONDS = 0.5  # that compiling takes until it is announced: a few missing loops are not worth a line
NOTICE = f"tribus: compiling the loops, once for this installation (about {SECONDS_IN_ALL} s)"


class CompilationListener(event.Listener):
    """Listens to the compilation of loops of tribus; numba runs it under its own lock.

    numba makes many objects that live for long, so a collection in the meantime walks over all of them
    and finds nothing. Without collections compiling takes an eighth less time.
    """

    def __init__(self) -> None:
        self.announce: Callable[[str], None] | None = None
        self.n_compiled = 0
        self._depth = 0  # a loop compiles the loops that it calls
        self._seconds = 0.0
        self._start = 0.0
        self._collects = False

    def on_start(self, event: Any) -> None:
        """Pause the garbage collector; announce the wait if it has been long already."""
        if not _is_own(event):
            return
        self._depth += 1
        if self._depth > 1:
            return
        self._start, self._collects = time.monotonic(), gc.isenabled()
        gc.disable()
        if self.announce is not None and self._seconds > MIN_SECONDS:
            self.announce(NOTICE)
            self._seconds = float("-inf")  # once

    def on_end(self, event: Any) -> None:
        """Let the garbage collector work again."""
        if not _is_own(event):
            return
        self._depth -= 1
        self.n_compiled += 1
        if self._depth == 0:
            self._seconds += time.monotonic() - self._start
            if self._collects:
                gc.enable()


def _is_own(event: Any) -> bool:
    return str(event.data["dispatcher"].py_func.__module__).startswith("tribus.")


LISTENER = CompilationListener()
cast("Any", event).register("numba:compile", LISTENER)


@contextmanager
def announced(announce: Callable[[str], None]) -> Iterator[None]:
    """Call a function with a line of text as soon as compiling takes long, once in a session."""
    before, LISTENER.announce = LISTENER.announce, announce
    try:
        yield
    finally:
        LISTENER.announce = before
