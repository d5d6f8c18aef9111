"""The error for a saved file whose content cannot be right."""

from __future__ import annotations


class DamageError(Exception):
    """A saved file holds something that no result can hold; `load` reports it with the path."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.message, self.place = message, place

    def at(self, place: str) -> DamageError:
        """Return the error with its place, unless it has one already."""
        return self if self.place else DamageError(self.message, place)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def require(condition: object, message: str) -> None:
    """Raise `DamageError` with a message unless the condition is true."""
    if not condition:
        raise DamageError(message)
