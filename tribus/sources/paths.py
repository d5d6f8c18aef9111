"""Paths of the caller: one file, several files, or a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import show, suggest
from tribus.errors import OptionError, ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPRESSED_SUFFIXES = (".gz", ".zst", ".bz2", ".xz")


def list_files(path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[Path]:
    """Return existing files and folders.

    Raises
    ------
    OptionError
        If `path` is neither a path nor a list of at least one path.
    ReadError
        If a file does not exist or is empty.
    """
    paths = [path] if isinstance(path, (str, os.PathLike)) else path
    if not isinstance(paths, (list, tuple)):
        raise OptionError(f"path must be the path of a file, or a list of paths, got {show(path)}")
    if not paths:
        raise OptionError(
            "path must be the path of a file, or a list of at least one, got an empty list"
        )
    return [_check_path(one) for one in paths]


def find_file(path: str | os.PathLike[str]) -> Path:
    """Return one existing file; raise the errors of `list_files`."""
    file = _check_path(path)
    if file.is_dir():
        raise ReadError(f"{format_path(file)} is a folder; name a file in it")
    return file


def inner_name(name: str) -> str:
    """Return the name of a file in lower case, without the suffixes of compression."""
    name = name.lower()
    for suffix in COMPRESSED_SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def format_path(file: str | os.PathLike[str]) -> str:
    """Return a path as error messages show it."""
    return show(os.fspath(file), at_most=500)


def _check_path(path: str | os.PathLike[str]) -> Path:
    if not isinstance(path, (str, os.PathLike)):
        raise OptionError(f"path must be the path of a file, got {show(path)}")
    file = Path(path)
    if not file.exists():
        near = sorted(one.name for one in file.parent.iterdir()) if file.parent.is_dir() else []
        raise ReadError(f"no file {format_path(file)}{suggest(file.name, near)}; check the path")
    if not (file.is_file() or file.is_dir()):
        raise ReadError(
            f"{format_path(file)} is neither a file nor a folder; copy its content to a file"
        )
    if file.is_file() and file.stat().st_size == 0:
        raise ReadError(f"{format_path(file)} is empty; was the export cut off?")
    return file
