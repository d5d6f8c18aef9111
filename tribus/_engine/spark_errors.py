"""Errors of Spark as errors of tribus that say what to do."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tribus import errors
from tribus._core.checks import show
from tribus.errors import OptionError, ReadError, TribusError

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "tribus-error:"  # begins an error of tribus in the traceback of an executor
_MARKED = re.compile(rf"{MARK}(\[.*?\])\s*$", re.MULTILINE)
_MISSING_MODULE = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
_MISSING_PATH = re.compile(r"\[PATH_NOT_FOUND\] Path does not exist: (\S+?)\.?(?:\s|$)")
_EXISTING_PATH = re.compile(r"\[PATH_ALREADY_EXISTS\] Path (\S+) already exists")
_RESULT_SIZE = "spark.driver.maxResultSize"


@contextmanager
def explain_errors(session: Any) -> Iterator[None]:
    """Raise an error of tribus, where the remedy is known, in place of an error of Spark inside.

    Parameters
    ----------
    session
        The Spark session that does the work.

    Raises
    ------
    OptionError
        If the session is stopped, executors lack a package, or the driver may not take the result.
    ReadError
        If a path does not exist.
    TribusError
        The error of tribus that an executor raised.
    """
    check_session(session)
    try:
        yield
    except TribusError:
        raise
    except Exception as error:
        check_session(session)
        explained = explain(str(error))
        if explained is None:
            raise
        raise explained from None


def check_session(session: Any) -> None:
    """Raise `OptionError` for a session that is stopped."""
    if is_stopped(session):
        raise OptionError(
            "the Spark session of these events is stopped, and their rows with it; keep the session "
            "until build_network has returned, or bring the rows over before with events.collect()"
        )


def check_is_session(value: Any, name: str) -> None:
    """Raise `OptionError` unless the value of an option is a Spark session that runs.

    Parameters
    ----------
    value
        The value that the caller gave.
    name
        The option, for the error.
    """
    is_session = type(value).__module__.startswith("pyspark.sql") and hasattr(value, "createDataFrame")
    if not is_session or is_stopped(value):
        found = "a session that is stopped" if is_session else show(value)
        raise OptionError(
            f"{name} must be a Spark session, as SparkSession.builder.getOrCreate() returns it, "
            f"got {found}"
        )


def is_stopped(session: Any) -> bool:
    """Return whether a session is stopped."""
    stopped = getattr(session, "is_stopped", None)  # of Spark Connect
    return session.sparkContext._jsc is None if stopped is None else bool(stopped)  # noqa: SLF001


def explain(text: str) -> TribusError | None:
    """Return the error of tribus for the text of an error of Spark; None if there is none."""
    marked = _MARKED.search(text)
    if marked is not None:
        name, message = json.loads(marked[1])
        kind: type[TribusError] = getattr(errors, name)
        return kind(message)
    missing = _MISSING_MODULE.search(text)
    if missing is not None:
        package = missing[1].split(".", maxsplit=1)[0]
        return OptionError(
            f"the Spark executors have no package {show(package)}, and rows are read there; install "
            "tribus-graph of the same version in the Python of every executor, or ship an environment "
            "with spark.archives"
        )
    path = _MISSING_PATH.search(text)
    if path is not None:
        return ReadError(f"Spark finds no file or folder {show(path[1])}; check the path")
    existing = _EXISTING_PATH.search(text)
    if existing is not None:
        return OptionError(
            f"there is already something at {show(existing[1], at_most=500)}, and nothing is replaced "
            "there; give another path, or remove it first"
        )
    if _RESULT_SIZE in text:
        return OptionError(
            f"the driver may not take a result of this size; start Spark with a larger {_RESULT_SIZE}, "
            "for example '8g', or '0' for no limit"
        )
    return None


def mark_error(error: TribusError) -> RuntimeError:
    """Return an error that an executor raises; `explain` turns it into the error of tribus again."""
    return RuntimeError(MARK + json.dumps([type(error).__name__, str(error)]))
