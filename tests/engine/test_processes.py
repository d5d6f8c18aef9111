"""Threads that read at once, and forked children that read."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

READ = """
import os, sys, threading
import numpy as np, pandas as pd
import tribus as tb

def write(path, n):
    i = np.arange(n)
    frame = pd.DataFrame({"source": i % 997, "target": i % 991, "kind": "reply"})
    frame.to_parquet(path)
    return path

def read(path):
    return tb.read_events(path, progress=False)
"""
THREADS = """
path = write(sys.argv[1] + "/rows.parquet", 1_000)
barrier, found = threading.Barrier(4), []
def go():
    barrier.wait()
    found.append(read(path))
threads = [threading.Thread(target=go) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
ties = {tb.build_network(events, half_life=None, progress=False).n_ties for events in found}
print(len(ties), len(found))
"""
FORK = """
path = write(sys.argv[1] + "/rows.parquet", 2_000_000)
events = read(path)
network = tb.build_network(events, half_life=None, progress=False)
child = os.fork()
if not child:
    assert len(read(path)) == len(events)
    assert network.n_ties > 0
    try:
        events.between("2020-01-01")
    except tb.errors.EventsError as error:
        print(error, flush=True)
    del events
    sys.exit(3)  # all that Python does at its end is done
_, status = os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(status), read(path).n_users == events.n_users)
"""


def run(script, folder):
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", READ + script, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_threads_that_read_first_share_one_database(tmp_path):
    assert run(THREADS, tmp_path) == ["1 4"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_a_forked_child_reads_and_refuses_the_events_of_its_parent(tmp_path):
    refused, ended = run(FORK, tmp_path)
    assert "these events belong to process" in refused
    assert "read the events in the child, or pass it the network" in refused
    assert ended == "3 True"
