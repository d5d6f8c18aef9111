"""The memory limit of the embedded database, and the folder where it continues on disk."""

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

_BYTES = {"MB": 10**6, "GB": 10**9, "TB": 10**12, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
_SIZE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*([MGT]i?B)\s*", re.IGNORECASE | re.ASCII)
MIN_LIMIT_BYTES = 64 * 10**6  # no table of any size can be read with less


def set_memory_limit(limit: str, *, folder: str | os.PathLike[str] | None = None) -> None:
    """Limit the memory for tables of events; larger tables continue on disk.

    The limit covers reading, cleaning and summing events. It does not cover the network that is built
    from them. Without this call the limit is 80 % of the memory of the machine.

    Parameters
    ----------
    limit
        A size with its unit, such as `"4GB"` or `"512MiB"`; at least 64 MB. A smaller limit moves more
        of the work to disk, which is slower.
    folder
        Existing folder for the data that does not fit into memory; default: the temporary folder of the
        system. It needs free space of a few times the size of the input, and can be changed until it is
        first used. Its files are removed when Python ends.

    Raises
    ------
    OptionError
        If `limit` is not a size of at least 64 MB, if `folder` is not a writable folder, or if the
        previous folder is already in use.

    Examples
    --------
    >>> import tribus as tb
    >>> tb.set_memory_limit("4GB")
    """
    size = _SIZE.fullmatch(str(limit))
    if size is None:
        raise OptionError(
            f"limit must be a size like '4GB' (units: MB, GB, TB, MiB, ...), got {show(limit)}"
        )
    n_bytes = int(float(size[1]) * _BYTES[size[2].upper()])
    if n_bytes < MIN_LIMIT_BYTES:
        raise OptionError(f"limit must be 64MB or more, got {show(limit)}")
    if folder is not None:
        _set_folder(folder)
    open_database().execute(f"SET memory_limit = '{n_bytes}B'")


@cache
def open_database() -> duckdb.DuckDBPyConnection:
    """Open the database of this process, in memory with a folder on disk."""
    folder = _new_folder(tempfile.gettempdir())
    return duckdb.connect(":memory:", config={"temp_directory": str(folder)})


def _set_folder(folder: str | os.PathLike[str]) -> None:
    if not str(folder) or not Path(str(folder)).is_dir():
        raise OptionError(f"folder must be an existing folder, got {show(folder)}")
    if not os.access(folder, os.W_OK):
        raise OptionError(f"folder {show(str(folder))} cannot be written to; choose another")
    try:
        open_database().execute("SET temp_directory = ?", [str(_new_folder(folder))])
    except duckdb.Error:
        raise OptionError(
            f"folder cannot be changed to {show(str(folder))}: the previous one is in use; "
            "call set_memory_limit before reading"
        ) from None


def _new_folder(parent: str | os.PathLike[str]) -> Path:
    """Return a folder name that only this process uses; the database creates it when needed."""
    name = f"tribus-{os.getpid()}-{os.urandom(4).hex()}"
    folder = Path(parent).absolute() / name
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # a forked child must not remove the folder of its parent
        shutil.rmtree(folder, ignore_errors=True)
