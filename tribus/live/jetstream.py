"""Follow along: the stream of all public changes, Jetstream, as files that `read_events` reads.

The protocol is described at https://github.com/bluesky-social/jetstream, in both versions. Each message
is a line of a file, so that a stream of any length needs little memory, and the cursor is in the last
line.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from tribus._core.checks import check_choice, check_count, check_positive, show
from tribus.errors import CollectError, OptionError
from tribus.live.addresses import is_did
from tribus.live.client import MAX_ANSWER_BYTES
from tribus.live.extra import load_extra
from tribus.live.hosts import read_service
from tribus.reading import read_events
from tribus.sources.bluesky.jetstream import SECOND_VERSION
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from tribus.events import Events

PUBLIC_STREAM = "https://jetstream2.us-east.bsky.network"
STREAMED_COLLECTIONS = (
    "app.bsky.feed.post", "app.bsky.feed.like", "app.bsky.feed.repost", "app.bsky.graph.follow",
)  # fmt: skip
DICTIONARY = "network.bsky.jetstream.getZstdDictionary"
MAX_DIDS = 10_000  # by the protocol
MAX_MESSAGE_BYTES = 2**22
FIRST_WAIT, LONGEST_WAIT, MAX_FAILURES = 1.0, 30.0, 8  # seconds; connections in a row without a message
BYTES_PER_WRITE = 2**20
IDLE_SECONDS = 1.0  # after which is checked whether the time is over


class StreamedPayload(Struct, gc=False):
    """The number of a message of the second version."""

    seq: int | None = None


class StreamedLine(Struct, gc=False):
    """The cursor of a message, in either version, or the words of an error."""

    time_us: int | None = None
    payload: StreamedPayload | None = None
    error: str = ""
    message: str = ""

    @property
    def cursor(self) -> int | None:
        """Position of the message in the stream."""
        return self.payload.seq if self.payload is not None else self.time_us


_DECODER = msgspec.json.Decoder(StreamedLine)


def follow_bluesky(
    *,
    to: str | os.PathLike[str],
    seconds: float,
    dids: Sequence[str] = (),
    collections: Sequence[str] = STREAMED_COLLECTIONS,
    version: int = 2,
    cursor: int | None = None,
    compress: bool = True,
    messages: int | None = None,
    service: str = PUBLIC_STREAM,
) -> Events:
    """Follow the public changes of Bluesky for a while, and return their events.

    Parameters
    ----------
    to
        File to which the messages are added, one a line; its name ends in `.jsonl`. If it exists, the
        stream goes on after its last message, as far back as the server keeps messages.
    seconds
        How long to follow, in seconds, above 0.
    dids
        Ids of the accounts to follow, such as `did` of `read_coverage`; at most 10,000. Empty: all.
    collections
        Collections of records to follow.
    version
        1 or 2: version of the protocol.
    cursor
        Where to begin if the file is new: Unix time in microseconds, or the number of a message of the
        second version. None: now.
    compress
        Whether to ask for compressed messages.
    messages
        Number of messages after which to stop before the time is over. None: any.
    service
        Address of the server.

    Returns
    -------
    Events
        Of the messages of this call, for `Timeline.extend`.

    Raises
    ------
    CollectError
        If the server cannot be reached or ends the stream for good. What was received is kept.
    OptionError
        If an option is out of range.
    EventsError
        If no message of this call has an event.
    """
    check_positive("seconds", seconds)
    check_choice("version", str(version), ("1", "2"))
    if messages is not None:
        check_count("messages", messages)
    wrong = [did for did in dids if not is_did(did)]
    if wrong or len(dids) > MAX_DIDS:
        found = show(wrong[0]) if wrong else f"{len(dids):,}"
        raise OptionError(f"dids must be at most {MAX_DIDS:,} ids such as 'did:plc:...', got {found}")
    path = Path(to)
    if path.suffix != ".jsonl":
        raise OptionError(f"to must end in .jsonl, got {show(str(path))}")
    url = read_service("service", service)
    last = _read_last_cursor(path)
    stream = _Stream(url, version, dids, collections, compress=compress)
    start = path.stat().st_size if path.exists() else 0
    with path.open("ab") as file:
        _write(stream.lines(last, cursor, time.monotonic() + seconds, messages), file.write)
    return _read_from(path, start, version)


class _Stream:
    """A stream with its filters."""

    def __init__(
        self, url: str, version: int, dids: Sequence[str], collections: Sequence[str], *, compress: bool
    ) -> None:
        self._client = load_extra("websockets.sync.client")
        self._errors = load_extra("websockets.exceptions")
        self._url, self._is_second, self._compress = url, version == 2, compress  # noqa: PLR2004
        names = ("dids", "collections") if self._is_second else ("wantedDids", "wantedCollections")
        self._params: list[tuple[str, Any]] = [(names[0], did) for did in dids]
        self._params += [(names[1], one) for one in collections]
        self._decompress: Callable[[bytes], bytes] = bytes
        if self._is_second and compress:
            self._load_dictionary()

    def lines(
        self, last: int | None, first: int | None, end: float, n_left: int | None
    ) -> Iterator[bytes]:
        """Yield the messages after the last one, and connect again if the server hangs up.

        Parameters
        ----------
        last
            Cursor of the last message that was received before; None if there is none.
        first
            Cursor to begin with in that case; None for now.
        end
            When to stop, by the monotonic clock.
        n_left
            Number of messages to receive; None for any.
        """
        n_failures = 0
        while time.monotonic() < end and n_left != 0:
            try:
                for message, position in self._connect(first if last is None else last, end):
                    n_failures = 0
                    if position is not None and last is not None and position <= last:
                        continue  # the server begins with the last message again
                    last = last if position is None else position
                    yield message
                    n_left = None if n_left is None else n_left - 1
                    if n_left == 0:
                        return
            except (OSError, self._errors.WebSocketException) as error:
                n_failures += 1
                if n_failures >= MAX_FAILURES or isinstance(error, CollectError):
                    raise CollectError(f"the stream of {format_path(self._url)} ends: {error}") from None
                time.sleep(
                    min(FIRST_WAIT * 2.0**n_failures, LONGEST_WAIT, max(end - time.monotonic(), 0))
                )

    def _connect(self, cursor: int | None, end: float) -> Iterator[tuple[bytes, int | None]]:
        params = [*self._params, *([("cursor", cursor)] if cursor is not None else [])]
        path = f"/xrpc/{SECOND_VERSION}" if self._is_second else "/subscribe"
        address = f"{self._url.replace('http', 'ws', 1)}{path}?{urlencode(params)}"
        compression = "deflate" if self._compress and not self._is_second else None
        with self._client.connect(
            address, max_size=MAX_MESSAGE_BYTES, compression=compression, open_timeout=30
        ) as socket:
            while (left := end - time.monotonic()) > 0:
                try:
                    message = socket.recv(timeout=min(left, IDLE_SECONDS), decode=False)
                except TimeoutError:
                    continue
                line = self._decompress(message)
                found = _DECODER.decode(line)
                if found.error:
                    raise ConnectionError(f"{show(found.error)[1:-1]}: {show(found.message)[1:-1]}")
                yield line, found.cursor

    def _load_dictionary(self) -> None:
        """Ask for the dictionary of the server, without which its messages cannot be inflated."""
        import sys

        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        httpx = load_extra("httpx")
        try:
            answer = httpx.get(f"{self._url}/xrpc/{DICTIONARY}", timeout=30)
        except httpx.TransportError as error:
            raise CollectError(f"{format_path(self._url)} cannot be reached: {error}") from None
        if answer.status_code != 200 or len(answer.content) > MAX_ANSWER_BYTES:  # noqa: PLR2004
            return  # this server does not compress
        dictionary = zstd.ZstdDict(answer.content)
        self._params.append(("zstdDictionary", dictionary.dict_id))

        def decompress(message: bytes) -> bytes:
            inflated: bytes = zstd.ZstdDecompressor(dictionary).decompress(message, MAX_MESSAGE_BYTES)
            return inflated

        self._decompress = decompress


def _write(lines: Iterator[bytes], write: Callable[[bytes], Any]) -> None:
    """Write whole lines, many at a time; what was received before an error is written too."""
    waiting: list[bytes] = []
    n_bytes = 0
    try:
        for line in lines:
            waiting.append(line)
            n_bytes += len(line)
            if n_bytes >= BYTES_PER_WRITE:
                write(b"\n".join([*waiting, b""]))
                waiting, n_bytes = [], 0
    finally:
        if waiting:
            write(b"\n".join([*waiting, b""]))


def _read_last_cursor(path: Path) -> int | None:
    """Return the cursor of the last whole line of a file, and cut off a line that is not whole."""
    if not path.exists() or not path.stat().st_size:
        return None
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        start = max(size - 2 * MAX_MESSAGE_BYTES, 0)
        file.seek(start)
        tail = file.read()
        whole = tail.rfind(b"\n") + 1
        file.truncate(start + whole)
    for line in reversed(tail[:whole].splitlines()):
        try:
            cursor = _DECODER.decode(line).cursor
        except msgspec.MsgspecError:
            raise OptionError(
                f"{format_path(path)} holds no stream of Bluesky; name another file"
            ) from None
        if cursor is not None:
            return cursor
    return None


def _read_from(path: Path, start: int, version: int) -> Events:
    """Return the events of the lines after a position."""
    import tempfile

    name = "jetstream-2" if version == 2 else "jetstream"  # noqa: PLR2004
    if start == 0:
        return read_events(path, format=name, progress=False)
    with tempfile.TemporaryDirectory() as folder, path.open("rb") as file:
        part = Path(folder) / path.name
        file.seek(start)
        with part.open("wb") as out:
            while block := file.read(BYTES_PER_WRITE):
                out.write(block)
        return read_events(part, format=name, progress=False)
