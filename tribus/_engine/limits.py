"""The memory limit of the embedded database, and the folder where it continues on disk."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from pathlib import Path

import duckdb

from tribus._core.checks import show
from tribus._core.temporary_folders import new_folder, remove_abandoned_folders
from tribus._engine.forks import call_in_child, keep_for_ever
from tribus._engine.sql import quote_text
from tribus.errors import OptionError

_BYTES = {"MB": 10**6, "GB": 10**9, "TB": 10**12, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
_SIZE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*([MGT]i?B)\s*", re.IGNORECASE | re.ASCII)
MIN_LIMIT_BYTES = 128 * 10**6  # with 80 MB, some tables of 3 million rows cannot be read

# Files of strangers must not make the database fetch or run code. Parquet, JSON and time zones are built
# in. The configuration is locked, except for the options that tribus itself sets later.
_SAFE_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
_CHANGED_LATER = (
    "memory_limit", "temp_directory", "TimeZone", "enable_progress_bar", "enable_progress_bar_print",
)  # fmt: skip


def set_memory_limit(limit: str, *, folder: str | os.PathLike[str] | None = None) -> None:
    """Limit the memory for tables of events; larger tables continue on disk.

    The limit covers reading, cleaning and summing events. It does not cover the network that is built
    from them. Without this call the limit is 80 % of the memory of the machine.

    Parameters
    ----------
    limit
        A size with its unit, such as `"4GB"` or `"512MiB"`; at least 128 MB. A smaller limit moves more
        of the work to disk, which is slower.
    folder
        Existing folder for the data that does not fit into memory; default: the temporary folder of the
        system. It needs free space of a few times the size of the input, and can be changed until it is
        first used. Its files are removed when Python ends.

    Raises
    ------
    OptionError
        If `limit` is not a size of at least 128 MB, if `folder` is not a writable folder, or if the
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
        raise OptionError(f"limit must be 128MB or more, got {show(limit)}")
    if folder is not None:
        _set_folder(folder)
    open_database().execute(f"SET memory_limit = '{n_bytes}B'")


def open_database() -> duckdb.DuckDBPyConnection:
    """Return the database of this process, in memory with a folder on disk; the first call opens it."""
    with _database.lock:
        if _database.connection is None:
            remove_abandoned_folders(tempfile.gettempdir())
            config = _database.config | {"temp_directory": str(new_folder(tempfile.gettempdir()))}
            opened = duckdb.connect(":memory:", config=dict(config))
            allowed = ", ".join(map(quote_text, _CHANGED_LATER))
            opened.execute(f"SET allowed_configs = [{allowed}]; SET lock_configuration = true")
            _database.connection = opened
        return _database.connection


def use_one_thread() -> None:
    """Open the database with one thread: for the workers of a cluster, which have one core each."""
    with _database.lock:
        if _database.connection is None:
            _database.config["threads"] = "1"
            open_database()


class _Database:
    """The connection of this process, once it is open."""

    def __init__(self) -> None:
        self.config = dict(_SAFE_CONFIG)
        self.lock = threading.RLock()  # the garbage collector may drop a table within the lock
        self.connection: duckdb.DuckDBPyConnection | None = None


_database = _Database()


def _forget_database() -> None:
    """Forget the database of the parent: its threads do not run in the child, so a query would hang."""
    global _database  # noqa: PLW0603
    keep_for_ever(_database)
    _database = _Database()


call_in_child(_forget_database)


def _set_folder(folder: str | os.PathLike[str]) -> None:
    if not str(folder) or not Path(str(folder)).is_dir():
        raise OptionError(f"folder must be an existing folder, got {show(folder)}")
    if not os.access(folder, os.W_OK):
        raise OptionError(f"folder {show(str(folder))} cannot be written to; choose another")
    try:
        open_database().execute("SET temp_directory = ?", [str(new_folder(folder))])
    except duckdb.Error:
        raise OptionError(
            f"folder cannot be changed to {show(str(folder))}: the previous one is in use; "
            "call set_memory_limit before reading"
        ) from None
