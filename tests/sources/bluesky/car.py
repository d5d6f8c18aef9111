"""Repositories in their real form: a commit, a tree with the keys, and the records."""

from __future__ import annotations

from hashlib import sha256

from libipld import encode_dag_cbor

ANA, BEN, CARLA = "did:plc:ana", "did:plc:ben", "did:plc:carla"
POST, LIKE = "app.bsky.feed.post", "app.bsky.feed.like"
REPOST, FOLLOW = "app.bsky.feed.repost", "app.bsky.graph.follow"


def post_of(did, key="p1"):
    return f"at://{did}/{POST}/{key}"


def post(text="hola", *, at="2024-05-01T10:00:00.000Z", **parts):
    return {"$type": POST, "createdAt": at, "text": text, "langs": ["es"], **parts}


def answer(parent, root=None, text="claro", **parts):
    references = {
        name: {"cid": "bafyx", "uri": uri}
        for name, uri in (("parent", parent), ("root", root or parent))
    }
    return post(text, reply=references, **parts)


def subject(collection, target, *, at="2024-05-01T10:00:00.000Z"):
    made = target if collection == FOLLOW else {"cid": "bafyx", "uri": target}
    return {"$type": collection, "createdAt": at, "subject": made}


def make_block(content):
    """Return a block and its digest; digests within it are written as links."""
    block = encode_dag_cbor(content)
    return cid_of(block), block


def cid_of(block):
    return b"\x01\x71\x12\x20" + sha256(block).digest()


def make_nodes(cids, size=2):
    """Return the nodes of the tree; each key is written as its difference to the previous key."""
    keys, nodes, left = sorted(cids), [], None
    for start in range(0, len(keys), size):
        entries, before = [], b""
        for key in map(str.encode, keys[start : start + size]):
            shared = next(
                (n for n, (a, b) in enumerate(zip(key, before, strict=False)) if a != b),
                min(len(key), len(before)),
            )
            entries.append({"k": key[shared:], "p": shared, "t": None, "v": cids[key.decode()]})
            before = key
        nodes.append(make_block({"e": entries, "l": left}))
        left = nodes[-1][0]
    return nodes or [make_block({"e": [], "l": None})]


def make_blocks(did, records, size=2):
    """Return three lists of digests and blocks: commit, nodes and records."""
    blocks = {key: make_block(record) for key, record in records.items()}
    nodes = make_nodes({key: cid for key, (cid, _) in blocks.items()}, size)
    commit = {
        "data": nodes[-1][0],
        "did": did,
        "prev": None,
        "rev": "3kaaaaaaaaa2a",
        "sig": b"\0" * 64,
        "version": 3,
    }
    return [make_block(commit)], nodes, list(blocks.values())


def pack(root, blocks):
    """Return the bytes of a file of blocks."""
    header = encode_dag_cbor({"roots": [root], "version": 1})
    return section(header) + b"".join(section(cid + block) for cid, block in blocks)


def section(content):
    length, size = b"", len(content)
    while size >= 0x80:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return length + bytes([size]) + content


def make_car(did, records, size=2):
    """Return the bytes of a repository in the order of the specification: commit, tree, records."""
    commit, nodes, blocks = make_blocks(did, records, size)
    return pack(commit[0][0], [*commit, *nodes, *blocks])
