"""Statuses and activities in the form of Mastodon."""

from __future__ import annotations

HERE = "mast.example"  # the requested server
IDS = {"ana": "110000000000000001", "ben": "110000000000000002", "carla": "110000000000000003"}
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def account(name, host=None, *, user_id=None):
    """Return an account as the server HERE describes it; accounts of other servers have a host."""
    where = host or HERE
    return {
        "id": user_id or IDS.get(name, f"11000000000000{sum(map(ord, name)):04}"),
        "username": name,
        "acct": f"{name}@{host}" if host else name,
        "display_name": name.title(),
        "url": f"https://{where}/@{name}",
        "uri": f"https://{where}/users/{name}",
    }


def link(name, host=HERE):
    """Return a mention in the text of a status."""
    return (
        f'<span class="h-card" translate="no"><a href="https://{host}/@{name}" class="u-url mention">'
        f"@<span>{name}</span></a></span>"
    )


def status(author, number, *, to=None, mentions=(), words="hola", **more):
    """Return a status of an account; `to` is the answered account."""
    host = author["url"].split("/")[2]
    name = author["username"]
    return {
        "id": f"1200000000000{number:05}",
        "created_at": f"2024-05-01T10:{number % 60:02}:00.000Z",
        "in_reply_to_id": "120000000000099999" if to else None,
        "in_reply_to_account_id": to["id"] if to else None,
        "visibility": "public",
        "uri": f"https://{host}/users/{name}/statuses/{number}",
        "url": f"https://{host}/@{name}/{number}",
        "edited_at": None,
        "content": f"<p>{words}</p>",
        "reblog": None,
        "quote": None,
        "account": author,
        "mentions": [{key: one[key] for key in ("id", "username", "url", "acct")} for one in mentions],
    } | more


def actor(name, host=HERE):
    return f"https://{host}/users/{name}"


def tag(name, host=None, *, href=None):
    """Return the mention of a user in a note; users of the same server have no host."""
    at = f"@{name}@{host}" if host else f"@{name}"
    return {"type": "Mention", "href": href or actor(name, host or HERE), "name": at}


def create(number, *, to=(PUBLIC,), owner=None, **note):
    """Return the activity by which Ana makes a note."""
    owner = owner or actor("ana")
    uri = f"{owner}/statuses/{number}"
    cc = [f"{owner}/followers"] if PUBLIC in to else []
    ends = {"to": list(to), "cc": cc, "published": f"2024-05-01T10:{number:02}:00Z"}
    inside = {
        "id": uri,
        "type": "Note",
        "inReplyTo": None,
        "url": f"https://{HERE}/@ana/{number}",
        "attributedTo": owner,
        "conversation": f"tag:{HERE},2024-05-01:objectId={number}:objectType=Conversation",
        "content": "<p>hola</p>",
        "tag": [],
    }
    made = {"id": f"{uri}/activity", "type": "Create", "actor": owner} | ends
    return made | {"object": inside | ends | note}


def announce(number, uri, author, **more):
    """Return the repost of a note by Ana."""
    owner = actor("ana")
    return {
        "id": f"{owner}/statuses/{number}/activity",
        "type": "Announce",
        "actor": owner,
        "published": f"2024-05-01T10:{number:02}:00Z",
        "to": [PUBLIC],
        "cc": [author, f"{owner}/followers"],
        "object": uri,
    } | more


def collection(name, items):
    """Return a file of an export with a list."""
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": name,
        "type": "OrderedCollection",
        "totalItems": len(items),
        "orderedItems": items,
    }


def triples(events):
    """Return the events as sorted triples."""
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["kind"], frame["target"], strict=True))
