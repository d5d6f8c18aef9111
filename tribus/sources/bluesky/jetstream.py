"""Jetstream and Tap: streams of all changes of Bluesky repositories, one a line.

The lines of Jetstream are described at https://github.com/bluesky-social/jetstream. Its second version
puts each event into a frame, and writes times as text. Tap (https://github.com/bluesky-social/indigo,
`cmd/tap`) sends the history of a repository before its changes.

The time of an event is the time at which the network saw it, because authors can write any time into
their records. Tap has no such time: for live events it is the time of the commit, which the server of
the author wrote; for the history it is the one of the author.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from tribus.sources.bluesky.records import BlueskyRecord, add_record, make_uri
from tribus.sources.bluesky.times import time_of_tid, to_microseconds
from tribus.sources.json_files import JsonFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

SECOND_VERSION = "network.bsky.jetstream.subscribeEvents"


class JetstreamCommit(Struct, gc=False):
    """A change of a record: its `operation` is `create`, `update` or `delete`."""

    operation: str
    collection: str
    rkey: str
    record: BlueskyRecord | None = None


class JetstreamIdentity(Struct, gc=False):
    """A new name of a user."""

    handle: str | None = None


class JetstreamLine(Struct, gc=False):
    """A commit, or an update of an account."""

    did: str
    time_us: int
    commit: JetstreamCommit | None = None
    identity: JetstreamIdentity | None = None


class JetstreamEvent(Struct, gc=False):
    """An event of the second version, without its frame."""

    did: str = ""
    time: str = ""
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: BlueskyRecord | None = None
    identity: JetstreamIdentity | None = None


class JetstreamFrame(JetstreamEvent, gc=False):
    """A frame, or the event itself."""

    payload: JetstreamEvent | None = None


class TapRecord(Struct, gc=False):
    """A change of a record: its `action` is `create`, `update` or `delete`."""

    did: str
    collection: str
    rkey: str
    action: str
    live: bool = False
    rev: str = ""
    record: BlueskyRecord | None = None


class TapUser(JetstreamIdentity, gc=False):
    """A name of a user, or the state of the account."""

    did: str = ""


class TapLine(Struct, gc=False):
    """A change of a record or of a user."""

    id: int = 0
    record: TapRecord | None = None
    user: TapUser | None = None
    identity: TapUser | None = field(default=None)


def _add_line(line: JetstreamLine, rows: Rows) -> None:
    rows.read += 1
    if line.commit is None:
        _add_identity(line.did, line.identity, rows, rank=line.time_us)
        return
    commit = line.commit
    _add_change(line.did, commit.collection, commit.rkey, commit, rows, time=line.time_us)


def _add_frame(frame: JetstreamFrame, rows: Rows) -> None:
    rows.read += 1
    event = frame.payload or frame
    time = to_microseconds(event.time)
    if not event.did:
        rows.skip("messages of the stream")
    elif event.collection and event.rkey:
        _add_change(event.did, event.collection, event.rkey, event, rows, time=time)
    else:
        _add_identity(event.did, event.identity, rows, rank=time or 0)


def _add_tap_line(line: TapLine, rows: Rows) -> None:
    rows.read += 1
    change, user = line.record, line.user or line.identity
    if change is not None:
        event = JetstreamEvent(operation=change.action, record=change.record)
        time = time_of_tid(change.rev) if change.live or change.record is None else None
        if time is None and change.record is not None:
            time = to_microseconds(change.record.written_at)
        _add_change(change.did, change.collection, change.rkey, event, rows, time=time)
    elif user is not None and user.did:
        _add_identity(user.did, user, rows, rank=line.id)
    else:
        rows.skip("messages of the stream")


def _add_identity(did: str, identity: JetstreamIdentity | None, rows: Rows, *, rank: int) -> None:
    if identity and identity.handle:
        rows.add_name(did, identity.handle, rank=rank)
    rows.skip("updates of accounts")


def _add_change(
    did: str,
    collection: str,
    key: str,
    change: JetstreamCommit | JetstreamEvent,
    rows: Rows,
    *,
    time: int | None,
) -> None:
    """Add the events of a record, or the deletion of one."""
    uri = make_uri(did, collection, key)
    if change.record is not None:
        add_record(did, collection, uri, change.record, rows, time=time)
    elif change.operation == "delete":
        rows.add_undone(uri, time)
        rows.skip("deletions")
    else:
        rows.skip("records of other kinds")


def _fits(record: Mapping[str, Any]) -> bool:
    return "time_us" in record and str(record.get("did")).startswith("did:")


def _fits_frame(record: Mapping[str, Any]) -> bool:
    event = record.get("payload", record)
    return isinstance(event, dict) and str(event.get("$type")).startswith(f"{SECOND_VERSION}#")


def _fits_tap(record: Mapping[str, Any]) -> bool:
    change = record.get("record")
    if record.get("type") == "record" and isinstance(change, dict):
        return change.keys() >= {"did", "collection", "rkey", "action"}
    user = record.get("user", record.get("identity"))
    is_user = record.get("type") in ("user", "identity") and isinstance(user, dict)
    return is_user and str(user.get("did")).startswith("did:")


JETSTREAM = JsonFormat(
    name="jetstream",
    title="Bluesky Jetstream",
    platform="Bluesky",
    record_type=JetstreamLine,
    add_record=_add_line,
    fits=_fits,
)
JETSTREAM_2 = JsonFormat(
    name="jetstream-2",
    title="Bluesky Jetstream, second version",
    platform="Bluesky",
    record_type=JetstreamFrame,
    add_record=_add_frame,
    fits=_fits_frame,
)
TAP = JsonFormat(
    name="tap",
    title="Bluesky Tap",
    platform="Bluesky",
    record_type=TapLine,
    add_record=_add_tap_line,
    fits=_fits_tap,
)
