"""Warnings at the line of the caller."""

from __future__ import annotations

import warnings
from traceback import walk_stack
from typing import TYPE_CHECKING

from tribus.errors import TribusWarning

if TYPE_CHECKING:
    from types import FrameType


def warn_caller(message: str) -> None:
    """Warn at the line outside of tribus that called it."""
    callers = ((frame, line) for frame, line in walk_stack(None) if _package(frame) != "tribus")
    frame, line = next(callers)
    warnings.warn_explicit(message, TribusWarning, frame.f_code.co_filename, line)


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
