"""Base class of events: selections by time, kind, user or any expression."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Self

from tribus._core.checks import show
from tribus.errors import OptionError
from tribus.events.moments import read_moment
from tribus.events.options import find_users, format_users, list_kinds
from tribus.events.select import select_between, select_kinds, select_users
from tribus.events.selection import Selection
from tribus.events.where import select_where

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    import narwhals as nw
    import pyarrow as pa

    from tribus.events.stored import StoredEvents


class Selectable(ABC):
    """Stored events from which a part can be taken; a subclass makes events of the part."""

    _stored: StoredEvents

    @property
    @abstractmethod
    def ids(self) -> pa.Array:
        """Ids of all users, sorted."""

    @abstractmethod
    def _select(self, selection: Selection, call: str, *, undated: int = 0) -> Self:
        """Return the events of a selection."""

    def between(
        self, start: datetime | date | str | None = None, end: datetime | date | str | None = None
    ) -> Self:
        """Return the events from `start` until before `end`.

        Follows are states without end, so they stay, unless they are known to begin at `end` or later.
        Other events without a time are left out, and counted in `cleaning.undated`.

        Parameters
        ----------
        start
            First moment, included: a datetime, a date, or ISO text. A time without a zone is in UTC; a
            date is its midnight in UTC. None: no limit.
        end
            Last moment, excluded; as `start`.

        Returns
        -------
        Events
            Users who no longer occur, in an event or as the author of a post, are dropped. Undone
            follows stay if they held at some time of the window.

        Raises
        ------
        EventsError
            If no event is left.
        OptionError
            If both limits are None, one is not a moment, or `start` is not before `end`.

        Examples
        --------
        >>> import tribus as tb
        >>> events = tb.datasets.make_society(seed=0).events
        >>> quarter = events.between("2024-10-01", "2025-01-01")
        >>> str(quarter.span[0].date())
        '2024-10-01'
        """
        first, last = read_moment("start", start), read_moment("end", end)
        if first is None and last is None:
            raise OptionError("between needs a start or an end, got None for both; give one")
        if first is not None and last is not None and first >= last:
            raise OptionError(
                f"start must be before end, got start={show(start)} and end={show(end)}; swap them"
            )
        everything = Selection.everything(self._stored)
        selection, undated = select_between(everything, first, last)
        call = f"between(start={show(start)}, end={show(end)})"
        return self._select(selection, call, undated=undated)

    def only(
        self, *, kinds: str | Iterable[str] | None = None, users: Iterable[Any] | None = None
    ) -> Self:
        """Return the events of some kinds, or among some users, or both.

        Parameters
        ----------
        kinds
            One of `follow`, `reply`, `mention`, `repost`, `quote` and `like`, or several of them. None:
            all kinds.
        users
            Ids of users. Events whose source and target are both in this set are kept. None: all users.

        Returns
        -------
        Events
            Users who no longer occur, in an event or as the author of a post, are dropped.

        Raises
        ------
        EventsError
            If no event is left.
        OptionError
            If neither option is given, or a kind is unknown; the nearest kind is offered.
        UserError
            If a user does not occur in the events; the nearest ids are offered.

        Examples
        --------
        >>> import tribus as tb
        >>> events = tb.datasets.make_society(seed=0).events
        >>> list(events.only(kinds=["reply", "mention"]).counts)
        ['reply', 'mention']
        """
        if kinds is None and users is None:
            raise OptionError("only needs kinds= or users=, got neither; name what to keep")
        selection, call = Selection.everything(self._stored), []
        if users is not None:
            chosen = find_users(users, self.ids)
            selection = select_users(selection, chosen, inside=True)
            call.append(f"users={format_users(chosen)}")
        if kinds is not None:
            names = list_kinds(kinds)
            selection = select_kinds(selection, names)
            call.append(f"kinds={names}")
        return self._select(selection, f"only({', '.join(call)})")

    def without(self, users: Iterable[Any]) -> Self:
        """Return the events that no user of a set takes part in.

        Parameters
        ----------
        users
            Ids of users. Events with one of them as source or target are left out.

        Returns
        -------
        Events
            Users who no longer occur, in an event or as the author of a post, are dropped.

        Raises
        ------
        EventsError
            If no event is left.
        UserError
            If a user does not occur in the events; the nearest ids are offered.

        Examples
        --------
        >>> import pandas as pd, tribus as tb
        >>> table = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "bot"]})
        >>> tb.Events.from_frame(table, kind="reply").without(["bot"]).n_users
        2
        """
        chosen = find_users(users, self.ids)
        selection = select_users(Selection.everything(self._stored), chosen, inside=False)
        return self._select(selection, f"without({format_users(chosen)})")

    def where(self, expression: nw.Expr) -> Self:
        """Return the events for which an expression is true.

        Parameters
        ----------
        expression
            A narwhals expression on the columns of `to_frame`, true or false for each row; rows for
            which it is null are left out.

        Returns
        -------
        Events
            Users who no longer occur are dropped, with their posts in `activity`.

        Raises
        ------
        ColumnError
            If the expression uses a column that the events do not have.
        EventsError
            If no event is left.
        OptionError
            If it is not a narwhals expression, or is not true or false for each row.

        Examples
        --------
        >>> import narwhals as nw, tribus as tb
        >>> events = tb.datasets.make_society(seed=0).events
        >>> list(events.where(nw.col("kind") == "like").counts)
        ['like']
        """
        selection = select_where(Selection.everything(self._stored), expression)
        return self._select(selection, "where(...)")
