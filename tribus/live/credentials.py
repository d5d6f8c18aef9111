"""App passwords: from the environment or the keyring of the system, never stored, shown or logged."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

from tribus._core.checks import show
from tribus.errors import CollectError

PASSWORD_VARIABLE = "TRIBUS_BLUESKY_APP_PASSWORD"  # noqa: S105  its name, not the password
KEYRING_SERVICE = "tribus-bluesky"


class AppPassword:
    """A password that no representation shows.

    Attributes
    ----------
    account
        Handle of the account that it opens.
    """

    def __init__(self, account: str, password: str) -> None:
        self.account = account
        self._password = password

    def reveal(self) -> str:
        """Return the password, for the request that needs it."""
        return self._password

    def __repr__(self) -> str:
        return f"<AppPassword of {show(self.account)}>"

    def __reduce__(self) -> str:
        raise TypeError("a password is not stored")


def find_app_password(account: str) -> AppPassword:
    """Return the app password of an account.

    Raises
    ------
    CollectError
        If neither the environment nor the keyring has it.
    """
    password = os.environ.get(PASSWORD_VARIABLE) or _ask_keyring(account)
    if not password:
        raise CollectError(
            f"there is no app password of {show(account)}. Make one in the settings of Bluesky, and put "
            f"it into the environment variable {PASSWORD_VARIABLE}, or into the keyring of this system "
            f"with keyring set {KEYRING_SERVICE} {account}"
        )
    return AppPassword(account, password)


def _ask_keyring(account: str) -> str | None:
    if find_spec("keyring") is None:
        return None
    keyring = import_module("keyring")
    errors = import_module("keyring.errors")
    try:
        found: str | None = keyring.get_password(KEYRING_SERVICE, account)
    except errors.KeyringError:  # no keyring runs, as on most servers
        return None
    return found
