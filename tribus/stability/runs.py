"""Many runs, each on events drawn anew, side by side in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.tribes.find import find_tribes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tribus._core.arrays import Ints
    from tribus.stability.record import Record

NOT_SEEN = -2  # label of who has no tie in a run, and so no chance of a tribe
SEARCH = 3  # after the seed and the number of the run: the seed of the search, beside what is drawn
FEWEST_ENTRIES = 100_000  # of the pattern; with fewer, processes cost more than they save


@dataclass(frozen=True, eq=False)
class Work:
    """What is done in every run; all that a process is told."""

    record: Record
    options: Mapping[str, Any]
    seed: int

    def label(self, run: int) -> Ints:
        """Tribe of each user in one run: -1 for none, -2 for those without a tie."""
        labels = np.full(self.record.n_users, NOT_SEEN, np.int32)
        network = self.record.draw(self.seed, run)
        if network is None:
            return labels
        state = np.random.SeedSequence([self.seed, run, SEARCH]).generate_state(1, np.uint64)
        tribes = find_tribes(network, seed=int(state[0] >> np.uint64(1)), progress=False, **self.options)
        seen = np.diff(network.evidence.structure.indptr) > 0
        labels[seen] = tribes.labels[seen]
        return labels


_WORK: ContextVar[Work] = ContextVar("work")  # of a process that does nothing else


def label_runs(work: Work, runs: int, *, processes: int | None, done: Callable[[], object]) -> Ints:
    """Tribes of all users in each run, shape `(runs, n_users)`; the same for any number of processes.

    Parameters
    ----------
    work
        What is done in each run.
    runs
        How many.
    processes
        How many at a time; None for one a core, or for none where the network is small.
    done
        Called after each run.

    Raises
    ------
    OptionError
        If a process ended before its work, as when memory runs out.
    """
    found = np.full((runs, work.record.n_users), NO_TRIBE, np.int32)
    n_processes = min(runs, processes or _choose_processes(work.record))
    if n_processes == 1 or multiprocessing.current_process().daemon:  # which may have no children
        for run in range(runs):
            found[run] = work.label(run)
            done()
        return found
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(n_processes, context, initializer=_begin, initargs=(work,))
    try:
        with _hide_script():
            futures = {pool.submit(_label, run): run for run in range(runs)}
        for future in as_completed(futures):
            found[futures[future]] = future.result()
            done()
    except BrokenProcessPool:
        raise OptionError(
            f"one of {n_processes} processes ended before its work was done, as they do when memory "
            "runs out; let fewer work at a time, for example with processes=1"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)
    return found


def _begin(work: Work) -> None:
    _WORK.set(work)


def _label(run: int) -> Ints:
    return _WORK.get().label(run)


def _choose_processes(record: Record) -> int:
    if len(record.structure.indices) < FEWEST_ENTRIES:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _hide_script() -> Iterator[None]:
    """Let processes start without running the caller's script again, which need not guard itself.

    They need nothing of it; but a new process imports whatever `__main__` is, so for the moment in which
    they start it is nothing.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
