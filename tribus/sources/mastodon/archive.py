"""The export of a Mastodon account: whole, as an archive or a folder, or single files of it.

`outbox.json` has all posts of the account, with its direct messages; `likes.json` and `bookmarks.json`
have URIs of posts; `actor.json` names the owner. Followed accounts are downloaded separately as
`following_accounts.csv`. The order of the files in an archive does not help, so `actor.json` is read
before all others.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.format import ArchiveFormat, StreamFormat
from tribus.sources.json_files import JSON_ERRORS, JsonFormat, RecordReader, explain_json_error
from tribus.sources.mastodon.activities import OutboxActivity, add_outbox_activity
from tribus.sources.mastodon.addresses import find_person, host_of, make_address, name_in
from tribus.sources.mastodon.content import plain_text
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tribus.sources.archives import Container
    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

_ACTOR, _OUTBOX, _LIKES, _BOOKMARKS = "actor.json", "outbox.json", "likes.json", "bookmarks.json"
_FOLLOWS = "following_accounts.csv"
_ITEMS = "orderedItems"
_SEPARATOR = re.compile(r"[,;\t]")  # spreadsheets replace the comma
_INVALID_IN_ADDRESS = re.compile(r"[@\s\ufffd]")  # in the two parts; the last replaces bytes not UTF-8
_FOLLOWS_HEADER = "account address"
_BOOST_CHOICES = ("", "true", "false")  # second column: whether to show reposts


class ExportActor(Struct, gc=False):
    """The owner of the export."""

    id: str = ""
    preferredUsername: str = ""  # noqa: N815
    name: str | None = None
    summary: str | None = None


def _read_export(archive: Container, rows: Rows) -> None:
    owners = _read_owners(archive, rows)
    rows.ego = next(iter(owners.values())) if len(set(owners.values())) == 1 else None
    readers: dict[str, Callable[[Stream, Rows, str | None], None]] = {
        _OUTBOX: _read_collection,
        _LIKES: _read_collection,
        _BOOKMARKS: _read_collection,
        _FOLLOWS: _read_follows,
    }
    for name, stream in archive.members(readers.__contains__):
        readers[name](stream, rows, owners.get(_folder(stream), rows.ego))


def _read_owners(archive: Container, rows: Rows) -> dict[str, str]:
    """Return the owner of the files in each folder; a folder may hold exports of several users."""
    owners: dict[str, str] = {}
    for _, stream in archive.members(_ACTOR.__eq__):
        try:
            actor = msgspec.json.decode(stream.readall(), type=ExportActor)
        except JSON_ERRORS as error:
            rows.skip_bad(stream.name, "the whole document", *explain_json_error(error))
            continue
        if owner := make_address(actor.preferredUsername, host_of(actor.id)):
            owners[_folder(stream)] = owner
            rows.add_person(owner)
            rows.add_profile(owner, actor.name, plain_text(actor.summary))
    return owners


def _folder(stream: Stream) -> str:
    return str(PurePath(stream.name).parent)


def _read_collection(stream: Stream, rows: Rows, owner: str | None) -> None:
    add = partial(_add_item, owner=owner, file=PurePath(stream.name).name)
    RecordReader(record_type=OutboxActivity | str, add_record=add).read_items(stream, rows, name=_ITEMS)


def _add_loose_item(item: OutboxActivity | str, rows: Rows) -> None:
    _add_item(item, rows, owner=None, file=rows.file)


def _add_item(item: OutboxActivity | str, rows: Rows, *, owner: str | None, file: str) -> None:
    """Add an activity, or the URI of a liked or bookmarked post."""
    if isinstance(item, OutboxActivity):
        if owner is None:
            owner = rows.ego = name_in(item.actor) or _ask_owner(rows, file)
        add_outbox_activity(item, owner, rows)
        return
    rows.read += 1
    if "like" not in file.lower():
        rows.skip("bookmarks" if "bookmark" in file.lower() else "records of other kinds")
        return
    if owner is None:
        owner = rows.ego = _ask_owner(rows, file)
    person = find_person(item, rows)
    rows.add_act("like", owner, person.target, parent=person.parent, post=item)


def _read_follows(stream: Stream, rows: Rows, owner: str | None = None) -> None:
    if owner is None:
        owner = rows.ego = _ask_owner(rows, stream.name)
    for first, block in stream.lines(partial(rows.skip_long, stream.name)):
        for number, line in enumerate(block.split(b"\n"), start=first):
            fields = _fields(line)
            if fields[0].lower() == _FOLLOWS_HEADER or not line.strip():
                continue
            if _is_address(fields[0]):
                rows.read += 1
                rows.add_act("follow", owner, make_address(fields[0]))
            else:
                rows.skip_bad(stream.name, f"line {number:,}", "not an address", show(fields[0]))
        rows.flush()


def _ask_owner(rows: Rows, file: str) -> str:
    """Return the owner of a file by the option of the caller."""
    owner = make_address(rows.options.ego or "")
    if owner is None:
        raise ReadError(
            f"{format_path(file)} does not name its owner; read it with ego='ana@host', the "
            f"address of the owner, or read the whole export. ego is {show(rows.options.ego)}"
        )
    return owner


def _is_follows(head: bytes, name: str) -> bool:
    """Whether a file is a list of addresses, with the header of Mastodon or, if old, without one."""
    lines = [_fields(line) for line in head.splitlines()]
    if lines and lines[0][0].lower() == _FOLLOWS_HEADER:
        return lines[0][1:2] in ([], ["Show boosts"])
    whole = lines[:-1] or lines
    return "following" in name.lower() and all(
        _is_address(first) and (not rest or rest[0] in _BOOST_CHOICES) for first, *rest in whole
    )


def _fields(line: bytes) -> list[str]:
    text = line.decode("utf-8", errors="replace")
    return [field.strip().strip('"') for field in _SEPARATOR.split(text)]


def _is_address(text: str) -> bool:
    user, _, host = text.removeprefix("@").partition("@")
    return bool(user and host) and text.isprintable() and not _INVALID_IN_ADDRESS.search(host + user)


def _is_outbox(record: Mapping[str, Any]) -> bool:
    return str(record.get("type")).startswith("OrderedCollection") and _ITEMS in record


def _is_export(names: set[str]) -> bool:
    return {_ACTOR, _OUTBOX} <= names


EXPORT = ArchiveFormat(
    name="mastodon-export",
    title="Mastodon export",
    platform="Mastodon",
    fits=_is_export,
    read=_read_export,
)
OUTBOX = JsonFormat(
    name="mastodon-outbox",
    title="Mastodon outbox",
    platform="Mastodon",
    record_type=OutboxActivity | str,
    add_record=_add_loose_item,
    fits=_is_outbox,
    items=_ITEMS,
)
FOLLOWS = StreamFormat(
    name="mastodon-follows",
    title="Mastodon list of followed accounts",
    platform="Mastodon",
    fits=_is_follows,
    read=_read_follows,
)
