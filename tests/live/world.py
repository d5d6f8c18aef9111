"""A Bluesky network in memory: accounts, their records, and answers to requests for them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

POST, FOLLOW, BLOCK = "app.bsky.feed.post", "app.bsky.graph.follow", "app.bsky.graph.block"
LIKE, REPOST = "app.bsky.feed.like", "app.bsky.feed.repost"
TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
NOW = datetime.now(UTC).replace(microsecond=0)


def did_of(name):
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    digest = hashlib.sha256(name.encode()).digest()
    return "did:plc:" + "".join(letters[byte % 32] for byte in digest[:24])


def tid_of(moment, serial):
    number = (int(moment.timestamp() * 1e6) << 10) | serial % 1024
    digits = []
    for _ in range(13):
        number, digit = divmod(number, 32)
        digits.append(TID_DIGITS[digit])
    return "".join(reversed(digits))


def iso(moment):
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Account:
    name: str
    handle: str
    did: str
    labels: tuple = ()
    status: str = "active"
    bio: str = ""
    home: str | None = None
    revision: int = 0
    records: dict = field(default_factory=dict)  # collection -> {key: value}


class RefusedError(Exception):
    def __init__(self, status, error, message=""):
        super().__init__(error)
        self.status, self.error, self.message = status, error, message


class World:
    """The network. `url` is the address of the only server, once it runs."""

    def __init__(self):
        self.url = ""
        self.accounts = {}
        self.lists = {}
        self.packs = {}
        self.deleted = []
        self.serial = 0
        self.requests = []
        self.page_limit = 100
        self._known, self._index = None, {}

    def join(self, name, **parts):
        account = Account(name, f"{name}.test.social", did_of(name), **parts)
        self.accounts[account.did] = account
        return account

    def of(self, name):
        return self.accounts[did_of(name)]

    def write(self, name, collection, value, *, ago=1.0, key=None):
        """Write a record `ago` days before now, and return its address."""
        account = self.of(name)
        self.serial += 1
        moment = NOW - timedelta(days=ago) + timedelta(milliseconds=self.serial)
        key = key or tid_of(moment, self.serial)
        value = {"$type": collection, "createdAt": iso(moment), **value}
        account.records.setdefault(collection, {})[key] = value
        account.revision += 1
        return f"at://{account.did}/{collection}/{key}"

    def post(self, name, text="hello", *, ago=1.0, to=None, quotes=None, mentions=(), **parts):
        value = {"text": text, **parts}
        if to is not None:
            root = self.value(to).get("reply", {}).get("root", {"uri": to, "cid": "b"})
            value["reply"] = {"parent": {"uri": to, "cid": "b"}, "root": root}
        if quotes is not None:
            value["embed"] = {"$type": "app.bsky.embed.record", "record": {"uri": quotes, "cid": "b"}}
        if mentions:
            features = [{"$type": "app.bsky.richtext.facet#mention", "did": did_of(m)} for m in mentions]
            value["facets"] = [{"index": {"byteStart": 0, "byteEnd": 1}, "features": features}]
        return self.write(name, POST, value, ago=ago)

    def follow(self, name, other, *, ago=200.0):
        return self.write(name, FOLLOW, {"subject": did_of(other)}, ago=ago)

    def block(self, name, other):
        return self.write(name, BLOCK, {"subject": did_of(other)})

    def like(self, name, uri, *, ago=1.0):
        return self.write(name, LIKE, {"subject": {"uri": uri, "cid": "b"}}, ago=ago)

    def repost(self, name, uri, *, ago=1.0):
        return self.write(name, REPOST, {"subject": {"uri": uri, "cid": "b"}}, ago=ago)

    def delete(self, uri):
        _, _, did, collection, key = uri.split("/")
        self.deleted.append((uri, self.accounts[did].records[collection].pop(key)))
        self.accounts[did].revision += 1

    def value(self, uri):
        _, _, did, collection, key = uri.split("/")
        return self.accounts[did].records[collection][key]

    def make_list(self, owner, key, members):
        uri = f"at://{did_of(owner)}/app.bsky.graph.list/{key}"
        self.lists[uri] = [did_of(one) for one in members]
        return uri

    def answer(self, path, params):
        """Return the answer to a request; raise `RefusedError`."""
        self.requests.append((path, params))
        name = path.removeprefix("/xrpc/")
        if path.startswith("/did:"):
            return self._document(path[1:])
        return getattr(self, "_" + name.rpartition(".")[2])(params)

    def _account(self, actor, *, error="RepoNotFound"):
        found = self.accounts.get(actor) or next(
            (a for a in self.accounts.values() if a.handle == actor), None
        )
        if found is None:
            raise RefusedError(400, error, f"Could not find repo: {actor}")
        if found.status != "active":
            raise RefusedError(
                400, f"Repo{found.status.title()}", f"Repo has been {found.status}: {actor}"
            )
        return found

    def _document(self, did):
        if did not in self.accounts:
            raise RefusedError(404, "NotFound", "DID not registered")
        home = self.accounts[did].home or self.url
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": home}
        return {"id": did, "service": [service]}

    def _resolveHandle(self, params):  # noqa: N802  named by the lexicon, as those below
        found = [a for a in self.accounts.values() if a.handle == params["handle"][0]]
        if not found:
            raise RefusedError(400, "InvalidRequest", "Unable to resolve handle")
        return {"did": found[0].did}

    def _searchActorsTypeahead(self, params):  # noqa: N802
        start = params["q"][0][:2]
        return {"actors": [self._view(a) for a in self.accounts.values() if a.handle.startswith(start)]}

    def _view(self, account):
        labels = [{"val": label, "src": account.did} for label in account.labels]
        return {
            "did": account.did, "handle": account.handle, "labels": labels,
            "displayName": account.name.title(), "description": account.bio,
            "followersCount": len(self._followers(account.did)),
            "followsCount": len(account.records.get(FOLLOW, ())),
            "postsCount": len(account.records.get(POST, ())),
            "createdAt": iso(NOW - timedelta(days=400)),
        }  # fmt: skip

    def _getProfiles(self, params):  # noqa: N802
        assert len(params["actors"]) <= 25
        found = [self.accounts.get(did) for did in params["actors"]]
        return {"profiles": [self._view(a) for a in found if a and a.status == "active"]}

    def _followers(self, did):
        return [
            account
            for account in self.accounts.values()
            if account.status == "active"
            and any(value["subject"] == did for value in account.records.get(FOLLOW, {}).values())
        ]

    def _getFollowers(self, params):  # noqa: N802
        account = self._account(params["actor"][0])
        views = [self._view(one) for one in self._followers(account.did)]
        return {"subject": self._view(account), **self._page("followers", views, params)}

    def _getList(self, params):  # noqa: N802
        uri = params["list"][0]
        if uri not in self.lists:
            raise RefusedError(400, "InvalidRequest", "List not found")
        items = [{"uri": uri, "subject": self._view(self.accounts[did])} for did in self.lists[uri]]
        return self._page("items", items, params)

    def _getStarterPack(self, params):  # noqa: N802
        return {"starterPack": {"list": {"uri": self.packs[params["starterPack"][0]]}}}

    def _getFeed(self, params):  # noqa: N802
        posts = [self._post_view(uri) for uri in sorted(self._all(POST))]
        return self._page("feed", [{"post": post} for post in posts], params)

    def _all(self, collection):
        return [
            f"at://{account.did}/{collection}/{key}"
            for account in self.accounts.values()
            if account.status == "active"
            for key in account.records.get(collection, ())
        ]

    def _answers(self, uri, collection):
        """Addresses of the records of a collection that answer, quote, like or repost a post."""
        state = tuple((a.revision, a.status) for a in self.accounts.values())
        if self._known != state:
            self._known, self._index = state, {}
            for one in (POST, LIKE, REPOST):
                self._add_to_index(one)
        return self._index.get((collection, uri), [])

    def _add_to_index(self, collection):
        for one in self._all(collection):
            value = self.value(one)
            subject = value.get("subject", {})
            targets = {
                "reply": value.get("reply", {}).get("parent", {}).get("uri"),
                "quote": value.get("embed", {}).get("record", {}).get("uri"),
                "subject": subject.get("uri") if isinstance(subject, dict) else None,
            }
            for how, target in targets.items():
                if isinstance(target, str):
                    self._index.setdefault((collection, target), []).append((one, how))

    def _post_view(self, uri):
        author, value = self.accounts[uri.split("/")[2]], self.value(uri)
        answers = [how for _, how in self._answers(uri, POST)]
        return {
            "uri": uri, "cid": "b", "author": self._view(author), "record": value,
            "indexedAt": value["createdAt"], "replyCount": answers.count("reply"),
            "quoteCount": answers.count("quote"), "likeCount": len(self._answers(uri, LIKE)),
            "repostCount": len(self._answers(uri, REPOST)),
        }  # fmt: skip

    def _getAuthorFeed(self, params):  # noqa: N802
        account = self._account(params["actor"][0])
        keys = sorted(account.records.get(POST, {}), reverse=True)
        views = [{"post": self._post_view(f"at://{account.did}/{POST}/{key}")} for key in keys]
        return self._page("feed", views, params)

    def _getPostThread(self, params):  # noqa: N802
        uri = params["uri"][0]
        replies = [
            {"post": self._post_view(one)} for one, how in self._answers(uri, POST) if how == "reply"
        ]
        return {"thread": {"post": self._post_view(uri), "replies": replies}}

    def _getQuotes(self, params):  # noqa: N802
        uri = params["uri"][0]
        views = [self._post_view(one) for one, how in self._answers(uri, POST) if how == "quote"]
        return self._page("posts", views, params)

    def _getLikes(self, params):  # noqa: N802
        likes = [
            {
                "actor": self._view(self.accounts[one.split("/")[2]]),
                "createdAt": self.value(one)["createdAt"],
            }
            for one, _ in self._answers(params["uri"][0], LIKE)
        ]
        return self._page("likes", likes, params)

    def _getRepostedBy(self, params):  # noqa: N802
        found = self._answers(params["uri"][0], REPOST)
        views = [self._view(self.accounts[one.split("/")[2]]) for one, _ in found]
        return self._page("repostedBy", views, params)

    def _getLatestCommit(self, params):  # noqa: N802
        account = self._account(params["did"][0])
        return {"cid": "b", "rev": f"3k{account.revision:011d}"}

    def _listRecords(self, params):  # noqa: N802
        account = self._account(params["repo"][0])
        collection = params["collection"][0]
        records = sorted(account.records.get(collection, {}).items(), reverse=True)
        before = params.get("cursor", ["~"])[0]
        limit = min(int(params["limit"][0]), self.page_limit)
        page = [(key, value) for key, value in records if key < before][:limit]
        found = [
            {"uri": f"at://{account.did}/{collection}/{key}", "cid": "b", "value": value}
            for key, value in page
        ]
        return {"records": found, **({"cursor": page[-1][0]} if len(page) == limit else {})}

    def _page(self, name, items, params):
        start = int(params.get("cursor", ["0"])[0])
        end = start + min(int(params.get("limit", ["50"])[0]), self.page_limit)
        return {name: items[start:end], **({"cursor": str(end)} if end < len(items) else {})}

    def _createSession(self, params):  # noqa: N802
        if params["password"] != "right-app-password":  # noqa: S105
            raise RefusedError(401, "AuthenticationRequired", "Invalid identifier or password")
        return {"accessJwt": "access-1", "refreshJwt": "refresh-1"}

    def _refreshSession(self, _):  # noqa: N802
        return {"accessJwt": "access-2", "refreshJwt": "refresh-2"}
