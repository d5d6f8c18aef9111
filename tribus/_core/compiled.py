"""What all compiled loops share."""

from __future__ import annotations

import os
import warnings
from functools import cache
from traceback import walk_stack
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from tribus.errors import TribusWarning

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_PREFETCH = "llvm.prefetch.p0"

GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # the step of splitmix64, whose numbers are mixed multiples of it

Loop = TypeVar("Loop", bound="Callable[..., Any]")


def compiled(loop: Loop) -> Loop:
    """Compile a loop when it first runs, and keep the result for the next time that Python starts.

    It is kept in the folder that the environment variable NUMBA_CACHE_DIR names; where that cannot be
    written, beside the module, or else in the user's folder for such things; or else not at all.
    """
    try:
        return cast("Loop", numba.njit(cache=True, nogil=True)(loop))
    except RuntimeError as error:
        if "no locator available" not in str(error):
            raise
        _warn_that_nothing_is_kept()
        return cast("Loop", numba.njit(nogil=True)(loop))


@cache  # once is enough
def _warn_that_nothing_is_kept() -> None:
    """Warn at the line that imports tribus."""
    named = os.environ.get("NUMBA_CACHE_DIR") or "not set"
    message = (
        "compiled loops cannot be kept, so each new Python compiles them again, which takes seconds: "
        f"no folder for them can be written (NUMBA_CACHE_DIR is {named}); "
        "set the environment variable NUMBA_CACHE_DIR to a folder that can"
    )
    inside = {"tribus", "importlib"}
    callers = ((frame, line) for frame, line in walk_stack(None) if _package(frame) not in inside)
    frame, line = next(callers)
    warnings.warn_explicit(message, TribusWarning, frame.f_code.co_filename, line)


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


@compiled
def mix_bits(value: np.uint64) -> np.uint64:
    """Spread each bit over all 64: the finaliser of splitmix64 (doi:10.1145/2714064.2660195)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def _prefetch(_context: Any, array: Any, place: Any) -> Any:
    """Ask for the memory around a place of an array, which will be read soon; changes nothing else.

    Walking a graph is mostly waiting for memory that nothing but the graph itself announces. A place
    outside the array does no harm.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        function = builder.module.globals.get(_PREFETCH) or ir.Function(builder.module, kind, _PREFETCH)
        builder.call(function, [address, flag(0), flag(3), flag(1)])  # to read, keep, data
        return context.get_dummy_value()

    return types.void(array, place), generate


prefetch = cast("Callable[[Any, Any], None]", intrinsic(_prefetch))
