"""Which files a caller means: one, several, or all in a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import show, suggest
from tribus.errors import OptionError, ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPRESSED_SUFFIXES = (
    ".gz",
    ".zst",
    ".bz2",
    ".xz",
)  # endings that come after that of what is compressed


def list_files(path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[Path]:
    """List existing files, and folders.

    Raises
    ------
    OptionError
        If `path` is neither a path nor a list of at least one.
    ReadError
        If there is no such file, or it is empty.
    """
    paths = [path] if isinstance(path, (str, os.PathLike)) else path
    if not isinstance(paths, (list, tuple)):
        raise OptionError(f"path must be the path of a file, or a list of paths, got {show(path)}")
    if not paths:
        raise OptionError(
            "path must be the path of a file, or a list of at least one, got an empty list"
        )
    return [_existing(one) for one in paths]


def find_file(path: str | os.PathLike[str]) -> Path:
    """Find one existing file, with the errors of `list_files`."""
    file = _existing(path)
    if file.is_dir():
        raise ReadError(f"{format_path(file)} is a folder; name a file in it")
    return file


def _existing(path: str | os.PathLike[str]) -> Path:
    if not isinstance(path, (str, os.PathLike)):
        raise OptionError(f"path must be the path of a file, got {show(path)}")
    file = Path(path)
    if not file.exists():
        beside = sorted(one.name for one in file.parent.iterdir()) if file.parent.is_dir() else []
        raise ReadError(f"no file {format_path(file)}{suggest(file.name, beside)}; check the path")
    if not (file.is_file() or file.is_dir()):
        raise ReadError(
            f"{format_path(file)} is neither a file nor a folder; copy what comes from it to a file"
        )
    if file.is_file() and file.stat().st_size == 0:
        raise ReadError(f"{format_path(file)} is empty; was the export cut off?")
    return file


def inner_name(name: str) -> str:
    """Name of what is compressed in a file of some name, in small letters."""
    name = name.lower()
    for ending in COMPRESSED_SUFFIXES:
        name = name.removesuffix(ending)
    return name


def format_path(file: str | os.PathLike[str]) -> str:
    """Show a path with its end, which is where the name is."""
    return show(os.fspath(file), at_most=500)
