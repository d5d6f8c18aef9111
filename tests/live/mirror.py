"""A society in memory written into a real network, so that both hold the same."""

from __future__ import annotations

import json

import httpx

from tests.live.world import Account

CID = "bafyreidwaivazkwu67xztlmuobx35hs2lnfh3kolmgfmucldvhd3sgzcqi"  # of any record; nobody checks it
PASSWORD = "a-test-password"  # noqa: S105  of accounts that live for a minute
WRITES_PER_REQUEST = 200


class Mirror:
    """The society as the real network has it.

    Attributes
    ----------
    accounts
        Accounts by their ids in the real network, with their records.
    """

    def __init__(self, world, addresses, command):
        self.addresses, self.command = addresses, command
        self.accounts, self._names, self._tokens = {}, {}, {}
        self._http = httpx.Client(timeout=120)
        for account in world.accounts.values():
            self._join(account.name)
        self._ids = {account.did: self.of(account.name).did for account in world.accounts.values()}
        for account in world.accounts.values():
            self._write(account)
        for uri, value in world.deleted:
            self._delete(uri, value)
        command(do="settle")

    def close(self):
        """Close the connections to the network."""
        self._http.close()

    def of(self, name):
        return self.accounts[self._names[name]]

    def write(self, name, collection, value):
        """Write one record, and return its address."""
        body = {
            "repo": self.of(name).did,
            "collection": collection,
            "record": {"$type": collection, **value},
        }
        uri = self.call(name, "com.atproto.repo.createRecord", body)["uri"]
        self.of(name).records.setdefault(collection, {})[uri.rpartition("/")[2]] = value
        return uri

    def delete(self, name, collection, key):
        body = {"repo": self.of(name).did, "collection": collection, "rkey": key}
        self.call(name, "com.atproto.repo.deleteRecord", body)
        del self.of(name).records[collection][key]

    def rename(self, name, handle):
        self.call(name, "com.atproto.identity.updateHandle", {"handle": handle})
        self.of(name).handle = handle

    def suspend(self, name):
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": self.of(name).did}
        body = {"subject": subject, "takedown": {"applied": True}}
        self._post("com.atproto.admin.updateSubjectStatus", body, self.addresses["admin"])
        self.of(name).status = "takendown"

    def call(self, name, method, body):
        return self._post(method, body, f"Bearer {self._tokens[name]}")

    def _post(self, method, body, authorization=None):
        headers = {"authorization": authorization} if authorization else {}
        url = f"{self.addresses['pds']}/xrpc/{method}"
        answer = self._http.post(url, json=body, headers=headers)
        assert answer.status_code == 200, (method, answer.status_code, answer.text)
        return answer.json() if answer.content else {}

    def _join(self, name):
        handle = f"{name}.test"
        body = {"handle": handle, "email": f"{name}@example.com", "password": PASSWORD}
        made = self._post("com.atproto.server.createAccount", body)
        self._names[name], self._tokens[name] = made["did"], made["accessJwt"]
        self.accounts[made["did"]] = Account(name, handle, made["did"])

    def _write(self, account):
        own = self.of(account.name)
        writes = []
        for collection, records in account.records.items():
            for key, value in records.items():
                real = self._translate(value)
                own.records.setdefault(collection, {})[key] = real
                writes.append(self._create(collection, key, real))
        for start in range(0, len(writes), WRITES_PER_REQUEST):
            body = {"repo": own.did, "writes": writes[start : start + WRITES_PER_REQUEST]}
            self.call(account.name, "com.atproto.repo.applyWrites", body)

    def _create(self, collection, key, value):
        kind = "com.atproto.repo.applyWrites#create"
        return {"$type": kind, "collection": collection, "rkey": key, "value": value}

    def _delete(self, uri, value):
        """Write a record that the society has deleted, and delete it."""
        _, _, did, collection, key = uri.split("/")
        name = self.accounts[self._ids[did]].name
        writes = [
            self._create(collection, key, self._translate(value)),
            {"$type": "com.atproto.repo.applyWrites#delete", "collection": collection, "rkey": key},
        ]
        for write in writes:
            self.call(name, "com.atproto.repo.applyWrites", {"repo": self._ids[did], "writes": [write]})

    def _translate(self, value):
        text = json.dumps(value)
        for made_up, real in self._ids.items():
            text = text.replace(made_up, real)
        return json.loads(text.replace('"cid": "b"', f'"cid": "{CID}"'))
