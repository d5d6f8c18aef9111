"""Rows that a reader collects from one export and passes on in batches."""

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
MIN_ALLOWED_BAD_LINES = 3  # unreadable lines, however short the file is
MIN_EARLY_BAD_LINES = 100  # before the rest of a file can no longer make up for them
MAX_NAME_LETTERS, MAX_BIO_LETTERS = 200, 1_000  # of a profile
FOREVER = "2099-12-31T00:00:00Z"  # time of a deletion for good: no other post gets the id
LOST_REST = "rest of a damaged file"  # a reason; nobody knows the number of records
_STRING, _INTEGER = pa.string(), pa.int64()

# Tables that a reader fills, with their columns. Only `acts` become events. `activity` holds posts that
# are addressed to nobody: they show when a user was active. `profiles` describe users. The other tables
# resolve references.
ROW_SCHEMAS = {
    "acts": {
        "record": _INTEGER, "source": _STRING, "target": _STRING, "kind": _STRING, "time": _STRING,
        "post": _STRING, "parent": _STRING, "text": _STRING, "thread": _STRING,
    },
    "authors": {"post": _STRING, "author": _STRING},
    "names": {"id": _STRING, "rank": _INTEGER, "name": _STRING},
    "profiles": {"id": _STRING, "rank": _INTEGER, "name": _STRING, "bio": _STRING},
    "aliases": {"alias": _STRING, "user": _STRING},
    "undone": {"post": _STRING, "time": _STRING},
    "people": {"id": _STRING},
    "activity": {"user": _STRING, "time": _STRING, "text": _STRING, "post": _STRING},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """Options of the caller that readers need.

    Attributes
    ----------
    ego
        Owner of a list of followers or followed users, if the file does not name the owner.
    direct_messages
        Whether to read messages that are addressed to single users only.
    texts
        Whether to keep the texts of posts.
    bad_lines
        Largest share of the lines of a file that may be unreadable, 0 to 1. Above 0, a hundred lines are
        always skipped. With 1, the rest of a damaged file is skipped as well.
    """

    ego: str | None = None
    direct_messages: bool = False
    texts: bool = False
    bad_lines: float = 0.01


class Rows:
    """Rows of one file, and the number of records behind them.

    A reader counts each record (`rows.read += 1`). Then it either adds the content of the record with
    the methods `add_*`, or gives the reason why there is none (`skip`).

    Attributes
    ----------
    options
        Options of the caller.
    file
        Name of the file. For some lists of users it is the only sign of their kind.
    read
        Number of records read so far, which is also the number of the current record.
    skipped
        Number of records without an event, by reason.
    n_bad
        Number of unreadable lines.
    ego
        Owner of a personal export; None for other files.
    store
        Takes the name of a table and rows of it, as `flush` passes them on.
    """

    def __init__(
        self, options: ReadOptions, store: Callable[[str, pa.Table], None], *, file: str = ""
    ) -> None:
        self.options = options
        self.file = file
        self.read = 0
        self.skipped: Counter[str] = Counter()
        self.n_bad = 0
        self._last_bad: tuple[str, str, str] | None = None
        self.ego: str | None = None
        self.store = store
        self._acts: list[tuple[Any, ...]] = []
        self._authors: list[tuple[str, str | None]] = []
        self._names: dict[str, tuple[int, str]] = {}
        self._profiles: dict[str, tuple[int, str, str]] = {}
        self._aliases: set[tuple[str, str]] = set()
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
        """Add an event of the current record.

        Parameters
        ----------
        kind
            One of `follow`, `reply`, `mention`, `repost`, `quote`, `like`.
        source, target
            Ids of the two users. The target is None if it is the author of `parent`.
        time
            ISO text with its zone, or Unix time as a number.
        post
            Identity of the event: two events with the same source, target, kind and post are the same.
        parent
            The post that is answered, reposted, quoted or liked. If `target` is None, its author is
            looked up in all files that are read together. For a mention it is the answered post: a
            mention of its author is not an event of its own.
        text
            Text of the post. It is kept only if texts are asked for.
        thread
            Id of the conversation.
        """
        text = text if self.options.texts else None
        self._acts.append((self.read, source, target, kind, time, post, parent, text, thread))

    def add_author(self, author: str | None, post: str) -> None:
        """Add the author of a post, None if the author has been deleted."""
        self._authors.append((post, author))

    def add_name(self, user: str, name: str, *, rank: int = 0) -> None:
        """Add a name of a user. The name with the highest rank is used.

        Among names of equal rank the first in the alphabet is used, so that the order of the records
        does not matter.
        """
        known = self._names.get(user)
        if known is None or rank > known[0] or (rank == known[0] and name < known[1]):
            self._names[user] = (rank, name)

    def add_profile(self, user: str, name: str | None, bio: str | None, *, rank: int = 0) -> None:
        """Add the display name and the self-description of a user, where they are known.

        The profile with the highest rank is used; among those of equal rank, the last in the alphabet.
        """
        if name or bio:
            profile = rank, (name or "")[:MAX_NAME_LETTERS], (bio or "")[:MAX_BIO_LETTERS]
            self._profiles[user] = max(profile, self._profiles.get(user, profile))

    def add_alias(self, alias: str, user: str) -> None:
        """Add another id of a user, by which an act may name its target.

        An alias that two users have is the id of neither.
        """
        self._aliases.add((alias, user))

    def add_undone(self, post: str, time: str | int | None) -> None:
        """Add the time at which a post, like, repost or follow was undone; earlier acts are undone."""
        self._undone.append((post, time))

    def add_person(self, user: str) -> None:
        """Add a user without an event in this record, so that the user is in the result."""
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
        """Count records without an event by reason."""
        self.skipped[reason] += count

    def skip_bad(
        self, file: str, place: str, reason: str, found: str = "", *, n_records: int = 1
    ) -> None:
        """Count an unreadable line, or the records in it; raise `ReadError` if there are too many."""
        self.read += n_records
        self.n_bad += n_records
        self.skip(reason, n_records)
        message = f"{reason}{found and f' ({found})'}"
        self._last_bad = (file, place, message)
        most = max_bad_lines(self.options.bad_lines, self.read)
        if self.n_bad > (max(most, MIN_EARLY_BAD_LINES) if most else 0):
            raise make_bad_line_error(file, place, message, self.n_bad - 1)

    def check_bad_lines(self) -> None:
        """Raise `ReadError` if a file that was read to its end has too many unreadable lines."""
        if self._last_bad and self.n_bad > max_bad_lines(self.options.bad_lines, self.read):
            raise make_bad_line_error(*self._last_bad, self.n_bad - 1)

    def skip_long(self, file: str, line: int) -> None:
        """Count a line that is too long as an unreadable one."""
        self.skip_bad(file, f"line {line:,}", f"longer than {MAX_LINE_BYTES:,} bytes")

    def skip_rest(self, file: str, place: str, found: str) -> None:
        """Give up the rest of a damaged file; raise `ReadError` unless all lines may be unreadable.

        The lost records are counted as one, because nobody knows their number.
        """
        self.read += 1
        self.n_bad += 1
        if self.options.bad_lines < 1:
            raise ReadError(
                f"{format_path(file)}, {place}: the rest cannot be read: "
                f"{show(found, at_most=300)[1:-1]}; nobody knows how many records are missing. Fix the "
                "file, export it again, or keep the records before that with bad_lines=1"
            )
        self.skip(LOST_REST)

    def flush(self, *, min_rows: int = BATCH_ROWS) -> None:
        """Pass on the collected rows if there are many; `min_rows=1` passes on all."""
        found: dict[str, Sequence[tuple[Any, ...]]] = {
            "acts": self._acts,
            "authors": self._authors,
            "undone": self._undone,
            "activity": self._activity,
        }
        unique = self._names, self._profiles, self._aliases, self._people
        n_rows = sum(map(len, (*found.values(), *unique)))
        if n_rows < min_rows:
            return
        found["names"] = [(user, *ranked) for user, ranked in self._names.items()]
        found["profiles"] = [(user, *profile) for user, profile in self._profiles.items()]
        found["aliases"] = list(self._aliases)
        found["people"] = [(user,) for user in self._people]
        for table, rows in found.items():
            if rows:
                self.store(table, _to_arrow(table, rows))
        for collected in (self._acts, self._authors, self._undone, self._activity):
            collected.clear()
        for rows_by_key in unique:
            rows_by_key.clear()


def max_bad_lines(share: float, n_read: int) -> float:
    """Return the number of lines that may be unreadable among `n_read`."""
    return max(MIN_ALLOWED_BAD_LINES, share * n_read) if share else 0


def make_bad_line_error(file: str, place: str, found: str, n_before: int) -> ReadError:
    """Return the error for one unreadable line too many; `n_before` lines were skipped before it."""
    before = f"; {n_before:,} before it cannot be read either" if n_before else ""
    return ReadError(
        f"{format_path(file)}, {place}: {show(found, at_most=300)[1:-1]}{before}. Fix the file, "
        "export it again, or allow more such lines: bad_lines=0.1 skips up to a tenth of them"
    )


def _to_arrow(table: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    columns = zip(ROW_SCHEMAS[table].items(), zip(*rows, strict=True), strict=True)
    return pa.table({name: _column(values, type_) for (name, type_), values in columns})


def _column(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    """Return a column; a text column of numbers only stays numeric, because times often are."""
    try:
        return pa.array(values, type_)
    except (pa.ArrowException, OverflowError):
        pass
    try:
        return pa.array(values, _INTEGER)
    except (pa.ArrowException, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], _STRING)
