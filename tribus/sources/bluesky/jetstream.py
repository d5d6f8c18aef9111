"""Jetstream: the stream of all commits to Bluesky repositories, one a line.

The lines are described at https://github.com/bluesky-social/jetstream. The time of an event is the time
at which the network saw it, because authors can write any time into their records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.bluesky.records import BlueskyRecord, add_record, make_uri
from tribus.sources.json_files import JsonFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows


class JetstreamCommit(Struct, gc=False):
    """A change of a record: its `operation` is `create`, `update` or `delete`."""

    operation: str
    collection: str
    rkey: str
    record: BlueskyRecord | None = None


class JetstreamIdentity(Struct, gc=False):
    """A new name of a user."""

    handle: str = ""


class JetstreamLine(Struct, gc=False):
    """A commit, or an update of an account."""

    did: str
    time_us: int
    commit: JetstreamCommit | None = None
    identity: JetstreamIdentity | None = None


def _add_line(line: JetstreamLine, rows: Rows) -> None:
    rows.read += 1
    commit = line.commit
    if commit is None:
        if line.identity and line.identity.handle:
            rows.add_name(line.did, line.identity.handle, rank=line.time_us)
        rows.skip("updates of accounts")
        return
    uri = make_uri(line.did, commit.collection, commit.rkey)
    if commit.record is not None:
        add_record(line.did, commit.collection, uri, commit.record, rows, time=line.time_us)
    elif commit.operation == "delete":
        rows.add_undone(uri, line.time_us)
        rows.skip("deletions")
    else:
        rows.skip("records of other kinds")


def _fits(record: Mapping[str, Any]) -> bool:
    return "time_us" in record and str(record.get("did")).startswith("did:")


JETSTREAM = JsonFormat(
    name="jetstream",
    title="Bluesky Jetstream",
    platform="Bluesky",
    record_type=JetstreamLine,
    add_record=_add_line,
    fits=_fits,
)
