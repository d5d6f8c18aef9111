"""Find tribes on many resamples, in parallel processes."""

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
    from tribus.stability.block_bootstrap import BlockBootstrap

NOT_SEEN = -2  # label of users without a tie in a run
SEARCH_STREAM = 3  # last element of the random seed of the search; see block_bootstrap
MIN_NONZEROS_FOR_PROCESSES = 100_000  # with fewer, starting processes takes longer than it saves


@dataclass(frozen=True, eq=False)
class RunTask:
    """The input of each run, which is sent to each process."""

    bootstrap: BlockBootstrap
    options: Mapping[str, Any]
    seed: int

    def label(self, run: int) -> Ints:
        """Return the tribe of each user in one run: -1 for none, -2 for users without a tie."""
        labels = np.full(self.bootstrap.n_users, NOT_SEEN, np.int32)
        network = self.bootstrap.resample(self.seed, run)
        if network is None:
            return labels
        state = np.random.SeedSequence([self.seed, run, SEARCH_STREAM]).generate_state(1, np.uint64)
        tribes = find_tribes(network, seed=int(state[0] >> np.uint64(1)), progress=False, **self.options)
        seen = np.diff(network.evidence.structure.indptr) > 0
        labels[seen] = tribes.labels[seen]
        return labels


_TASK: ContextVar[RunTask] = ContextVar("task")  # in a worker process


def label_runs(
    task: RunTask, n_runs: int, *, processes: int | None, on_run: Callable[[], object]
) -> Ints:
    """Return the tribes of all users in each run, int32, shape `(n_runs, n_users)`.

    The answer is the same for any number of processes.

    Parameters
    ----------
    task
        The input of each run.
    n_runs
        Number of runs.
    processes
        Number of processes; None for one for each core, or for none if the network is small.
    on_run
        Called after each run.

    Raises
    ------
    OptionError
        If a process ended early, for example because memory ran out.
    """
    run_labels = np.full((n_runs, task.bootstrap.n_users), NO_TRIBE, np.int32)
    n_processes = min(n_runs, processes or _choose_processes(task.bootstrap))
    if n_processes == 1 or multiprocessing.current_process().daemon:  # a daemon cannot have children
        for run in range(n_runs):
            run_labels[run] = task.label(run)
            on_run()
        return run_labels
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(n_processes, context, initializer=_set_task, initargs=(task,))
    try:
        with _hide_script():
            futures = {pool.submit(_label, run): run for run in range(n_runs)}
        for future in as_completed(futures):
            run_labels[futures[future]] = future.result()
            on_run()
    except BrokenProcessPool:
        raise OptionError(
            f"one of {n_processes} processes ended early, usually because memory ran out; "
            "use fewer, for example processes=1"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)
    return run_labels


def _set_task(task: RunTask) -> None:
    _TASK.set(task)


def _label(run: int) -> Ints:
    return _TASK.get().label(run)


def _choose_processes(bootstrap: BlockBootstrap) -> int:
    if len(bootstrap.structure.indices) < MIN_NONZEROS_FOR_PROCESSES:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _hide_script() -> Iterator[None]:
    """Start processes without running the caller's script in them.

    A spawned process imports the module `__main__`, so a script without `if __name__ == "__main__"`
    would run again. The processes do not need it: while they start, `__main__` is an empty module.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
