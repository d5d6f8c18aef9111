"""What files and folders hold: exports that are known, and files that may be tables."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.archives import MAX_ARCHIVE_FILES
from tribus.sources.formats import Export, recognise
from tribus.sources.paths import format_path, inner_name, list_files

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

# Endings of files that a folder is read for, and how other tools begin the names of theirs.
READ_SUFFIXES = (
    ".csv", ".tsv", ".tab", ".psv", ".txt", ".parquet", ".pq", ".jsonl", ".ndjson", ".json", ".gexf",
    ".graphml", ".edges", ".edgelist", ".el", ".car", ".zip", ".tar", ".tgz", "",
)  # fmt: skip
KONECT_PREFIX = "out."
_ABOUT_STEMS = (
    "readme",
    "license",
    "licence",
    "copying",
    "changelog",
    "authors",
    "contributing",
    "makefile",
)


class FoundFile(NamedTuple):
    """A file or folder, and what export it is; None if it may be a table."""

    path: Path
    export: Export | None


class FolderSummary(NamedTuple):
    """A folder of several files: how many, and how many of them are of kinds that are not read."""

    path: Path
    n_files: int
    n_passed_over: int


def find_sources(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], *, format_name: str = "auto"
) -> tuple[list[FoundFile], list[FolderSummary]]:
    """Find what is to be read: in a folder that is no export itself all files, however deep, by name.

    Parameters
    ----------
    path
        A file, a folder, or a list of them.
    format_name
        What the files must be, as `recognise` takes it.

    Raises
    ------
    ReadError
        If there is no such file, it is empty, or no file in a folder is of a kind that is read.
    OptionError
        If `path` is no path, or `format_name` is not the name of a format.
    """
    found: list[FoundFile] = []
    folders: list[FolderSummary] = []
    for one in list_files(path):
        export = recognise(one, format_name=format_name)
        if export is not None or not one.is_dir():
            found.append(FoundFile(one, export))
            continue
        inside, n_files = _files_in(one)
        folders.append(FolderSummary(one, n_files, n_files - len(inside)))
        found.extend(
            FoundFile(file, recognise(file, format_name=format_name)) for file in list_files(inside)
        )
    return found, folders


def _files_in(folder: Path) -> tuple[list[Path], int]:
    """List the files of kinds that are read, and count all that are not hidden."""
    everything = sorted(
        file
        for file in islice(folder.rglob("*"), MAX_ARCHIVE_FILES)
        if file.is_file() and not any(_is_hidden(part) for part in file.relative_to(folder).parts)
    )
    read = [file for file in everything if _is_read(file)]
    if not read:
        names = [file.name for file in everything[:5]]
        holds = f"it holds {show(names, at_most=200)}" if names else "it is empty"
        raise ReadError(f"{format_path(folder)} has no file of a supported kind; {holds}. Name a file")
    return read, len(everything)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__MACOSX"


def _is_read(file: Path) -> bool:
    name = inner_name(file.name)
    stem, dot, ending = name.rpartition(".")
    if (stem or ending) in _ABOUT_STEMS:
        return False
    return name.startswith(KONECT_PREFIX) or f"{dot}{ending if dot else ''}" in READ_SUFFIXES
