"""Spark Connect: a session on a server, in place of a JVM in the same process."""

import hashlib
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

import tribus as tb
from tests.spark_session import require_java

ROOT = Path(__file__).resolve().parents[2]
MAX_SECONDS = 300


def test_a_session_of_spark_connect_gives_the_same_bytes(tmp_path):
    for package in ("pyspark", "grpc", "grpc_status"):
        pytest.importorskip(package, reason="pyspark[connect] is not installed")
    require_java()
    frame = tb.datasets.make_society(n_people=40, n_tribes=2, seed=1).events.to_frame()
    path = tmp_path / "events.parquet"
    frame.to_parquet(path)
    path_of_modules = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    driver = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("connect_driver.py"), path, tmp_path],
        env={**os.environ, "PYTHONPATH": path_of_modules, "PYSPARK_PYTHON": sys.executable},
        start_new_session=True,  # the server of the session is in the same group
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        output, errors = driver.communicate(timeout=MAX_SECONDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(driver.pid, signal.SIGKILL)
    assert driver.returncode == 0, errors[-3_000:]
    network = tb.build_network(tb.Events.from_frame(frame), half_life="90d", max_ties=500)
    assert network.thinning is not None
    tribes = tb.find_tribes(network, resolution=1.0)
    table = hashlib.sha256(tribes.to_frame().to_csv().encode()).hexdigest()
    found, stopped = output.splitlines()[-2:]
    assert found.endswith(f"found {network.made_by.digest} {table}")
    assert "the Spark session of these events is stopped" in stopped
    assert len(pd.read_parquet(tmp_path / "own")) == 2 * network.n_ties
