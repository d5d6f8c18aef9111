"""Costs of a step in its process: CPU seconds, and memory above the level before it."""

import ctypes
import gc
import platform
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path

_STATUS = Path("/proc/self/status")
_RESET_PEAK = Path("/proc/self/clear_refs")
_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
_running = []  # open steps; an inner step resets the peak of the outer ones


def cpu_seconds():
    """Return user and system time of all threads of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def metered():
    """Measure a step: the dictionary holds `cpu` and `wall` seconds when it ends, and bytes.

    `peak` is the largest resident memory during the step, `above` how much more than just before it.
    Free memory is handed back to the system first, so that what the step takes shows. Linux can reset
    the peak (5 written to clear_refs); elsewhere a step below an earlier peak seems to take nothing.
    """
    _settle()
    cost = {"peak": 0, "cpu": -cpu_seconds(), "wall": -time.perf_counter()}
    before = _resident_bytes()
    _running.append(cost)
    yield cost
    cost["cpu"] += cpu_seconds()
    cost["wall"] += time.perf_counter()
    _keep_peaks()
    _running.pop()
    cost["above"] = max(cost["peak"] - before, 0)


def _settle():
    """Free memory before a step, outside the measurement."""
    cpu, clock = cpu_seconds(), time.perf_counter()
    _keep_peaks()
    gc.collect()
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    if _RESET_PEAK.exists():
        _RESET_PEAK.write_text("5")
    for cost in _running:
        cost["cpu"] -= cpu_seconds() - cpu
        cost["wall"] -= time.perf_counter() - clock


def _keep_peaks():
    for cost in _running:
        cost["peak"] = max(cost["peak"], _peak_bytes())


def _resident_bytes():
    return _read_status("VmRSS") or _peak_bytes()


def _peak_bytes():
    return _read_status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def _read_status(field):
    if not _STATUS.exists():
        return 0
    lines = _STATUS.read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))
