"""How much memory the embedded database may take, and the folder in which it continues on disk."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

import duckdb

from tribus._core.checks import show
from tribus.errors import OptionError

_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
_WRITTEN = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*([MGT]i?B)\s*", re.IGNORECASE | re.ASCII)
LEAST = 64 * 10**6  # bytes; with less no table of any size can be read


def set_memory_limit(limit: str, *, folder: str | os.PathLike[str] | None = None) -> None:
    """Bound the memory that tables of events take; what does not fit goes to disk while it is worked on.

    Parameters
    ----------
    limit
        As `"4GB"` or `"512MiB"`, 64 MB or more. It bounds the reading, cleaning and adding up of
        events, not the network that is made of them. Without it four fifths of the machine's memory
        are used.
    folder
        Where to keep what does not fit, the system's temporary folder if None. It needs room for a few
        times the size of the files read, must exist, and can be chosen until it is first needed. The
        files in it are removed when Python ends.

    Raises
    ------
    OptionError
        If `limit` is not like that, or `folder` is not a folder that can be written to, or is chosen
        too late.

    Examples
    --------
    >>> import tribus as tb
    >>> tb.set_memory_limit("4GB")
    """
    written = _WRITTEN.fullmatch(str(limit))
    if written is None:
        raise OptionError(f"limit must be like '4GB' (units: MB, GB, TB, MiB, ...), got {show(limit)}")
    in_bytes = int(float(written[1]) * _UNITS[written[2].upper()])
    if in_bytes < LEAST:
        raise OptionError(f"limit must be 64MB or more, got {show(limit)}")
    if folder is not None:
        _spill_to(folder)
    open_database().execute(f"SET memory_limit = '{in_bytes}B'")


@cache
def open_database() -> duckdb.DuckDBPyConnection:
    """Open the database of this process: in memory, continued on disk when memory is short."""
    spilt = _new_folder(tempfile.gettempdir())
    return duckdb.connect(":memory:", config={"temp_directory": str(spilt)})


def _spill_to(folder: str | os.PathLike[str]) -> None:
    if not str(folder) or not Path(str(folder)).is_dir():
        raise OptionError(f"folder must be an existing folder, got {show(folder)}")
    if not os.access(folder, os.W_OK):
        raise OptionError(f"folder {show(str(folder))} cannot be written to; choose another")
    try:
        open_database().execute("SET temp_directory = ?", [str(_new_folder(folder))])
    except duckdb.Error:
        raise OptionError(
            "folder cannot be changed after the first one was needed; choose it before reading"
        ) from None


def _new_folder(parent: str | os.PathLike[str]) -> Path:
    """Name a folder of this process alone; the database makes it when it needs it."""
    name = f"tribus-{os.getpid()}-{os.urandom(4).hex()}"
    folder = Path(parent).absolute() / name
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # a forked child must not remove what its parent needs
        shutil.rmtree(folder, ignore_errors=True)
