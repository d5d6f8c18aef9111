from __future__ import annotations

import inspect
import pickle

import pytest

from tribus import errors

BUILTIN = {
    "TribusError": Exception,
    "OptionError": ValueError,
    "EventsError": ValueError,
    "ColumnError": KeyError,
    "ReadError": OSError,
    "CollectError": ConnectionError,
    "UserError": KeyError,
    "NetworkError": ValueError,
    "TribusWarning": UserWarning,
}


def classes():
    return [value for _, value in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("error", classes(), ids=lambda error: error.__name__)
def test_every_error_is_also_the_builtin_that_a_user_would_catch(error):
    assert issubclass(error, BUILTIN[error.__name__])


@pytest.mark.parametrize("error", classes(), ids=lambda error: error.__name__)
def test_every_error_is_caught_by_the_base_of_all(error):
    base = errors.TribusWarning if issubclass(error, Warning) else errors.TribusError
    assert issubclass(error, base)


@pytest.mark.parametrize("error", classes(), ids=lambda error: error.__name__)
def test_a_message_is_shown_as_written_and_survives_pickling(error):
    raised = error("no column 'x'; it's not there")
    assert str(raised) == "no column 'x'; it's not there"
    assert str(pickle.loads(pickle.dumps(raised))) == str(raised)  # noqa: S301 - our own bytes


def test_a_missing_column_is_an_error_in_the_events():
    assert issubclass(errors.ColumnError, errors.EventsError)
