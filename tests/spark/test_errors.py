"""Errors of Spark become errors of tribus that say what to do."""

from types import SimpleNamespace

import pytest

from tribus._engine.spark_errors import MARK, check_is_session, check_session, explain, mark_error
from tribus.errors import ColumnError, OptionError, ReadError


def test_a_stopped_session_is_named():
    with pytest.raises(OptionError, match=r"session of these events is stopped.*events.collect\(\)"):
        check_session(SimpleNamespace(is_stopped=True))


@pytest.mark.parametrize("value", ["local[2]", SimpleNamespace(createDataFrame=None)])
def test_a_value_that_is_no_session_is_shown(value):
    with pytest.raises(OptionError, match=r"^engine must be a Spark session.*got .*(local|createData)"):
        check_is_session(value, "engine")


def test_an_error_of_an_executor_comes_back_as_it_was():
    marked = str(mark_error(ColumnError("column 'n' has\n[type] \"blob\"")))
    assert marked.startswith(MARK)
    found = explain(
        f"Traceback (most recent call last):\n  File x\nRuntimeError: {marked}\n\n\tat org.apache"
    )
    assert isinstance(found, ColumnError)
    assert str(found) == "column 'n' has\n[type] \"blob\""


@pytest.mark.parametrize("package", ["tribus", "pyarrow", "duckdb"])
def test_a_package_that_executors_lack_is_named(package):
    found = explain(f"PythonException: ...\nModuleNotFoundError: No module named '{package}.events'")
    assert isinstance(found, OptionError)
    assert f"executors have no package '{package}'" in str(found)


def test_a_path_that_does_not_exist_is_named():
    found = explain("[PATH_NOT_FOUND] Path does not exist: file:/lake/replies. SQLSTATE: 42K03")
    assert isinstance(found, ReadError)
    assert "'file:/lake/replies'" in str(found)


def test_a_path_with_something_is_named():
    found = explain("[PATH_ALREADY_EXISTS] Path file:/lake/own already exists. Set mode as ...")
    assert isinstance(found, OptionError)
    assert "there is already something at 'file:/lake/own'" in str(found)


def test_a_limit_of_the_driver_is_named():
    found = explain("Total size of serialized results ... is bigger than spark.driver.maxResultSize")
    assert "spark.driver.maxResultSize" in str(found)


def test_other_errors_of_spark_stay_as_they_are():
    assert explain("java.lang.ArithmeticException: / by zero") is None
