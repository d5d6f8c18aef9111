"""A selection of events, stored as events of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw

from tribus._engine.plans import count_rows, materialise
from tribus.errors import EventsError
from tribus.events.history import store_activity, store_profiles, store_undone
from tribus.events.join import numbers_among
from tribus.events.stored import StoredEvents, n_events
from tribus.events.users import ENDS, number_users, put_numbers

if TYPE_CHECKING:
    from tribus.events.cleaning import Cleaning


class Selection(NamedTuple):
    """The rows of each stored table that a selection keeps; None for a table that is not there."""

    rows: nw.LazyFrame[Any]
    users: nw.LazyFrame[Any]
    undone: nw.LazyFrame[Any] | None
    activity: nw.LazyFrame[Any] | None
    profiles: nw.LazyFrame[Any] | None

    @classmethod
    def everything(cls, stored: StoredEvents) -> Selection:
        """Return the selection of all rows."""
        others = (stored.undone, stored.activity, stored.profiles)
        lazy = (None if table is None else table.lazy() for table in others)
        return cls(stored.lazy(), stored.users.lazy(), *lazy)

    def with_events(self, rows: nw.LazyFrame[Any], undone: nw.LazyFrame[Any] | None) -> Selection:
        """Return the selection of some events, with the posts of users at an end of one of them."""
        activity = self.activity
        if activity is not None:
            ids = ids_at_ends(rows, self.users).select(user=nw.col("id"))
            activity = activity.join(ids, on="user", how="semi")
        return self._replace(rows=rows, undone=undone, activity=activity)


def store_selection(
    selection: Selection, cleaning: Cleaning, *, undated: int = 0, call: str
) -> tuple[StoredEvents, Cleaning]:
    """Store the rows of a selection with the users that still occur, and report the other rows.

    Parameters
    ----------
    selection
        The rows to keep.
    cleaning
        Report of the events before.
    undated
        Number of events that were left out because they have no time.
    call
        The call that selects, for the error.

    Raises
    ------
    EventsError
        If no event is left.
    """
    rows = materialise(selection.rows)
    kept = n_events(rows.lazy())
    if not kept:
        undated_too = f", {undated:,} of them because they have no time" if undated else ""
        raise EventsError(
            f"{call} leaves no event: all {cleaning.kept:,} are left out{undated_too}; "
            "select less narrowly"
        )
    undone = None if selection.undone is None else store_undone(selection.undone)
    activity = None if selection.activity is None else store_activity(selection.activity)
    ids = [ids_at_ends(rows.lazy(), selection.users)]
    if activity is not None:
        ids.append(activity.lazy().select(id=nw.col("user")))
    users = number_users(*ids)
    if count_rows(users.lazy()) < count_rows(selection.users):
        numbers = numbers_among(selection.users, users.lazy())
        rows = materialise(put_numbers(rows.lazy(), numbers))
    profiles = [] if selection.profiles is None else [selection.profiles]
    stored = StoredEvents(rows, users, undone, activity, store_profiles(users.lazy(), *profiles))
    return stored, cleaning.after_selection(kept, undone=stored.n_undone(), undated=undated)


def ids_at_ends(rows: nw.LazyFrame[Any], users: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the ids of users at an end of some row, as a frame with a column `id`."""
    numbers = nw.concat([rows.select(number=nw.col(end)) for end in ENDS], how="vertical")
    return users.join(numbers, on="number", how="semi").select("id")
