"""A society of many accounts in memory."""

from __future__ import annotations

import random

from tests.live.world import World


def make_society(n=60, *, n_acts=1_200, seed=0):
    """Return a network in which everybody follows, posts, answers, likes, blocks and deletes."""
    world, chance = World(), random.Random(seed)
    names = [f"p{number:02d}" for number in range(n)]
    for name in names:
        world.join(name, bio=f"I am {name}")
    posts = []
    for name in names:
        for other in chance.sample(names, 6):
            if other != name:
                world.follow(name, other)
        posts.append(world.post(name, "first", ago=chance.uniform(1, 60)))
    for _ in range(n_acts):
        _act(world, names, posts, chance)
    for name in chance.sample(names, 5):
        world.block(name, chance.choice([one for one in names if one != name]))
    answered = {value["reply"]["parent"]["uri"] for value in _values(world) if "reply" in value}
    for uri in chance.sample([one for one in posts if one not in answered], 20):
        world.delete(uri)
    return world


def _act(world, names, posts, chance):
    name, subject, ago = chance.choice(names), chance.choice(posts), chance.uniform(0.1, 60)
    act = chance.choice(["post", "reply", "reply", "like", "like", "repost", "quote", "mention"])
    if act in ("like", "repost"):
        getattr(world, act)(name, subject, ago=ago)
        return
    parts = {
        "post": {},
        "reply": {"to": subject},
        "quote": {"quotes": subject},
        "mention": {"mentions": [chance.choice(names)]},
    }
    posts.append(world.post(name, act, ago=ago, **parts[act]))


def _values(world):
    return [
        value
        for account in world.accounts.values()
        for value in account.records.get("app.bsky.feed.post", {}).values()
    ]
