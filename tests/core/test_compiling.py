"""What happens while loops are compiled."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tribus._core import compiling
from tribus._core.compiling import NOTICE, CompilationListener, announced

ROOT = Path(__file__).resolve().parents[2]
COUNT = """
import tribus as tb
from tribus._command.main import main
from tribus._core.compiling import LISTENER
assert main({arguments}) == 0
print("compiled", LISTENER.n_compiled)
"""


class Dispatcher:
    """A compiled function, as numba's events show it."""

    def __init__(self, module):
        def loop():
            pass

        self.py_func = loop
        self.py_func.__module__ = module


class Event:
    def __init__(self, module="tribus.somewhere"):
        self.data = {"dispatcher": Dispatcher(module)}


@pytest.fixture
def listener(monkeypatch):
    """A listener that finds compiling slow from the first loop on."""
    listener = CompilationListener()
    monkeypatch.setattr(compiling, "LISTENER", listener)
    monkeypatch.setattr(compiling, "MIN_SECONDS", -1.0)
    return listener


def test_the_garbage_collector_pauses_while_loops_are_compiled(listener):
    listener.on_start(Event())
    assert not gc.isenabled()
    listener.on_start(Event())
    listener.on_end(Event())
    assert not gc.isenabled()
    listener.on_end(Event())
    assert gc.isenabled()


def test_a_garbage_collector_that_was_off_stays_off(listener):
    gc.disable()
    try:
        listener.on_start(Event())
        listener.on_end(Event())
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_loops_of_others_are_left_alone(listener):
    listener.on_start(Event("somebody.else"))
    assert gc.isenabled()
    listener.on_end(Event("somebody.else"))
    assert listener.n_compiled == 0


def test_a_long_wait_is_announced_once(listener):
    said = []
    with announced(said.append):
        for _ in range(3):
            listener.on_start(Event())
            listener.on_end(Event())
    assert said == [NOTICE]


def test_a_short_wait_is_not_announced(listener, monkeypatch):
    monkeypatch.setattr(compiling, "MIN_SECONDS", 60.0)
    said = []
    with announced(said.append):
        listener.on_start(Event())
        listener.on_end(Event())
    assert said == []


def run_command(arguments, cache):
    code = COUNT.format(arguments=arguments)
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(  # noqa: S603 - our own Python
        command, capture_output=True, text=True, env=environment, cwd=cache, check=True
    )
    return done.stdout, done.stderr


@pytest.mark.slow
def test_after_a_warm_up_nothing_is_compiled(tmp_path):
    printed, _ = run_command(["warm-up"], tmp_path)
    assert f"the cache is in {tmp_path}" in printed
    printed, errors = run_command(["demo"], tmp_path)
    assert "compiled 0\n" in printed
    assert errors == ""
    assert {path.name.split("-")[0] for path in tmp_path.rglob("*.nbi")} >= {
        "_aggregate.permute",
        "_cut_kernel.cut_groups",
        "_kernel.split_ego_networks",
        "_seat_kernel.take_seats",
    }
