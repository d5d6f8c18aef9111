"""Search for files on which a reader fails with a foreign exception, or loses or invents rows.

Seeds of every format are changed byte by byte and value by value. Tables and archives are also made with
difficult values and damage, and compared with what an independent reader finds. `python -m tests.fuzz
--help` lists the options.
"""

from __future__ import annotations

import argparse
import faulthandler
import resource
import signal
import sys
import tempfile
import time
from itertools import count
from math import inf
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.fuzz.check import Failure, try_file
from tests.fuzz.differences import COMPARISONS, compare
from tests.fuzz.mutations import change
from tests.fuzz.seeds import SEEDS

if TYPE_CHECKING:
    from tests.fuzz.seeds import Seed

MAX_SECONDS = 60  # for one file; the files are small
MAX_TRIES = 150  # to make a failing file smaller
ONLY = sorted({*(seed.format for seed in SEEDS), *COMPARISONS})
WHOLE_SHARE = 0.1  # of the files are read with the database too


class TimeLimitError(BaseException):
    """A file took too long."""


def main() -> int:
    """Change files and read them until the time is over; return 1 if any failed."""
    options = read_options()
    signal.signal(signal.SIGALRM, _give_up)
    faulthandler.enable()
    seeds = tuple(seed for seed in SEEDS if options.only in (None, seed.format))
    comparisons = tuple(name for name in COMPARISONS if options.only in (None, name))
    print(
        f"seed {options.seed}, {options.minutes:g} minutes, failing files in {options.folder}",
        flush=True,
    )
    found = fuzz(
        seeds, comparisons, seconds=60 * options.minutes, seed=options.seed, folder=options.folder
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{sum(found.read.values()):,} files, {len(found.failures)} failures, peak {peak:,.0f} MB")
    for name, files in sorted(found.read.items()):
        print(f"  {name}: {files:,}")
    for what, path in found.failures.items():
        print(f"FAILED {what}: {path}, {path}.txt")
    return 1 if found.failures else 0


class FuzzResult:
    """Number of files by format, and one file for each kind of failure."""

    def __init__(self) -> None:
        self.read: dict[str, int] = {}
        self.failures: dict[str, Path] = {}


def fuzz(
    seeds: tuple[Seed, ...],
    comparisons: tuple[str, ...],
    *,
    seed: int,
    folder: Path,
    seconds: float = inf,
    rounds: float = inf,
) -> FuzzResult:
    """Change the seeds in turn and read the changed files, then make a file for each comparison."""
    random, found, end = Random(seed), FuzzResult(), time.monotonic() + seconds
    folder.mkdir(parents=True, exist_ok=True)
    for turn in count():
        if time.monotonic() > end or turn >= rounds:
            break
        for one in seeds:
            try:
                content = change(one, seeds, random)
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
                continue  # the values cannot be written
            path = folder / one.name
            failure = _try(one, content, path, whole=random.random() < WHOLE_SHARE)
            found.read[one.format] = found.read.get(one.format, 0) + 1
            if failure is not None and failure.what not in found.failures:
                found.failures[failure.what] = _keep(one, content, failure, folder, len(found.failures))
            path.unlink(missing_ok=True)
        for name in comparisons:
            failure, content = _compare(name, Random(f"{seed} {turn} {name}"), folder)
            found.read[name] = found.read.get(name, 0) + 1
            if failure is not None and failure.what not in found.failures:
                found.failures[failure.what] = _keep_file(
                    name.partition(",")[0], content, failure, folder, len(found.failures)
                )
    return found


def _compare(name: str, random: Random, folder: Path) -> tuple[Failure | None, bytes]:
    signal.alarm(MAX_SECONDS)
    try:
        return compare(name, random, folder)
    finally:
        signal.alarm(0)


def _try(seed: Seed, content: bytes, path: Path, *, whole: bool) -> Failure | None:
    path.write_bytes(content)
    if not content:
        return None
    signal.alarm(MAX_SECONDS)
    try:
        return try_file(path, seed.read_options, whole=whole)
    finally:
        signal.alarm(0)


def _keep(seed: Seed, content: bytes, failure: Failure, folder: Path, number: int) -> Path:
    """Minimise a failing file, and keep it with its traceback."""
    path = folder / seed.name
    content = shrink(content, lambda less: _fails_alike(seed, less, path, failure))
    return _keep_file(seed.name, content, failure, folder, number)


def _keep_file(name: str, content: bytes, failure: Failure, folder: Path, number: int) -> Path:
    """Keep a failing file with its traceback or difference."""
    place = folder / f"failure{number}"
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_bytes(content)
    Path(f"{path}.txt").write_text(f"{failure.what}\n\n{failure.traceback}", "utf-8", "backslashreplace")
    print(f"FAILED {failure.what}: {path}", flush=True)
    return path


def _fails_alike(seed: Seed, content: bytes, path: Path, failure: Failure) -> bool:
    return any(
        other is not None and other.what == failure.what
        for other in (_try(seed, content, path, whole=whole) for whole in (False, True))
    )


def shrink(content: bytes, still_fails) -> bytes:
    """Remove pieces, large ones first, while the failure stays the same."""
    tries, size = 0, max(1, len(content) // 2)
    while size and tries < MAX_TRIES:
        begin = 0
        while begin < len(content) and tries < MAX_TRIES:
            less, tries = content[:begin] + content[begin + size :], tries + 1
            if less and still_fails(less):
                content = less
            else:
                begin += size
        size //= 2
    return content


def _give_up(*_: object) -> None:
    raise TimeLimitError


def read_options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0, help="the same seed changes the same files")
    parser.add_argument("--only", choices=ONLY, help="one format or comparison")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()) / "tribus-fuzz",
        help="for failing files",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
