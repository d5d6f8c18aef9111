"""Files in a folder or a list of paths: known exports, and files that may be tables."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.archives import MAX_ARCHIVE_FILES
from tribus.sources.formats import Export, recognise
from tribus.sources.paths import format_path, inner_name, list_files
from tribus.sources.tops import read_top

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tribus.sources.tops import FileTop

# Suffixes of the files in a folder that are read; a file without a suffix is read too.
READ_SUFFIXES = (
    ".csv", ".tsv", ".tab", ".psv", ".txt", ".parquet", ".pq", ".jsonl", ".ndjson", ".json", ".gexf",
    ".graphml", ".gml", ".net", ".gdf", ".dot",
    ".gv", ".adjlist", ".xlsx", ".xls", ".ods",
    ".edges", ".edgelist", ".el", ".car", ".zip", ".tar", ".tgz", "",
)  # fmt: skip
NODE_STEMS, EDGE_STEMS = ("nodes", "node", "vertices"), ("edges", "edge", "links", "ties")
KONECT_PREFIX = "out."  # KONECT names its edge lists "out.<network>"
_ABOUT_STEMS = (
    "readme", "license", "licence", "copying", "changelog", "authors", "contributing", "makefile",
)  # fmt: skip


class FoundFile(NamedTuple):
    """A file or folder.

    Attributes
    ----------
    path
        The file or folder.
    export
        The export that it is; None if it may be a table.
    top
        Top of a file, to recognise both; None for a folder.
    nodes
        Table of the nodes of a table of edges, or None.
    """

    path: Path
    export: Export | None
    top: FileTop | None = None
    nodes: Path | None = None


class FolderSummary(NamedTuple):
    """A folder: the number of its files that are not hidden, and of skipped files by reason."""

    path: Path
    n_files: int
    skipped: Mapping[str, int]


def find_sources(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], *, format_name: str = "auto"
) -> tuple[list[FoundFile], list[FolderSummary]]:
    """Return the files to read and a summary of each folder.

    A folder that is no export itself stands for all files in it, at any depth, sorted by name. Links in
    a folder are not followed.

    Parameters
    ----------
    path
        A file, a folder, or a list of them.
    format_name
        The format that the files must have, as in `recognise`.

    Raises
    ------
    ReadError
        If a file does not exist or is empty, or if no file in a folder is of a supported kind.
    OptionError
        If `path` is no path, or `format_name` is not the name of a format.
    """
    found: list[FoundFile] = []
    folders: list[FolderSummary] = []
    for one in list_files(path):
        file = _find(one, format_name)
        if file.export is not None or not one.is_dir():
            found.append(file)
            continue
        inside, summary = _files_in(one)
        folders.append(summary)
        nodes = _pair_nodes(inside)
        found.extend(
            _find(file, format_name)._replace(nodes=nodes.get(file))
            for file in list_files(inside)
            if file not in nodes.values()
        )
    return found, folders


def _find(path: Path, format_name: str) -> FoundFile:
    top = None if path.is_dir() else read_top(path)
    return FoundFile(path, recognise(path, format_name=format_name, top=top), top)


def _files_in(folder: Path) -> tuple[list[Path], FolderSummary]:
    """Return the supported files of a folder and its summary."""
    everything = sorted(
        file
        for file in islice(folder.rglob("*"), MAX_ARCHIVE_FILES)
        if file.is_file() and not any(_is_hidden(part) for part in file.relative_to(folder).parts)
    )
    own = [file for file in everything if not file.is_symlink()]  # a link leads out of the folder
    supported = [file for file in own if _is_supported(file)]
    if not supported:
        names = [file.name for file in everything[:5]]
        if not names:
            raise ReadError(
                f"{format_path(folder)} is an empty folder; put the files of an export or a table in "
                "it, or name another folder"
            )
        raise ReadError(
            f"{format_path(folder)} has no file of a supported kind; it holds "
            f"{show(names, at_most=200)}. Name a file in it"
        )
    counts = {
        "files of other kinds": len(own) - len(supported),
        "links": len(everything) - len(own),
    }
    skipped = {reason: count for reason, count in counts.items() if count}
    return supported, FolderSummary(folder, len(everything), skipped)


def _pair_nodes(files: Sequence[Path]) -> dict[Path, Path]:
    """Return the table of nodes for each table of edges that lies beside one, as Gephi exports them."""
    stems = {(file.parent, inner_name(file.name).partition(".")[0]): file for file in files}
    pairs: dict[Path, Path] = {}
    for (folder, stem), file in stems.items():
        if stem in EDGE_STEMS:
            beside = [stems[folder, name] for name in NODE_STEMS if (folder, name) in stems]
            pairs |= {file: beside[0]} if beside else {}
    return pairs


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__MACOSX"


def _is_supported(file: Path) -> bool:
    name = inner_name(file.name)
    stem, dot, suffix = name.rpartition(".")
    if (stem or suffix) in _ABOUT_STEMS:
        return False
    return name.startswith(KONECT_PREFIX) or f"{dot}{suffix if dot else ''}" in READ_SUFFIXES
