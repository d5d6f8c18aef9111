"""A process that is killed while it saves leaves the old file or the new one.

A stopped process has left on disk what a killed one would leave at the same moment, so one process is
stopped at twenty moments before it is killed. `TRIBUS_KILLS=20` kills twenty processes.
"""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import tribus as tb

SAVE = """
import sys
import tribus as tb
old, new = sys.argv[1:]
network = tb.load(new)
print("ready", flush=True)
while True:
    network.save(old)
"""
N_KILLS = int(os.environ.get("TRIBUS_KILLS", "1"))
N_STOPS = 20


@pytest.mark.skipif(os.name != "posix", reason="only posix has signal 9")
def test_a_killed_save_leaves_the_old_file_or_the_new_one(tmp_path):
    networks = [
        tb.build_network(tb.datasets.make_society(n_people=n_people, n_tribes=2, seed=0).events)
        for n_people in (20, 400)
    ]
    path, source, draw = tmp_path / "network.tribus", tmp_path / "new.tribus", np.random.default_rng(0)
    networks[1].save(source)
    for _ in range(N_KILLS):
        networks[0].save(path)
        command = [sys.executable, "-c", SAVE, path, source]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
            process.stdout.readline()
            for _ in range(N_STOPS):
                time.sleep(draw.random() * 0.05)
                process.send_signal(signal.SIGSTOP)
                assert tb.load(path) in networks
                process.send_signal(signal.SIGCONT)
            time.sleep(draw.random() * 0.05)
            process.send_signal(signal.SIGKILL)
        assert tb.load(path) in networks
