"""Save a result to one file, and read it back."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show
from tribus._export.endings import check_ending
from tribus._export.replacing import replace_when_complete
from tribus._storage.archive import FORMAT_NAME, ArchiveReader, ArchiveWriter
from tribus._storage.damage import DamageError, require
from tribus._storage.record import Reader, Writer, form_of
from tribus._version import __version__
from tribus.errors import ReadError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from tribus._storage.record import Record

FORMAT_VERSION = 4  # any change of a form is another version
SAVED_ENDINGS = (".tribus", ".zip")


class Saveable:
    """A result that can be saved to a file. Its class declares with `stored` how."""

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save everything to one file; `tribus.load` returns an equal result.

        Parameters
        ----------
        path
            File to write; its ending is `.tribus`, `.zip` or none. An older file is replaced when the
            new one is complete.

        Raises
        ------
        OptionError
            If the path has another ending.
        OSError
            If the file cannot be written.

        See Also
        --------
        tribus.load : Read the file. It describes the format.
        """
        check_ending(path, SAVED_ENDINGS, what="save writes a file for tribus.load")
        with replace_when_complete(path) as new, ArchiveWriter(new) as archive:
            writer = Writer(archive)
            result = form_of(type(self)).write(self, writer, "")
            archive.write_manifest(
                {
                    "format": FORMAT_NAME,
                    "version": FORMAT_VERSION,
                    "tribus": __version__,
                    "class": type(self).__name__,
                    "result": result,
                    "records": writer.records,
                }
            )


def read_saved(path: str | os.PathLike[str], find_form: Callable[[str], Record | None]) -> Any:
    """Return the result of a saved file.

    Parameters
    ----------
    path
        File to read.
    find_form
        Function that returns the form of a class by its name; None for a class that it does not know.

    Raises
    ------
    ReadError
        If the file is not a saved result, is damaged, or is of another version.
    """
    shown = show(str(path), at_most=200)
    try:
        with ArchiveReader(Path(path)) as archive:
            manifest = archive.read_manifest()
            form = _find_form(shown, manifest, find_form)
            return form.read(manifest.get("result"), Reader(archive, manifest.get("records")))
    except DamageError as error:
        raise ReadError(f"{shown} is damaged or was changed: {error}. Save the result again") from None
    except (zipfile.BadZipFile, ValueError, OverflowError, RecursionError):
        raise ReadError(
            f"{shown} is not a saved result of tribus, or is cut off. load reads files of save; "
            "read_events reads events"
        ) from None
    except OSError as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"{shown} cannot be read: {error.strerror or error}") from None


def _find_form(
    shown: str, manifest: dict[str, Any], find_form: Callable[[str], Record | None]
) -> Record:
    """Return the form of the saved class.

    Raises
    ------
    ReadError
        If the file is of another version of the format, or this version has no such class.
    """
    version, made_with = manifest.get("version"), show(manifest.get("tribus"))
    require(type(version) is int, f"{show(version)} is no version")
    if version != FORMAT_VERSION:
        raise ReadError(
            f"{shown} has format {version}, written by tribus {made_with}; tribus {__version__} reads "
            f"format {FORMAT_VERSION}. Load it with that version, or make the result again"
        )
    name = manifest.get("class")
    form = find_form(name) if isinstance(name, str) else None
    if form is None:
        raise ReadError(
            f"{shown} holds a {show(name)} of tribus {made_with}; tribus {__version__} knows no such "
            "result. Load it with that version"
        )
    return form
