"""The endpoints of Bluesky that a collection asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tribus.live.answers import AnswerPage, DidDocument, Resolved, Revision
from tribus.live.client import EXPIRED, Answer, RefusedError
from tribus.live.hosts import is_allowed, is_loopback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.live.addresses import Address
    from tribus.live.client import Client
    from tribus.live.session import Session

PAGE_SIZE = 100  # items, the largest that servers allow
PROFILES_PER_REQUEST = 25  # by the lexicon
_UNKNOWN_ACCOUNT = (400, 404, 410)


class Api:
    """Requests for accounts, views and repositories.

    Parameters
    ----------
    client
        The client of the run.
    service
        Address of the server of views.
    directory
        Address of the directory of accounts.
    session
        Session of an account, if views are asked for in its name.
    page_size
        Number of items on a page, 1 to 100.
    """

    def __init__(
        self,
        client: Client,
        *,
        service: str,
        directory: str,
        session: Session | None = None,
        page_size: int = PAGE_SIZE,
    ) -> None:
        self.client = client
        self._service, self._directory, self._session = service, directory, session
        self._page_size = page_size
        self._allows_loopback = is_loopback(service)

    def find_did(self, owner: str) -> str | None:
        """Return the id of an account by its handle; None if nobody has it."""
        if owner.startswith("did:"):
            return owner
        try:
            found = self._view("com.atproto.identity.resolveHandle", Resolved, handle=owner)
        except RefusedError as error:
            if error.status in _UNKNOWN_ACCOUNT:
                return None
            raise
        return found.did

    def find_similar(self, handle: str) -> AnswerPage:
        """Return users whose handles are similar."""
        return self._view("app.bsky.actor.searchActorsTypeahead", AnswerPage, q=handle, limit=3)

    def see_profiles(self, dids: Sequence[str]) -> AnswerPage:
        """Return the profiles of at most 25 accounts; missing ones are gone."""
        return self._view("app.bsky.actor.getProfiles", AnswerPage, actors=list(dids))

    def see_list(self, address: Address, did: str, cursor: str | None) -> AnswerPage:
        """Return a page of the members of a list, or of the posts of a feed."""
        uri = f"at://{did}/{address.collection}/{address.key}"
        if address.kind == "feed":
            return self._list("app.bsky.feed.getFeed", cursor, feed=uri)
        if address.kind == "starter pack":
            pack = self._view("app.bsky.graph.getStarterPack", AnswerPage, starterPack=uri).starterPack
            uri = pack.list.uri if pack and pack.list else ""
        return self._list("app.bsky.graph.getList", cursor, list=uri)

    def see_followers(self, did: str, cursor: str | None) -> AnswerPage:
        """Return a page of those who follow a person."""
        return self._list("app.bsky.graph.getFollowers", cursor, actor=did)

    def see_posts(self, did: str, cursor: str | None) -> AnswerPage:
        """Return a page of the posts of a person, with the numbers of answers to them."""
        return self._list("app.bsky.feed.getAuthorFeed", cursor, actor=did, filter="posts_with_replies")

    def see_answers(self, task: str, uri: str, cursor: str | None) -> AnswerPage:
        """Return a page of those who answered a post: `replies`, `quotes`, `reposts` or `likes`."""
        if task == "replies":
            return self._view(
                "app.bsky.feed.getPostThread", AnswerPage, uri=uri, depth=1, parentHeight=0
            )
        name = {"quotes": "getQuotes", "reposts": "getRepostedBy", "likes": "getLikes"}[task]
        return self._list(f"app.bsky.feed.{name}", cursor, uri=uri)

    def find_home(self, did: str) -> str | None:
        """Return the address of the server of a repository; None if the account is gone.

        The document of the account is a stranger's: an address that leads into a local network, or to
        no server, counts as none.
        """
        url = f"{self._directory}/{did}"
        if did.startswith("did:web:"):
            host = unquote(did.removeprefix("did:web:"))
            url = f"https://{host}/.well-known/did.json"
            if not is_allowed(url, allows_loopback=False):
                return None
        try:
            server = self.client.get(url, DidDocument).repository_server()
        except RefusedError as error:
            if error.status in _UNKNOWN_ACCOUNT:
                return None
            raise
        return server if is_allowed(server, allows_loopback=self._allows_loopback) else None

    def see_revision(self, server: str, did: str) -> str:
        """Return the revision of a repository."""
        url = f"{server}/xrpc/com.atproto.sync.getLatestCommit"
        return self.client.get(url, Revision, did=did).rev

    def see_records(self, server: str, did: str, collection: str, cursor: str | None) -> AnswerPage:
        """Return a page of the records of a person, the latest first."""
        return self.client.get(
            f"{server}/xrpc/com.atproto.repo.listRecords",
            AnswerPage,
            repo=did,
            collection=collection,
            limit=self._page_size,
            cursor=cursor,
        )

    def _list(self, name: str, cursor: str | None, **params: Any) -> AnswerPage:
        return self._view(name, AnswerPage, limit=self._page_size, cursor=cursor, **params)

    def _view(self, name: str, answer: type[Answer], **params: Any) -> Answer:
        if self._session is None:
            return self.client.get(f"{self._service}/xrpc/{name}", answer, **params)
        url = f"{self._session.server}/xrpc/{name}"
        try:
            return self.client.get(url, answer, headers=self._session.headers(), **params)
        except RefusedError as error:
            if error.code not in EXPIRED:
                raise
        self._session.renew()
        return self.client.get(url, answer, headers=self._session.headers(), **params)


def is_gone(error: RefusedError) -> bool:
    """Whether a server refuses because the account or its repository is no longer there."""
    words = re.compile(
        r"NotFound|Takendown|Takedown|Deactivated|Suspended|could not find", re.IGNORECASE
    )
    return bool(words.search(error.code) or words.search(str(error)))
