"""Run each measurement in its own process, in turns, within limits of time and memory."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
GB = 10**9
THREAD_VARIABLES = (
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "POLARS_MAX_THREADS",
    "RAYON_NUM_THREADS",
)
CLOCK_FOR_CPU = 6  # wall seconds per CPU second, beyond which a process counts as hung
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Limits:
    """Limits of one process; a run longer than `patience` is not repeated."""

    cpu_seconds: float
    memory_gb: float
    patience: float = 60.0


@dataclass(frozen=True)
class Job:
    """One measurement: the module of this package with the function `run`, and its options."""

    label: str
    part: str
    arguments: dict
    threads: int | None = None
    environment: dict = field(default_factory=dict)
    limits: Limits | None = None  # if they differ from the default


def run_in_turn(jobs, rounds, limits, *, finish=None):
    """Return the results of each job by label, in turns A B C A B C; failed or slow jobs run once.

    `finish` is given each job that succeeded and its result, to which it may add.
    """
    results = {job.label: [] for job in jobs}
    for number in range(rounds):
        for job in jobs:
            before = results[job.label]
            if before and ("failed" in before[-1] or before[-1]["process_cpu"] > limits.patience):
                continue
            result = run_child(job, job.limits or limits)
            if finish and "failed" not in result:
                finish(job, result)
            before.append(result)
            said = result.get("failed") or f"{result['process_cpu']:.1f} CPU-s, {_gb(result):.2f} GB"
            print(
                f"round {number + 1}/{rounds}  {job.part}  {job.label}: {said}",
                file=sys.stderr,
                flush=True,
            )
    return results


def run_child(job, limits):
    """Return the result of the job with CPU seconds and peak memory, or the reason of its failure.

    The temporary folder of the process is its own: what a database spills there is counted and removed.
    """
    with tempfile.TemporaryDirectory(prefix="tribus-benchmark-") as name:
        folder = Path(name)
        told = {"part": job.part, "arguments": job.arguments, "cpu_limit": int(limits.cpu_seconds)}
        (folder / "job.json").write_text(json.dumps(told))
        with (folder / "errors.txt").open("w") as errors:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.benchmarks.child", "job.json", "result.json"],
                cwd=folder,
                env=_environment(job, folder),
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            stopped, usage, spilt = _watch(child, limits, folder)
        if stopped or not (folder / "result.json").exists():
            said = (folder / "errors.txt").read_text()
            return {"failed": stopped or _say_end(child.returncode, said, limits)}
        return json.loads((folder / "result.json").read_text()) | {
            "process_cpu": usage.ru_utime + usage.ru_stime,
            "process_peak": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            "process_spilt": spilt,
        }


def _environment(job, folder):
    threads = dict.fromkeys(THREAD_VARIABLES, str(job.threads)) if job.threads else {}
    return os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)} | threads | job.environment


def _watch(child, limits, folder):
    """Wait for the end; stop the process if it takes too much memory or hangs."""
    began, stopped, spilt = time.monotonic(), "", 0
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return stopped, usage, spilt
        spilt = max(spilt, _size(folder))
        if not stopped and _resident_gb(child.pid) > limits.memory_gb:
            stopped = f"over {limits.memory_gb:g} GB"
        if not stopped and time.monotonic() - began > CLOCK_FOR_CPU * limits.cpu_seconds:
            stopped = f"hung: over {CLOCK_FOR_CPU * limits.cpu_seconds / 60:g} minutes by the clock"
        if stopped:
            child.kill()
        time.sleep(POLL_SECONDS)


def _size(folder):
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # it may disappear in the meantime
            total += path.stat().st_size
    return total


def _resident_gb(pid):
    path = Path(f"/proc/{pid}/statm")
    try:
        return int(path.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / GB
    except (FileNotFoundError, ProcessLookupError):  # it has just ended, or this is no Linux
        return 0.0


def _say_end(code, errors, limits):
    if code == -signal.SIGXCPU:
        return f"over {limits.cpu_seconds / 60:g} CPU-minutes"
    last = errors.strip().splitlines()[-1:] or ["nothing said"]
    return f"crashed ({signal.Signals(-code).name})" if code < 0 else f"error: {last[0][:120]}"


def _gb(result):
    return result["process_peak"] / GB
