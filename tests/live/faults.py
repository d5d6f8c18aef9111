"""Faults between a server and its client, chosen at random for each request."""

from __future__ import annotations

import json
import random
import time
from urllib.parse import urlencode

LISTS = ("records", "followers", "feed", "posts", "likes", "repostedBy", "items", "profiles")


class Fault:
    """No fault; each kind changes one thing."""

    cuts = False

    def instead(self, _handler):
        return False

    def change(self, answer):
        return answer


class Status(Fault):
    def __init__(self, status, headers=()):
        self.status, self.headers = status, headers

    def instead(self, handler):
        body = json.dumps({"error": "Busy", "message": "later"}).encode()
        handler.send(self.status, body, headers=self.headers)
        return True


class Silence(Fault):
    """No answer before the client gives up."""

    def instead(self, handler):
        time.sleep(2.2)
        handler.close_connection = True
        return True


class Drop(Fault):
    """The connection is closed without an answer."""

    def instead(self, handler):
        handler.close_connection = True
        return True


class HalfPage(Fault):
    cuts = True


class Shuffled(Fault):
    """The items of a page are in another order, and some are there twice."""

    def change(self, answer):
        for name in LISTS:
            if items := answer.get(name):
                items = [*items, *items[:2]]
                random.Random(0).shuffle(items)
                answer = {**answer, name: items}
        return answer


class Repeated(Fault):
    """The page before is sent again, with its cursor."""

    def __init__(self, before):
        self.before = before

    def change(self, answer):
        return answer if self.before is None else self.before


class RandomFaults:
    """Chooses a fault for a share of the requests, by a seed."""

    def __init__(self, world, *, share, seed, silences=1):
        self._world, self._share, self._random = world, share, random.Random(seed)
        self._pages, self._silences = {}, silences
        self.chosen = []

    def __call__(self, path, params):
        before = self._remember(path, params)
        if self._random.random() > self._share:
            return None
        kinds = [
            Status(429),
            Status(429, [("retry-after", "1")]),
            Status(429, [("ratelimit-remaining", "0"), ("ratelimit-reset", str(int(time.time()) + 2))]),
            Status(500),
            Status(503),
            Drop(),
            HalfPage(),
            Shuffled(),
            Repeated(before),
        ]
        if self._silences > 0:
            kinds.append(Silence())
        fault = self._random.choice(kinds)
        self._silences -= isinstance(fault, Silence)
        self.chosen.append(type(fault).__name__)
        return fault

    def _remember(self, path, params):
        """Return the page before this one of the same list, and remember this one."""
        if "cursor" not in params and not path.endswith(("listRecords", "getFollowers")):
            return None
        name = path + urlencode({k: v for k, v in params.items() if k != "cursor"}, doseq=True)
        before = self._pages.get(name) if "cursor" in params else None
        self._pages[name] = self._world.answer(path, params)
        return before
