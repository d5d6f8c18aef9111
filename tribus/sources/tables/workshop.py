"""Resources for a file that is open as a table: the database, and space for copies on disk."""

from __future__ import annotations

import glob
import itertools
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tribus._core.temporary_folders import folder_prefix
from tribus.sources.streams import READ_BLOCK_BYTES, Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_rows_by_user = itertools.count()


class Workshop:
    """An open file and its temporary copies. The copies are deleted on exit.

    Files that the database cannot read directly are copied. Copies are in the database's temporary
    directory, under a generated name.

    Parameters
    ----------
    file
        Path of the file to open.
    database
        Database that reads the file.
    bad_lines
        Maximum share of unreadable lines, as in `tribus.sources.rows.most_bad`.
    on_read
        Callback with the number of bytes read, if the file is read before the database reads it.
    has_repeated_keys
        Whether an object of a JSON file has a key twice, which the database does not read.
    """

    def __init__(
        self,
        file: Path,
        database: DuckDBPyConnection,
        *,
        bad_lines: float,
        on_read: Callable[[int], None] | None = None,
        has_repeated_keys: bool = False,
    ) -> None:
        self.has_repeated_keys = has_repeated_keys
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
        """Yield the decompressed content of the file."""
        with self.file.open("rb") as raw:
            yield from read_blocks(Stream(raw, str(self.file), self.file.stat().st_size, self._on_read))

    def copy(self, blocks: Iterable[bytes]) -> Path:
        """Write a copy and return its path."""
        copy = self.new_file()
        with copy.open("wb") as out:
            out.writelines(blocks)
        return copy

    def new_file(self) -> Path:
        """Return the path of a new file."""
        if self._folder is None:
            self._folder = self._make_folder()
        return self._folder / f"copy_{next(_rows_by_user)}"

    def new_table(self) -> str:
        """Return the name of a new table in the database."""
        name = f"tribus_reading_{next(_rows_by_user)}"
        self._stack.callback(self.database.execute, f"DROP TABLE IF EXISTS {name}")
        return name

    def told_by_name(self, text: str) -> str:
        """Replace the paths of the file and of its copies by the file's name."""
        for path in sorted(self._folder.iterdir()) if self._folder else []:
            text = text.replace(str(path), self.file.name)
        return text.replace(str(self.file), self.file.name)

    def read_parquet(self, path: Path) -> DuckDBPyRelation:
        """Open a Parquet file."""
        return self.database.read_parquet(literal(path))

    def _make_folder(self) -> Path:
        setting = self.database.sql("SELECT current_setting('temp_directory')").fetchall()[0][0]
        beside = Path(setting).parent
        made = tempfile.TemporaryDirectory(prefix=folder_prefix(), dir=beside)
        return Path(self._stack.enter_context(made))


def literal(file: Path) -> str:
    """Return a path with `*`, `?` and `[` escaped."""
    return glob.escape(str(file))


def read_blocks(stream: Stream) -> Iterator[bytes]:
    """Yield the blocks of a stream to its end."""
    while block := stream.read(READ_BLOCK_BYTES):
        yield block
