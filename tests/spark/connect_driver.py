"""Find the tribes of a table through Spark Connect. Arguments: a file of events, and a folder to write.

Prints the digest of the network and the hash of the table of tribes.
"""

import hashlib
import sys

from pyspark.sql import SparkSession

import tribus as tb
from tests.spark_session import OPTIONS as FAST

OPTIONS = {name: value for name, value in FAST.items() if name.startswith("spark.sql.")}


def main(path, folder):
    """Read a path, and write the tribes."""
    session = SparkSession.builder.remote("local[2]").getOrCreate()
    for name, value in OPTIONS.items():
        session.conf.set(name, value)
    events = tb.read_events(path, engine=session)
    network = tb.build_network(events, half_life="90d", max_ties=500)
    tribes = tb.find_tribes(network, resolution=1.0)
    table = hashlib.sha256(tribes.to_frame().to_csv().encode()).hexdigest()
    print(f"found {network.made_by.digest} {table}")
    tribes.write_own_tribes(f"{folder}/own", engine=session)
    session.stop()
    try:
        events.head()
    except tb.errors.OptionError as error:
        print(error)


if __name__ == "__main__":
    main(*sys.argv[1:])
