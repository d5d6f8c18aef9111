"""Synthetic exports in the formats of platforms, of any size, from a seed."""

import json
import random
from itertools import count

USERS, WORDS = 20_000, 2_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_START = 1_725_911_162_000_000  # microseconds


def open_export(folder, format_, megabytes):
    """Return the path of a synthetic export of about this size, created if absent."""
    path = folder / f"{format_}-{megabytes}.jsonl"
    if not path.exists():
        half_done = path.with_suffix(".part")
        size = 0
        with half_done.open("w") as file:
            for record in FORMATS[format_](random.Random(0)):
                line = json.dumps(record, separators=(",", ":")) + "\n"
                file.write(line)
                size += len(line)
                if size >= megabytes * 1_000_000:
                    break
        half_done.rename(path)
    return path


def jetstream(rng):
    """Yield commits in the mix of a usual hour: likes, posts, reposts, follows, deletions."""
    words, people = _words(rng), [f"did:plc:{_key(rng, 24)}" for _ in range(USERS)]
    for number in count():
        who, whom, time = rng.choice(people), rng.choice(people), _START + 1_500 * number
        uri = f"at://{whom}/app.bsky.feed.post/3l3{_key(rng, 10)}"
        there = {"cid": f"bafyrei{_key(rng, 52)}", "uri": uri}
        kind = rng.choices(
            ("feed.like", "feed.post", "feed.repost", "graph.follow", "deleted"), (55, 20, 10, 10, 5)
        )[0]
        record = {"$type": f"app.bsky.{kind}", "createdAt": "2024-09-09T19:46:02.102Z", "subject": there}
        if kind == "graph.follow":
            record["subject"] = whom
        if kind == "feed.post":
            record = record | {"langs": ["en"], "text": _text(rng, words), "subject": None}
            del record["subject"]
            if rng.random() < 0.6:
                record["reply"] = {"parent": there, "root": there}
            if rng.random() < 0.3:
                record["embed"] = {"$type": "app.bsky.embed.images", "images": [_image(there)]}
        commit = {"rev": _key(rng, 13), "operation": "create", "rkey": _key(rng, 13)}
        commit["collection"] = f"app.bsky.{kind}"
        if kind == "deleted":
            commit |= {"operation": "delete", "collection": "app.bsky.feed.like"}
        else:
            commit |= {"record": record, "cid": there["cid"]}
        yield {"did": who, "time_us": time, "kind": "commit", "commit": commit}


def twitter(rng):
    """Yield pages of a hundred tweets with their references, as twarc2 writes them."""
    words = _words(rng)
    users = [
        {"id": str(10**17 + 7 * place), "username": f"{rng.choice(words)}{place}"}
        for place in range(USERS)
    ]
    numbers = count(1_400_000_000_000_000_000, 1_000)
    while True:
        others = [_tweet(rng, words, users, next(numbers)) for _ in range(60)]
        data = [_tweet(rng, words, users, next(numbers), rng.choice(others)) for _ in range(100)]
        named = [_profile(user) for user in rng.sample(users, 150)]
        yield {
            "data": data,
            "includes": {"users": named, "tweets": others},
            "meta": {"newest_id": data[0]["id"], "result_count": len(data)},
            "__twarc": {
                "url": "https://api.twitter.com/2/tweets/search/all?query=x",
                "version": "2.14.0",
            },
        }


def reddit(rng):
    """Yield comments of one subreddit; each answers one of the last thousand."""
    words, people = _words(rng), [f"user_{_key(rng, 8)}" for _ in range(USERS)]
    known = ["t3_start"]
    for number in count():
        key = f"c{number:x}"
        yield {
            "id": key, "author": rng.choice(people), "author_fullname": f"t2_{_key(rng, 6)}",
            "parent_id": rng.choice(known[-1_000:]), "link_id": "t3_start", "body": _text(rng, words),
            "created_utc": 1_600_000_000 + number, "subreddit": "x", "subreddit_id": "t5_x", "score": 1,
            "controversiality": 0, "gilded": 0, "stickied": False, "edited": False,
            "author_flair_text": None, "author_flair_css_class": None, "retrieved_on": 1_610_000_000,
            "permalink": f"/r/x/comments/start/{key}/", "total_awards_received": 0, "all_awardings": [],
        }  # fmt: skip
        known.append(f"t1_{key}")
        del known[:-1_000]


FORMATS = {"jetstream": jetstream, "twitter-v2": twitter, "reddit": reddit}


def _tweet(rng, words, users, number, other=None):
    author, named = rng.choice(users), rng.choice(users)
    mention = {"start": 0, "end": len(named["username"]) + 1, **named}
    link = {
        "start": 30,
        "end": 53,
        "url": "https://t.co/x",
        "expanded_url": f"https://example.org/{number}",
    }
    what = {"start": 9, "end": 20, "probability": 0.69, "type": "Other"}
    about = {"domain": {"id": "46", "name": "Brand", "description": _text(rng, words)}}
    tweet = {
        "id": str(number),
        "author_id": author["id"],
        "conversation_id": str(number),
        "created_at": "2021-09-20T03:54:05.000Z",
        "text": f"@{named['username']} {_text(rng, words)}",
        "entities": {"mentions": [mention], "urls": [link], "annotations": [what]},
        "context_annotations": [about] * 3,
        "public_metrics": {"retweet_count": 3, "reply_count": 0, "like_count": 1, "quote_count": 0},
        "lang": "en",
        "source": "Web App",
        "reply_settings": "everyone",
        "possibly_sensitive": False,
    }
    if other is not None:
        kind = rng.choice(("replied_to", "quoted", "retweeted"))
        tweet["referenced_tweets"] = [{"type": kind, "id": other["id"]}]
        if kind == "replied_to":
            tweet["in_reply_to_user_id"] = other["author_id"]
    return tweet


def _profile(user):
    described = {
        "name": user["username"].title(),
        "description": "small business " * 8,
        "verified": False,
    }
    return user | described | {"created_at": "2012-05-01T00:00:00.000Z", "location": "Madrid"}


def _image(there):
    blob = {"$type": "blob", "ref": {"$link": there["cid"]}, "mimeType": "image/jpeg", "size": 400_000}
    return {"alt": "a picture " * 8, "aspectRatio": {"height": 900, "width": 1_200}, "image": blob}


def _words(rng):
    return [_key(rng, rng.randint(2, 9)) for _ in range(WORDS)]


def _text(rng, words):
    return " ".join(rng.choices(words, k=rng.randint(3, 40)))


def _key(rng, length):
    return "".join(rng.choices(_LETTERS, k=length))
