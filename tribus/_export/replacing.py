"""Files that replace an older file only when they are complete."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.temporary_folders import folder_prefix, remove_abandoned_folders

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replace_when_complete(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield the path of a new file of the same name, and move it to `path` at the end.

    The new file is in a temporary folder next to `path`. If writing fails or is interrupted, it is
    removed and an older file at `path` stays as it was. What a killed process left is removed when
    another one writes to the same folder. A device or a pipe is written directly. An
    `OSError` names `path`.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        if Path(path).exists() and not Path(path).is_file():
            yield Path(path)
            return
        remove_abandoned_folders(target.parent, hidden=True)
        with tempfile.TemporaryDirectory(prefix=folder_prefix(hidden=True), dir=target.parent) as folder:
            new = Path(folder) / target.name
            yield new
            if target.exists():
                new.chmod(target.stat().st_mode)
            new.replace(target)
    except OSError as error:
        error.filename, error.filename2 = os.fspath(path), None
        raise
