"""Check of the place of a file before it is written."""

from __future__ import annotations

import os
from pathlib import Path

from tribus._core.checks import show
from tribus.errors import OptionError


def check_place(name: str, path: str | os.PathLike[str]) -> None:
    """Raise `OptionError` if a path is a folder, or cannot be written into its folder.

    Parameters
    ----------
    name
        Name of the option or parameter, for the message.
    path
        File to write.
    """
    if Path(path).is_dir():
        raise OptionError(f"{name} must be a file, got the folder {show(str(path))}; add a file name")
    check_parent(name, path)


def check_parent(name: str, path: str | os.PathLike[str]) -> None:
    """Raise `OptionError` if a file cannot be written into its folder."""
    folder = Path(path).parent
    if not folder.is_dir():
        raise OptionError(
            f"{name} needs an existing folder, got {show(str(path))}; create {show(str(folder))}"
        )
    if not is_device(Path(path)) and not os.access(folder, os.W_OK):
        raise OptionError(
            f"{name} needs a folder that can be written, got {show(str(path))}; name another, or "
            f"allow writing to {show(str(folder))}"
        )


def is_device(path: Path) -> bool:
    """Return whether a path is a device or a pipe, such as /dev/stdout, which is written directly."""
    return path.exists() and not path.is_file() and not path.is_dir()
