"""Events of a collection from Bluesky, the folder that `collect_bluesky` writes.

What a person wrote into the own repository is the truth. The lists of those who follow a person or
like a post only tell of people whose repositories were not read.
"""

from __future__ import annotations

from functools import partial
from operator import eq
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from tribus._core.durations import MICROSECONDS_PER_DAY
from tribus.errors import ReadError
from tribus.sources.bluesky.neighbourhood import BLOCK_COLLECTION, Neighbourhood
from tribus.sources.bluesky.records import (
    FOLLOW_COLLECTION,
    LIKE_COLLECTION,
    POST_COLLECTION,
    REPOST_COLLECTION,
    add_record,
    make_uri,
    owner_of,
)
from tribus.sources.bluesky.steps import (
    COLLECTION_FILE,
    STEP_FILE,
    CollectionHeader,
    KeptPost,
    KeptUser,
    Step,
    decode_header,
    decode_steps,
)
from tribus.sources.bluesky.times import to_microseconds
from tribus.sources.format import ArchiveFormat
from tribus.sources.paths import format_path
from tribus.sources.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus.sources.archives import Container
    from tribus.sources.bluesky.records import BlueskyRecord
    from tribus.sources.streams import Stream

LISTED_ACTS = {  # task: the kind of the acts on the list, and the collection in which they are recorded
    "followers": ("follow", FOLLOW_COLLECTION),
    "reposts": ("repost", REPOST_COLLECTION),
    "likes": ("like", LIKE_COLLECTION),
}
ALLOWED_CLOCK_ERROR = MICROSECONDS_PER_DAY  # by which a record may be dated after it was collected


def read_header(container: Container) -> CollectionHeader:
    """Return the header of a collection."""
    for name, stream in container.members(lambda name: name == COLLECTION_FILE):
        return decode_header(stream.readall(), f"{container.name}/{name}")
    raise ReadError(f"{format_path(container.name)} has no {COLLECTION_FILE}; collect it again")


def read_steps(container: Container) -> Iterator[Step]:
    """Yield the steps of a collection in order."""
    names = {PurePosixPath(name).name for name in container.names()}
    files = (
        (f"{container.name}/{name}", _read_lines(stream))
        for wanted in sorted(filter(STEP_FILE.fullmatch, names))  # a zip may have them in any order
        for name, stream in container.members(partial(eq, wanted))
    )
    return decode_steps(files)


def _read_lines(stream: Stream) -> Iterator[bytes]:
    for _, block in stream.lines(lambda _: None):
        yield from block.splitlines(keepends=True)


class _NeighbourRows(Rows):
    """Rows of people of the neighbourhood who are not missing and do not block each other."""

    def __init__(self, rows: Rows, found: Neighbourhood) -> None:
        super().__init__(rows.options, rows.store, file=rows.file)
        self._people, self._found = found.people(), found
        self._latest = found.time + ALLOWED_CLOCK_ERROR
        self._reason, self._has_act = "", False
        self._seen: set[str] = set()

    def add_act(self, kind: str, source: str, target: str | None, **parts: Any) -> None:
        """Add an event, unless there is a reason against it."""
        if reason := self._find_reason(source, target):
            self._reason = self._reason or reason
        else:
            self._has_act = True
            super().add_act(kind, source, target, **parts)

    def add_step(self, step: Step) -> None:
        """Add the users and the acts of a step."""
        for user in step.users:
            self._add_user(user, step.time)
        if step.task == "records" and step.collection != BLOCK_COLLECTION:
            self._add_records(step)
        elif step.task in ("replies", "quotes"):
            for post in step.posts:
                self._add_post(post)
        elif step.task in LISTED_ACTS and _is_current(step, self._found):
            for user in step.users:
                self._add_listed(user, step)

    def _add_user(self, user: KeptUser, time: int) -> None:
        if user.did in self._found.missing:
            return
        if user.handle:
            self.add_name(user.did, user.handle, rank=time)
        self.add_profile(user.did, user.name, user.bio, rank=time)

    def _add_records(self, step: Step) -> None:
        if step.subject in self._found.missing or not _is_current(step, self._found):
            return
        if step.n_bad:
            self.read += step.n_bad
            self.skip("records that cannot be read", step.n_bad)
        for record in step.records:
            self._add_once(make_uri(step.subject, step.collection, record.key), record)

    def _add_post(self, post: KeptPost) -> None:
        """Add a post of somebody whose posts were not all read."""
        owner = owner_of(post.uri)
        if owner and not self._is_read(owner[0], POST_COLLECTION):
            self._add_once(post.uri, post.record)

    def _add_once(self, uri: str, record: BlueskyRecord) -> None:
        owner = owner_of(uri)
        if owner is None or uri in self._seen:
            return
        self._seen.add(uri)
        self.read += 1
        time = record.written_at or None
        if time is not None and (to_microseconds(time) or 0) > self._latest:
            self.skip("records dated after they were collected")
            return
        self._reason, self._has_act = "", False
        add_record(*owner, uri, record, self, time=time)
        self._count_reason()

    def _add_listed(self, user: KeptUser, step: Step) -> None:
        """Add an act that a list tells of, unless all such acts of the user were read."""
        kind, collection = LISTED_ACTS[step.task]
        owner = owner_of(step.subject)
        target, post = (owner[0], step.subject) if owner else (step.subject, None)
        name = f"{kind} {user.did} {step.subject}"
        if name in self._seen or self._is_read(user.did, collection):
            return
        self._seen.add(name)
        self.read += 1
        self._reason, self._has_act = "", False
        self.add_act(kind, user.did, target, time=user.time or None, post=post)
        self._count_reason()

    def _count_reason(self) -> None:
        if self._reason and not self._has_act:
            self.skip(self._reason)

    def _find_reason(self, source: str, target: str | None) -> str:
        for one in (source, target or ""):
            if reason := self._found.missing.get(one):
                return f"of or to people who are {reason}"
        if (source, target) in self._found.blocks:
            return "between people of whom one blocks the other"
        if source not in self._people or target not in self._people:
            return "to people outside the neighbourhood"
        return ""

    def _is_read(self, did: str, collection: str) -> bool:
        return (did, collection) in self._found.complete


def _read(container: Container, rows: Rows) -> None:
    found = Neighbourhood(read_header(container))
    for step in read_steps(container):
        found.apply(step)
    kept = _NeighbourRows(rows, found)
    for did in found.seeds - found.missing.keys():
        kept.add_person(did)
    for step in read_steps(container):
        kept.add_step(step)
        kept.flush()
    kept.flush(min_rows=1)
    rows.read, rows.skipped = kept.read, kept.skipped
    if len(found.seeds) == 1 and not found.header.hops:
        rows.ego = next(iter(found.seeds))


def _is_current(step: Step, found: Neighbourhood) -> bool:
    """Whether a page belongs to the last complete pass over its list, or to a later one."""
    key = step.subject, step.collection or step.task
    passes = found.complete.get(key), found.listings.get(key)
    return step.listing in {one.name for one in passes if one is not None}


def _fits(names: set[str]) -> bool:
    return COLLECTION_FILE in names and any(map(STEP_FILE.fullmatch, names))


COLLECTION = ArchiveFormat(
    name="bluesky-collection",
    title="Bluesky collection",
    platform="Bluesky",
    fits=_fits,
    read=_read,
)
