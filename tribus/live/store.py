"""The folder of a collection: steps are only added, and one run at a time writes."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from tribus._core.checks import show
from tribus.errors import CollectError, OptionError, ReadError
from tribus.live.extra import load_extra
from tribus.sources.archives import UnpackedArchive
from tribus.sources.bluesky.collected import read_header, read_steps
from tribus.sources.bluesky.neighbourhood import Neighbourhood
from tribus.sources.bluesky.steps import (
    COLLECTION_FILE,
    STEP_FILE,
    CollectionHeader,
    Step,
    encode_step,
)
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from types import TracebackType

LOCK_FILE = "lock"
STEPS_PER_SYNC = 100  # after so many, they are safe from a power cut too


class Store:
    """A collection that this process writes, as a context.

    Attributes
    ----------
    path
        The folder.
    header
        What is collected.
    found
        State of the collection.
    """

    def __init__(self, path: str | os.PathLike[str], header: CollectionHeader) -> None:
        self.path, self.header = Path(path), header
        self._lock: Any = None
        self._file: int | None = None
        self._n_unsynced = 0
        self.found = Neighbourhood(header)

    def __enter__(self) -> Self:
        """Lock the folder, and read the steps in it.

        Raises
        ------
        CollectError
            If another run writes to the folder, or nothing can be written.
        OptionError
            If the folder holds other files, or a collection of something else.
        ReadError
            If the collection is damaged or of another version.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._take_lock()
        except OSError as error:
            raise self._explain(error) from None
        try:
            self._open()
        except OSError as error:
            self.close()
            raise error if isinstance(error, ReadError) else self._explain(error) from None
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, step: Step) -> None:
        """Write a step, and take it into account; its number and time are set here."""
        step.number, step.round = self.found.n_steps + 1, self.found.round
        step.time = time.time_ns() // 1000
        try:
            self._write(encode_step(step))
        except OSError as error:
            raise self._explain(error) from None
        self.found.apply(step)

    def begin_round(self) -> None:
        """Begin the next pass over all people, if the last one was finished."""
        if self.found.is_ended:
            self.found.round += 1
            self.found.is_ended = False

    def close(self) -> None:
        """Close the file, and let other runs write."""
        if self._file is not None:
            os.fsync(self._file)
            os.close(self._file)
            self._file = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _take_lock(self) -> None:
        filelock = load_extra("filelock")
        lock = filelock.FileLock(self.path / LOCK_FILE)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise CollectError(
                f"another run writes to {format_path(self.path)}; wait until it ends, or name another "
                "folder"
            ) from None
        self._lock = lock

    def _open(self) -> None:
        names = {file.name for file in self.path.iterdir()} - {LOCK_FILE}
        names = {name for name in names if not name.startswith(".")}
        if COLLECTION_FILE not in names:
            others = sorted(names)
            if others:
                raise OptionError(
                    f"{format_path(self.path)} holds other files, such as {show(others[0])}; name a new "
                    "folder"
                )
            self._write_header()
            return
        archive = UnpackedArchive(self.path)
        known = read_header(archive)
        self._check_same(known)
        self.header = known
        self.found = Neighbourhood(known)
        for step in read_steps(archive):
            self.found.apply(step)

    def _check_same(self, known: CollectionHeader) -> None:
        """Raise `OptionError` if this run asks for something else than the folder was made for."""
        for option in ("who", "hops", "days", "texts", "service", "account"):
            before, now = getattr(known, option), getattr(self.header, option)
            if before != now:
                raise OptionError(
                    f"{format_path(self.path)} was collected with {option}={show(before, at_most=200)}, "
                    f"not {show(now, at_most=200)}; use the same, or a new folder"
                )

    def _write_header(self) -> None:
        new = self.path / f".{COLLECTION_FILE}"
        with new.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self.header)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / COLLECTION_FILE)

    def _count_files(self) -> int:
        found = (STEP_FILE.fullmatch(file.name) for file in self.path.iterdir())
        return max((int(match[1]) for match in found if match), default=0)

    def _write(self, line: bytes) -> None:
        """Add a line to the file of this run, which is made with the first one."""
        if self._file is None:
            name = f"steps-{self._count_files() + 1:06d}.ndjson"
            self._file = os.open(self.path / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._n_unsynced += 1
        if self._n_unsynced >= STEPS_PER_SYNC:
            os.fsync(self._file)
            self._n_unsynced = 0

    def _explain(self, error: OSError) -> OSError:
        if isinstance(error, CollectError):
            return error
        return CollectError(
            f"cannot write to {format_path(self.path)}: {error.strerror}; make room or allow writing, "
            "and call again"
        )
