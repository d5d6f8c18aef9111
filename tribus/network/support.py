"""Support: the questions of each user that another user answered first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import narwhals as nw
import numpy as np
import pyarrow.compute as pc

from tribus._core.frozen import Frozen
from tribus._engine.plans import one_row
from tribus._storage import FLAG, Array, require, stored
from tribus.events.stored import StoredEvents, stored_tables
from tribus.network.answers import count_answers, no_answers

if TYPE_CHECKING:
    import pyarrow as pa

    from tribus._core.arrays import Ints, Ints64
    from tribus.events import Events


@stored(
    asker=Array(np.int32),
    helper=Array(np.int32),
    count=Array(np.int64),
    has_texts=FLAG,
)
@dataclass(frozen=True, eq=False)
class Support(Frozen):
    """Pairs of users, one of whom answered questions of the other first.

    Attributes
    ----------
    asker, helper
        Rows of both users in the network, shape `(n_pairs,)`; sorted by asker, then by helper.
    count
        Number of questions of the asker that the helper answered first, int64, 1 or more.
    has_texts
        Whether the events have texts. Without texts there are no pairs.
    """

    asker: Ints
    helper: Ints
    count: Ints64
    has_texts: bool = True

    @classmethod
    def without_texts(cls) -> Support:
        """Return the support of a network whose events have no texts."""
        return cls(*_read_only(*no_answers()), has_texts=False)

    @classmethod
    def _restore(cls, asker: Ints, helper: Ints, count: Ints64, *, has_texts: bool) -> Self:
        is_sorted = len(asker) == len(helper) == len(count) and np.all(np.diff(asker) >= 0)
        require(is_sorted, "the pairs are not sorted by asker")
        return cls(asker, helper, count, has_texts)

    def helped_by(self, row: int) -> tuple[Ints, Ints64]:
        """Return the users who answered questions of a user, and the number of questions of each."""
        start, end = np.searchsorted(self.asker, [row, row + 1])
        return self.helper[start:end], self.count[start:end]

    def helped(self, row: int) -> tuple[Ints, Ints64]:
        """Return the users whose questions a user answered, and the number of questions of each."""
        own = self.helper == row
        return self.asker[own], self.count[own]

    def between(self, asker: int, helper: int) -> int:
        """Return the number of questions of one user that another answered first."""
        helpers, counts = self.helped_by(asker)
        return int(counts[helpers == helper].sum())


def measure_support(events: Events, ids: pa.Array) -> Support:
    """Return the number of questions of each user that each other user answered first.

    Parameters
    ----------
    events
        Events with texts. Events without a time have no order, so they neither ask nor answer.
    ids
        The users in the order of the rows of the network.

    Returns
    -------
    Support
        Without pairs if no event or post has a text.

    Notes
    -----
    A question is a reply, a mention, a quote, or a post that addresses nobody, whose text has a `?`
    or `¿` outside of links. A post that addresses several users is one question; without the id of
    a post, events with the same source, time and text are one post.

    The answer is the first later reply, mention or quote to the asker. Where the question and the
    answer have a thread, it is the same thread, at any later time, and anybody can answer. Otherwise
    the answer comes within 7 days (`SUPPORT_WINDOW`), and only the users that the question addresses
    can answer; anybody can answer a question that addresses nobody. The id of a post that addresses
    nobody is its thread if an event has this thread. Of simultaneous answers the one with the
    smallest source counts. The text of the answer is not read.
    """
    stored = stored_tables(events)
    if not _has_texts(stored):
        return Support.without_texts()
    asker, helper, count = count_answers(stored)
    rows = pc.index_in(events.ids, value_set=ids).to_numpy(zero_copy_only=False).astype(np.int32)
    asker, helper = rows[asker], rows[helper]
    order = np.lexsort((helper, asker))
    return Support(*_read_only(asker[order], helper[order], count[order]))


def _has_texts(stored: StoredEvents) -> bool:
    tables = [stored.lazy()] if stored.activity is None else [stored.lazy(), stored.activity.lazy()]
    return any(
        one_row(table.select(texts=nw.col("text").count()))["texts"]
        for table in tables
        if "text" in table.collect_schema().names()
    )


def _read_only(asker: Ints, helper: Ints, count: Ints64) -> tuple[Ints, Ints, Ints64]:
    for values in (asker, helper, count):
        values.flags.writeable = False
    return asker, helper, count
