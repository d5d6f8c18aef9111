"""Objects of a parent process that a forked child must neither use nor destroy."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def call_in_child(function: Callable[[], None]) -> None:
    """Call a function in each forked child, before anything else runs in it."""
    if hasattr(os, "register_at_fork"):  # Windows has no fork
        os.register_at_fork(after_in_child=function)


def keep_for_ever(thing: object) -> None:
    """Keep an object until the process ends, and never run its destructor.

    The destructor of a database waits for threads, and a forked child has no thread of its parent.
    """
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
