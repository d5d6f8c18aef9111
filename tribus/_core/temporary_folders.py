"""Temporary folders that carry the id of their process, so that abandoned ones can be removed."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path

_NAME = re.compile(r"\.?tribus-(\d{1,9})-([0-9a-f]{8})-\w+", re.ASCII)


def new_folder(parent: str | os.PathLike[str]) -> Path:
    """Return the name of a folder that only this process uses; it is removed when Python ends.

    The database creates the folder when it needs it.
    """
    folder = Path(parent).absolute() / f"{folder_prefix()}{os.urandom(4).hex()}"
    atexit.register(_remove, folder, os.getpid())
    return folder


def folder_prefix(*, hidden: bool = False) -> str:
    """Return the beginning of the names of temporary folders of this process."""
    return f"{'.' if hidden else ''}tribus-{os.getpid()}-{_machine()}-"


def remove_abandoned_folders(parent: str | os.PathLike[str], *, hidden: bool = False) -> None:
    """Remove the temporary folders of processes that were killed before they could do it.

    Only folders of the same user and machine are removed.
    """
    if os.name != "posix":
        return  # elsewhere a process cannot be looked up without risk
    for folder in Path(parent).glob(".tribus-*" if hidden else "tribus-*"):
        with suppress(OSError):
            match = _NAME.fullmatch(folder.name)
            is_ours = match is not None and match[2] == _machine()
            if (
                match
                and is_ours
                and folder.lstat().st_uid == os.getuid()
                and not _is_alive(int(match[1]))
            ):
                shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # a forked child must not remove the folder of its parent
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)  # signal 0 only looks the process up
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it belongs to another user
    return True


@cache
def _machine() -> str:
    """Return a mark of the machine or container: each has process ids of its own."""
    space = ""
    with suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink())
    return f"{zlib.crc32(f'{socket.gethostname()} {space}'.encode()):08x}"
