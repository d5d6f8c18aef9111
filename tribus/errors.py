"""Every error and warning that tribus raises; each also is the built-in that a user would catch."""


class TribusError(Exception):
    """Base of all errors of tribus: `except tribus.errors.TribusError` catches every one."""


class OptionError(TribusError, ValueError):
    """An option was given a value that it cannot take."""


class EventsError(TribusError, ValueError):
    """A table of events has rows that cannot be read or repaired."""


class ColumnError(EventsError, KeyError):
    """A table lacks a column that was asked for, or that is needed."""

    def __str__(self) -> str:
        """Show the message as written; `KeyError` would put it in quotes."""
        return str(self.args[0])


class ReadError(TribusError, OSError):
    """A file could not be read, or its content does not match its name."""


class CollectError(TribusError, ConnectionError):
    """A server refused an answer or could not be reached, or what it sent could not be kept."""


class UserError(TribusError, KeyError):
    """A user was asked for who is not in the network."""

    def __str__(self) -> str:
        """Show the message as written; `KeyError` would put it in quotes."""
        return str(self.args[0])


class NetworkError(TribusError, ValueError):
    """A network cannot be built from the value given, or converted to it."""


class TribusWarning(UserWarning):
    """Base of all warnings of tribus: filter this one to silence them all."""
