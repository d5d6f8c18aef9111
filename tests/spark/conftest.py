"""All tests of this folder need Spark, and are slow."""

import pytest

from tests.spark_session import marks_of


@pytest.hookimpl(tryfirst=True)  # before slow tests are left out
def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/spark/" in item.path.as_posix():
            for mark in marks_of("spark"):
                item.add_marker(mark)
