"""Find the tribes of a lake on a cluster, and kill one of its workers on the way.

Arguments: the master, the folder of the lake, and the process group of the worker. Prints the digest of
the network and the hash of the table of tribes.
"""

import hashlib
import os
import signal
import sys

from pyspark.sql import SparkSession

import tribus as tb

OPTIONS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.executor.memory": "600m",
    "spark.log.level": "ERROR",
    "spark.shuffle.io.maxRetries": "1",
    "spark.shuffle.io.retryWait": "1s",
    "spark.speculation": "true",
    "spark.speculation.multiplier": "1.1",
    "spark.speculation.quantile": "0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def main(master, lake, worker):
    """Read on both workers, sum on the one that is left."""
    session = SparkSession.builder.master(master).config(map=OPTIONS).getOrCreate()
    events = tb.read_events(lake, engine=session)
    os.killpg(int(worker), signal.SIGKILL)
    network = tb.build_network(events)
    tribes = tb.find_tribes(network, resolution=1.0)
    table = hashlib.sha256(tribes.to_frame().to_csv().encode()).hexdigest()
    print(f"found {network.made_by.digest} {table}")
    session.stop()
    try:
        events.counts  # noqa: B018  runs on the session
    except tb.errors.OptionError as error:
        print(error)


if __name__ == "__main__":
    main(*sys.argv[1:])
