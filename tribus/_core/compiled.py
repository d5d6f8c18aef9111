"""Compilation of loops with numba, and the building blocks that compiled loops share."""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager
from functools import cache
from traceback import walk_stack
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

from tribus._core import compiling  # noqa: F401 - importing it is what makes it listen
from tribus.errors import TribusWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from tribus._core.arrays import Uints64

_PREFETCH = "llvm.prefetch.p0"

GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # increment of splitmix64

Loop = TypeVar("Loop", bound="Callable[..., Any]")
T = TypeVar("T", bound="np.ndarray[Any, Any]")

SMALL_SIZE = 30_000  # nonzeros or pairs; numpy takes milliseconds for them, compiling a loop 0.2 s
_limit = {"small": SMALL_SIZE}  # for all threads


def compiled(loop: Loop) -> Loop:
    """Compile a function on its first call, and cache the machine code for later sessions.

    The cache is in the folder of the environment variable NUMBA_CACHE_DIR; by default, or if it cannot
    be written, beside the module; else in the user's cache folder. If none can be written there is a
    warning and no cache. A damaged cache is replaced, with a warning.

    The cached files are pickles, which can run any code when they are read. The folder must therefore be
    writable by its owner alone.
    """
    dispatcher: Any = numba.njit(nogil=True)(loop)
    try:
        dispatcher._cache = TolerantCache(loop)  # noqa: SLF001 - as Dispatcher.enable_caching does
    except RuntimeError as error:
        if "no locator available" not in str(error):
            raise
        named = os.environ.get("NUMBA_CACHE_DIR") or "not set"
        _warn_uncached(f"no cache folder can be written (NUMBA_CACHE_DIR is {named})")
    return cast("Loop", dispatcher)


def inlined(helper: Loop) -> Loop:
    """Write a helper into the loops that call it before they are compiled.

    This takes half the time of compiling it by itself. It is for helpers of few lines or few callers.
    """
    return cast("Loop", numba.njit(nogil=True, inline="always")(helper))


class TolerantCache:
    """A cache of numba that warns, instead of raising, if its files cannot be read or written."""

    def __init__(self, loop: Callable[..., Any]) -> None:
        self._cache = cast("Any", FunctionCache)(loop)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the cached code of a signature; None if there is none or if it is damaged."""
        try:
            return self._cache.load_overload(sig, target_context)
        except Exception as error:  # noqa: BLE001 - a damaged pickle can raise anything
            _warn_damaged(self._cache.cache_path, type(error).__name__)
        try:
            self._cache.flush()
        except OSError:
            self._cache.disable()
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Cache the code of a signature, if possible."""
        try:
            self._cache.save_overload(sig, data)
        except OSError as error:
            self._cache.disable()
            _warn_uncached(f"{self._cache.cache_path} cannot be written ({error.strerror or error})")


@cache  # one warning for all functions
def _warn_uncached(cause: str) -> None:
    _warn(
        "compiled loops cannot be cached, so each Python session compiles them, which takes seconds: "
        f"{cause}; set the environment variable NUMBA_CACHE_DIR to a folder that can be written"
    )


@cache
def _warn_damaged(folder: str, cause: str) -> None:
    _warn(
        f"the cache of compiled loops in {folder} is damaged ({cause}); the damaged files are replaced, "
        "and this session compiles these loops, which takes seconds"
    )


def _warn(message: str) -> None:
    """Warn at the line of the caller outside tribus."""
    internal = {"tribus", "importlib", "numba", "functools", "contextlib"}
    frames = [(frame, line) for frame, line in walk_stack(None)]
    external = (found for found in frames if _package(found[0]) not in internal)
    frame, line = next(external, frames[-1])
    warnings.warn_explicit(message, TribusWarning, frame.f_code.co_filename, line)


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


@inlined
def mix_bits(value: np.uint64) -> np.uint64:
    """Return a hash of 64 bits: the finalizer of splitmix64 (doi:10.1145/2714064.2660195)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def mix_array(values: Uints64) -> Uints64:
    """Return `mix_bits` of each value, by numpy; the sums and products wrap at 64 bits."""
    mixed: Any = interpreted(mix_bits)(cast("Any", values))
    return cast("Uints64", mixed)


def is_small(n_items: int) -> bool:
    """Return whether an input is so small that numpy takes less time than compiling a loop for it."""
    return n_items <= _limit["small"]


@contextmanager
def compiling_everything() -> Iterator[None]:
    """Take the compiled loop for inputs of any size, for example to fill the cache."""
    before, _limit["small"] = _limit["small"], -1
    try:
        yield
    finally:
        _limit["small"] = before


def interpreted(loop: Loop) -> Loop:
    """Return the Python function of a compiled one: for few steps it is quicker than to compile."""
    return cast("Loop", cast("Any", loop).py_func)


def read_only(values: T) -> T:
    """Return a read-only view of an array, as one signature for compiled functions.

    A function that is called with read-only and with writable arrays would be compiled twice.
    """
    view: Any = cast("Any", values).view()
    view.flags.writeable = False
    return cast("T", view)


def _prefetch(_context: Any, array: Any, index: Any) -> Any:
    """Load the cache line of an element that will be read soon; nothing else changes.

    The time of a graph traversal is mostly memory latency, and only the graph itself determines which
    address comes next. An index outside the array does no harm.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        function = builder.module.globals.get(_PREFETCH) or ir.Function(builder.module, kind, _PREFETCH)
        builder.call(function, [address, flag(0), flag(3), flag(1)])  # read, high locality, data
        return context.get_dummy_value()

    return types.void(array, index), generate


prefetch = cast("Callable[[Any, Any], None]", intrinsic(_prefetch))
