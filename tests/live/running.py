"""Collections from a network in memory, without pauses, and the events that they should have."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pyarrow as pa

from tests.live.world import BLOCK, FOLLOW, LIKE, POST, REPOST
from tribus.live.api import Api
from tribus.live.client import Client, Manners
from tribus.live.collect import read_addresses, run_collection
from tribus.sources import ReadOptions, Rows
from tribus.sources.archives import UnpackedArchive
from tribus.sources.bluesky.collected import COLLECTION
from tribus.sources.bluesky.steps import FORMAT_NAME, FORMAT_VERSION, CollectionHeader

IMPATIENT = Manners(attempts=8, first_wait=0.001, longest_wait=0.002, timeout=2.0)


def make_header(url, who, *, days=90.0, hops=1, texts=False):
    return CollectionHeader(
        format=FORMAT_NAME,
        version=FORMAT_VERSION,
        who=[str(address) for address in read_addresses("who", who)],
        hops=hops,
        days=float(days),
        since=time.time_ns() // 1000 - round(days * 86_400_000_000),
        texts=texts,
        service=url,
    )


def run(url, to, who="ana.test.social", *, budget=100_000, leave_out=(), manners=IMPATIENT, **options):
    """Make one run, and return whether nothing is left to ask, and the client."""
    client = Client(budget=budget, manners=manners, pause=lambda _: None)
    api = Api(client, service=url, directory=url)
    header = make_header(url, who, **options)
    opt_outs = read_addresses("leave_out", leave_out) if leave_out else []
    try:
        whole = run_collection(to, header, api, read_addresses("who", who), opt_outs, progress=False)
    finally:
        client.close()
    return whole, client


def collect(url, to, who="ana.test.social", **options):
    """Collect, and return the acts of the collection."""
    run(url, to, who, **options)
    return read_acts(to)


@dataclass
class Acts:
    """Acts of a collection with the names of their users, before they are cleaned."""

    acts: list
    users: set
    skipped: dict
    ego: str | None


def read_acts(path):
    """Read a collection without the database, which takes most of the time of `read_events`."""
    tables = {}
    rows = Rows(ReadOptions(), lambda name, table: tables.setdefault(name, []).append(table))
    COLLECTION.read(UnpackedArchive(path), rows)
    found = {name: pa.concat_tables(parts).to_pylist() for name, parts in tables.items()}
    latest = sorted(found.get("names", ()), key=lambda row: row["rank"])
    names = {row["id"]: row["name"] for row in latest}
    acts = [
        (row["kind"], names[row["source"]], names[row["target"]], row["post"] or "")
        for row in found.get("acts", ())
        if row["source"] != row["target"]
    ]
    acts = [(*act[:3], "" if act[0] == "follow" else act[3]) for act in acts]
    users = {names[row["id"]] for row in found.get("people", ())} | {u for act in acts for u in act[1:3]}
    return Acts(sorted(acts), users, dict(rows.skipped), names.get(rows.ego))


def seeded_events(world, seeds=("ana",), *, missing=()):
    """Return the acts that the network holds among some people and those around them."""
    acts = []
    for account in world.accounts.values():
        if account.name in missing or account.status != "active":
            continue
        for collection in (FOLLOW, POST, LIKE, REPOST):
            for key, value in account.records.get(collection, {}).items():
                uri = f"at://{account.did}/{collection}/{key}"
                acts += [
                    (kind, account.did, target, uri) for kind, target in targets_of(collection, value)
                ]
    blocks = {
        frozenset((account.did, value["subject"]))
        for account in world.accounts.values()
        if account.status == "active"
        for value in account.records.get(BLOCK, {}).values()
    }
    own = {world.of(seed).did for seed in seeds}
    gone = {a.did for a in world.accounts.values() if a.name in missing or a.status != "active"}
    shown = [(a, b) for kind, a, b, _ in acts if kind != "mention" or a in own]  # no list has the others
    people = own | {one for pair in shown if own & set(pair) for one in pair}
    return {
        (kind, handle_of(world, a), handle_of(world, b), "" if kind == "follow" else uri)
        for kind, a, b, uri in acts
        if a != b and {a, b} <= people - gone and frozenset((a, b)) not in blocks
    }


def targets_of(collection, value):
    author = lambda reference: reference["uri"].split("/")[2]  # noqa: E731
    if collection == FOLLOW:
        return [("follow", value["subject"])]
    if collection in (LIKE, REPOST):
        return [("like" if collection == LIKE else "repost", author(value["subject"]))]
    found = {}
    if "reply" in value:
        found[author(value["reply"]["parent"])] = "reply"
    for facet in value.get("facets", ()):
        for feature in facet["features"]:
            found.setdefault(feature["did"], "mention")
    acts = [(kind, target) for target, kind in found.items()]
    if "embed" in value:
        acts.append(("quote", author(value["embed"]["record"])))
    return acts


def handle_of(world, did):
    return world.accounts[did].handle


def acts_of(events):
    """Return the events as a sorted list, so that a doubled one shows."""
    frame = events.to_frame()
    assert (frame["count"] == 1).all()
    columns = [frame[name].tolist() for name in ("kind", "source", "target")]
    posts = frame["post"].where(frame["kind"] != "follow", "").tolist()
    return sorted(zip(*columns, posts, strict=True))
