"""A session of an account, for what only accounts may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tribus._core.checks import show
from tribus.errors import CollectError
from tribus.live.client import RefusedError

if TYPE_CHECKING:
    from tribus.live.client import Client
    from tribus.live.credentials import AppPassword

VIEW_PROXY = "did:web:api.bsky.app#bsky_appview"  # to whom the server of an account passes requests on


class Tokens(Struct):
    """Tokens of a session, which are kept in memory only."""

    accessJwt: str  # noqa: N815  the lexicon's name
    refreshJwt: str  # noqa: N815  the lexicon's name


class Session:
    """Requests in the name of an account, at its own server.

    Parameters
    ----------
    client
        The client of the run.
    server
        Address of the server of the account.
    password
        App password of the account.
    proxy
        Service to which the server passes requests for views on; None for its own choice.
    """

    def __init__(
        self, client: Client, server: str, password: AppPassword, *, proxy: str | None = VIEW_PROXY
    ) -> None:
        self.server = server
        self._client, self._password, self._proxy = client, password, proxy
        self._tokens: Tokens | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers of a request; the first call opens the session."""
        if self._tokens is None:
            self._open()
        proxied = {"atproto-proxy": self._proxy} if self._proxy else {}
        return {**self._bearer("accessJwt"), **proxied}

    def renew(self) -> None:
        """Get new tokens, because the server says that the old ones have expired."""
        url = f"{self.server}/xrpc/com.atproto.server.refreshSession"
        try:
            self._tokens = self._client.post(url, Tokens, headers=self._bearer("refreshJwt"))
        except RefusedError:
            self._open()

    def _bearer(self, name: str) -> dict[str, str]:
        return {"authorization": f"Bearer {getattr(self._tokens, name)}"}

    def _open(self) -> None:
        url = f"{self.server}/xrpc/com.atproto.server.createSession"
        account = self._password.account
        try:
            self._tokens = self._client.post(
                url, Tokens, identifier=account, password=self._password.reveal()
            )
        except RefusedError as error:
            raise CollectError(
                f"{error}: the app password of {show(account)} is wrong or was revoked. Make a new one "
                "in the settings of Bluesky. What was collected before is kept"
            ) from None
