"""A cluster of separate processes: a worker is killed midway, and the tribes stay the same."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tribus as tb
from tests.spark_session import require_java

ROOT = Path(__file__).resolve().parents[2]
MAX_SECONDS = 300


@pytest.fixture
def cluster(tmp_path):
    """Start a master and two workers of one core; return the address, and the groups of the workers."""
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
    require_java()
    home = Path(pyspark.__file__).parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONPATH": str(ROOT),
        "PYSPARK_PYTHON": sys.executable,
    }
    started = []

    def start(what, *arguments):
        command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{what}", *arguments]
        with (tmp_path / f"{len(started)}.log").open("w") as log:
            started.append(
                subprocess.Popen(
                    command, env=environment, stdout=log, stderr=log, start_new_session=True
                )
            )

    own = ("--host", "127.0.0.1", "--webui-port", "0")
    address = f"spark://127.0.0.1:{port}"
    start("master.Master", *own, "--port", port)
    for number in range(2):
        work = tmp_path / f"worker-{number}"
        start("worker.Worker", address, *own, "--cores", "1", "--memory", "1g", "--work-dir", work)
    try:
        await_workers(tmp_path / "0.log")
        yield address, [process.pid for process in started[1:]], environment
    finally:
        for process in started:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it was killed by the test
            process.wait()


def await_workers(log):
    until = time.monotonic() + MAX_SECONDS
    while log.read_text().count("Registering worker") < 2:
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.5)


def write_lake(folder):
    """Write parts of a society in which one user has a third of all events; return its table."""
    frame = tb.datasets.make_society(n_people=40, n_tribes=2, seed=3).events.to_frame()
    random = np.random.default_rng(0)
    loud = frame.sample(len(frame) // 2, random_state=0, ignore_index=True)
    loud["source"] = "loudspeaker"
    loud["time"] = loud["time"].dt.floor("h") + np.arange(len(loud)) * np.timedelta64(1, "s")
    columns = ["source", "target", "kind", "time"]
    table = pa.concat_tables(
        pa.Table.from_pandas(part[columns], preserve_index=False) for part in (frame, loud)
    )
    table = table.take(random.permutation(len(table)))
    folder.mkdir()
    for number, rows in enumerate(np.array_split(np.arange(len(table)), 5)):
        pq.write_table(table.take(rows), folder / f"part-{number}.parquet")
    return table


def test_a_worker_that_is_killed_changes_nothing(cluster, tmp_path):
    address, workers, environment = cluster
    table = write_lake(tmp_path / "lake")
    script = Path(__file__).with_name("cluster_driver.py")
    driver = subprocess.run(
        [sys.executable, script, address, tmp_path / "lake", str(workers[0])],
        capture_output=True,
        check=False,
        env=environment,
        text=True,
        timeout=MAX_SECONDS,
    )
    network = tb.build_network(tb.Events.from_frame(table))
    tribes = tb.find_tribes(network, resolution=1.0).to_frame().to_csv()
    assert driver.returncode == 0, driver.stderr[-3_000:]
    found, stopped = driver.stdout.splitlines()
    assert found == f"found {network.made_by.digest} {hashlib.sha256(tribes.encode()).hexdigest()}"
    assert "the Spark session of these events is stopped" in stopped
