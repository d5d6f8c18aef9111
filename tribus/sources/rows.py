"""What a reader finds in an export, collected in lists and passed on in batches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.paths import format_path
from tribus.sources.streams import MAX_LINE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BATCH_ROWS = 5_000
MIN_ALLOWED_BAD_LINES = 100  # unreadable lines, however short the file is
_STRING, _INTEGER = pa.string(), pa.int64()

# Tables that a reader fills, with their columns. Only `acts` become events. `activity` holds posts that
# are addressed to nobody: they show when a user was active. The other tables resolve references.
ROW_SCHEMAS = {
    "acts": {
        "record": _INTEGER, "source": _STRING, "target": _STRING, "kind": _STRING, "time": _STRING,
        "post": _STRING, "parent": _STRING, "text": _STRING, "thread": _STRING,
    },
    "authors": {"post": _STRING, "author": _STRING},
    "names": {"id": _STRING, "rank": _INTEGER, "name": _STRING},
    "undone": {"post": _STRING, "time": _STRING},
    "people": {"id": _STRING},
    "activity": {"user": _STRING, "time": _STRING, "text": _STRING, "post": _STRING},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What the caller says of the files beyond what they hold.

    Attributes
    ----------
    ego
        Whose list of followers or followed people a file is, where the file does not say.
    direct_messages
        Whether to read messages that were meant for their addressees alone.
    texts
        Whether to keep the words of posts.
    bad_lines
        The largest share of the lines of a file that may be unreadable, 0 to 1; above 0, a hundred
        lines always may.
    """

    ego: str | None = None
    direct_messages: bool = False
    texts: bool = False
    bad_lines: float = 0.01


class Rows:
    """What a reader has found in one file, and how many records it came from.

    A reader counts each record it comes to (`rows.read += 1`) and then either tells what it holds, by
    the methods below, or says why it holds nothing (`skip`).

    Attributes
    ----------
    asked
        What the caller wants.
    file
        The name of the file, for lists of people that say nowhere else what they are.
    read
        RecordReader read so far; the number of the one being read.
    skipped
        RecordReader that gave nothing, by reason.
    ego
        The one person whose view the file is, if it is a personal export.
    """

    def __init__(
        self, options: ReadOptions, store: Callable[[str, pa.Table], None], *, file: str = ""
    ) -> None:
        self.options = options
        self.file = file
        self.read = 0
        self.skipped: Counter[str] = Counter()
        self.n_bad = 0
        self.ego: str | None = None
        self._store = store
        self._acts: list[tuple[Any, ...]] = []
        self._authors: list[tuple[str, str | None]] = []
        self._names: dict[str, tuple[int, str]] = {}
        self._undone: list[tuple[str, str | int | None]] = []
        self._people: set[str] = set()
        self._activity: list[tuple[str, str | int | None, str | None, str | None]] = []

    def add_act(
        self,
        kind: str,
        source: str,
        target: str | None,
        *,
        time: str | int | None = None,
        post: str | None = None,
        parent: str | None = None,
        text: str | None = None,
        thread: str | None = None,
    ) -> None:
        """Tell an event of the record being read.

        Parameters
        ----------
        kind
            One of `follow`, `reply`, `mention`, `repost`, `quote`, `like`.
        source, target
            Who acted on whom, by id; the target may be None where `parent` tells it.
        time
            ISO text with its zone, or unix time as a number.
        post
            What makes the event one: two with the same source, target, kind and post are the same.
        parent
            The post acted on; its author is looked up among all that was read if `target` is None.
            Of a mention it is the post that is answered: to name its author is no event of its own.
        text, thread
            The words, and the conversation.
        """
        text = text if self.options.texts else None
        self._acts.append((self.read, source, target, kind, time, post, parent, text, thread))

    def add_author(self, author: str | None, post: str) -> None:
        """Tell who wrote a post, or None if the author has been deleted."""
        self._authors.append((post, author))

    def add_name(self, user: str, name: str, *, rank: int = 0) -> None:
        """Tell what a user is called; of several names the one of highest rank is taken.

        Of names of one rank it is the first in the alphabet, so that the order of records is no matter.
        """
        known = self._names.get(user)
        if known is None or rank > known[0] or (rank == known[0] and name < known[1]):
            self._names[user] = (rank, name)

    def add_undone(self, post: str, time: str | int | None) -> None:
        """Tell that everything told of a post until then was taken back."""
        self._undone.append((post, time))

    def add_person(self, user: str) -> None:
        """Tell of somebody who did nothing to anybody in this record, and is not to be lost."""
        self._people.add(user)

    def add_activity(
        self, user: str, time: str | int | None, text: str | None = None, post: str | None = None
    ) -> None:
        """Add a post that is addressed to nobody.

        It is no event, so the record is skipped as well. It shows that the user was active at that time.

        Parameters
        ----------
        user
            Author of the post.
        time
            ISO text with its zone, or Unix time as a number.
        text
            Text of the post. It is kept only if texts are asked for.
        post
            Id of the post. Two posts with the same id are the same post.
        """
        self._activity.append((user, time, text if self.options.texts else None, post))

    def skip(self, reason: str, count: int = 1) -> None:
        """Say why the record being read gives no event."""
        self.skipped[reason] += count

    def skip_bad(self, file: str, place: str, reason: str, found: str = "") -> None:
        """Count a line that cannot be read; raise `ReadError` if there were too many."""
        self.read += 1
        self.n_bad += 1
        self.skip(reason)
        if self.n_bad > max_bad_lines(self.options.bad_lines, self.read):
            raise make_bad_line_error(file, place, f"{reason}{found and f' ({found})'}", self.n_bad - 1)

    def skip_rest(self, file: str, place: str, found: str) -> None:
        """Give up the rest of a damaged file; raise `ReadError` unless all lines may be unreadable.

        The lost records are counted as one, because nobody knows how many they are.
        """
        self.read += 1
        self.n_bad += 1
        if self.options.bad_lines < 1:
            raise ReadError(
                f"{format_path(file)}, {place}: the rest cannot be read: "
                f"{show(found, at_most=300)[1:-1]}; nobody knows how many records are missing. Fix the "
                "file, export it again, or keep the records before that with bad_lines=1"
            )
        self.skip("rest of a damaged file")

    def skip_long(self, file: str, line: int) -> None:
        """Count a line that is too long to be read, as one that cannot be read."""
        self.skip_bad(file, f"line {line:,}", f"longer than {MAX_LINE_BYTES:,} bytes")

    def flush(self, *, min_rows: int = BATCH_ROWS) -> None:
        """Hand over what was collected, if it is much; `min_rows=1` hands over what is left."""
        found: dict[str, Sequence[tuple[Any, ...]]] = {
            "acts": self._acts,
            "authors": self._authors,
            "undone": self._undone,
            "activity": self._activity,
        }
        if sum(map(len, found.values())) + len(self._names) + len(self._people) < min_rows:
            return
        found["names"] = [(user, *told) for user, told in self._names.items()]
        found["people"] = [(user,) for user in self._people]
        for what, rows in found.items():
            if rows:
                self._store(what, _to_arrow(what, rows))
        for collected in (self._acts, self._authors, self._undone, self._activity):
            collected.clear()
        self._names.clear()
        self._people.clear()


def max_bad_lines(share: float, n_read: int) -> float:
    """How many lines may be unreadable among as many as were read."""
    return max(MIN_ALLOWED_BAD_LINES, share * n_read) if share else 0


def make_bad_line_error(file: str, place: str, why: str, n_before: int) -> ReadError:
    """Make the error for a line that is one too many of those that cannot be read."""
    before = f"; {n_before:,} before it cannot be read either" if n_before else ""
    return ReadError(
        f"{format_path(file)}, {place}: {show(why, at_most=300)[1:-1]}{before}. Mend the file, "
        "export it again, or allow more such lines: bad_lines=0.1 skips up to a tenth of them"
    )


def _to_arrow(what: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    columns = zip(ROW_SCHEMAS[what].items(), zip(*rows, strict=True), strict=True)
    return pa.table({name: _column(values, type_) for (name, type_), values in columns})


def _column(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    """Numbers stay numbers in a column of text that holds nothing else: times are often numbers."""
    try:
        return pa.array(values, type_)
    except (pa.ArrowException, OverflowError):
        pass
    try:
        return pa.array(values, _INTEGER)
    except (pa.ArrowException, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], _STRING)
