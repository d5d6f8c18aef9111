"""A Spark session for the tests that need one, and the marks of these tests."""

import os
import shutil
import sys
import warnings

import pytest

OPTIONS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",  # compiling takes longer than these few rows
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
OLD_PANDAS = "ignore:PySpark does not yet fully support pandas:FutureWarning"


def marks_of(group):
    """Return the marks of tests on Spark; each group has a session and a process of its own."""
    return (
        pytest.mark.slow,
        pytest.mark.xdist_group(group),
        pytest.mark.filterwarnings(OLD_PANDAS),
    )


def require_java():
    """Skip the test on a machine without Java."""
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("Spark needs Java; install a JDK of version 17 or later")


@pytest.fixture(scope="session")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    require_java()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        session = sql.SparkSession.builder.master("local[2]").config(map=OPTIONS).getOrCreate()
    yield session
    session.stop()
