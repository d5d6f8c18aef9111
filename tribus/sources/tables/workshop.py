"""Where a file is worked on while it is open as a table: the database, and room for copies on disk."""

from __future__ import annotations

import glob
import itertools
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tribus._engine.temporary_folders import folder_prefix
from tribus.sources.streams import READ_BLOCK_BYTES, Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_rows_by_user = itertools.count()


class Workshop:
    """The file that is opened, and what is made for it; all of that is gone when the work is done.

    A copy is made of a file that the database cannot read as it is. It lies where the database itself
    continues on disk, and has a name of ours.

    Parameters
    ----------
    file
        What is opened.
    database
        What reads it.
    bad_lines
        The largest share of lines that may be unreadable, as `tribus.sources.rows.most_bad` takes it.
    on_read
        Told how many bytes of the file were read, where it is read before the database does.
    """

    def __init__(
        self,
        file: Path,
        database: DuckDBPyConnection,
        *,
        bad_lines: float,
        on_read: Callable[[int], None] | None = None,
    ) -> None:
        self.file, self.database, self.bad_lines = file, database, bad_lines
        self._on_read = on_read
        self._folder: Path | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def blocks(self) -> Iterator[bytes]:
        """Read the content of the file, inflated."""
        with self.file.open("rb") as raw:
            yield from read_blocks(Stream(raw, str(self.file), self.file.stat().st_size, self._on_read))

    def copy(self, blocks: Iterable[bytes]) -> Path:
        """Write a copy."""
        copy = self.new_file()
        with copy.open("wb") as out:
            out.writelines(blocks)
        return copy

    def new_file(self) -> Path:
        """Name a file that is to be written."""
        if self._folder is None:
            self._folder = self._make_folder()
        return self._folder / f"copy_{next(_rows_by_user)}"

    def new_table(self) -> str:
        """Name a table that is to be made in the database."""
        name = f"tribus_reading_{next(_rows_by_user)}"
        self._stack.callback(self.database.execute, f"DROP TABLE IF EXISTS {name}")
        return name

    def told_by_name(self, text: str) -> str:
        """Put the file's name in place of its path, and of those of its copies."""
        for path in sorted(self._folder.iterdir()) if self._folder else []:
            text = text.replace(str(path), self.file.name)
        return text.replace(str(self.file), self.file.name)

    def read_parquet(self, path: Path) -> DuckDBPyRelation:
        """Open a file of columns."""
        return self.database.read_parquet(literal(path))

    def _make_folder(self) -> Path:
        setting = self.database.sql("SELECT current_setting('temp_directory')").fetchall()[0][0]
        beside = Path(setting).parent
        made = tempfile.TemporaryDirectory(prefix=folder_prefix(), dir=beside)
        return Path(self._stack.enter_context(made))


def literal(file: Path) -> str:
    """Write a path so that `*`, `?` and `[1]` in a name stand for themselves."""
    return glob.escape(str(file))


def read_blocks(stream: Stream) -> Iterator[bytes]:
    """Read a stream to its end."""
    while block := stream.read(READ_BLOCK_BYTES):
        yield block
