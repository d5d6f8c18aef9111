"""Thinning of a network: the one-way ties that were left out, as counts of attention per person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from tribus._core.frozen import Frozen
from tribus._display import percent
from tribus._display.language import format_whole, translate
from tribus._storage import NUMBER, WHOLE, Array, MappingOf, require, stored
from tribus.events.kinds import KINDS
from tribus.events.stored import lazy_table, stored_tables
from tribus.events.thinning import thin_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from tribus._core.arrays import Floats, Ints64
    from tribus.events import Events
    from tribus.events.thinning import ThinnedRows


@stored(
    n_ties=WHOLE,
    n_left_out=WHOLE,
    error=NUMBER,
    ties=Array(np.int64),
    given=MappingOf(Array(np.float64)),
    received=MappingOf(Array(np.float64)),
)
@dataclass(frozen=True, eq=False, kw_only=True)
class Thinning(Frozen):
    """The one-way ties that `build_network(events, max_ties=...)` left out.

    Attributes
    ----------
    n_ties
        Number of ties of the events.
    n_left_out
        Number of ties that are not in the network. All have events in one direction only.
    error
        Share of the events that no tie of the network holds, 0 to 1.
    ties
        Number of ties of each user that were left out, int64, shape `(n_users,)`, in the order of
        `Network.users`.
    given, received
        For each kind the events of each user on these ties, float64, shape `(n_users,)`.
    """

    n_ties: int
    n_left_out: int
    error: float
    ties: Ints64
    given: Mapping[str, Floats]
    received: Mapping[str, Floats]

    def in_order(self, ids: pa.Array, users: pa.Array) -> Thinning:
        """Return the counts in the order of other ids.

        Parameters
        ----------
        ids
            Ids in the new order.
        users
            The same ids in the order of the counts.
        """
        order = pc.index_in(ids, value_set=users).to_numpy(zero_copy_only=False)
        given, received = (
            {kind: _read_only(counts[order]) for kind, counts in side.items()}
            for side in (self.given, self.received)
        )
        return replace(self, ties=_read_only(self.ties[order]), given=given, received=received)

    def require_users(self, n_users: int) -> None:
        """Raise `DamageError` unless every array has one count for each user."""
        sides = [*self.given.values(), *self.received.values()]
        fits = all(len(counts) == n_users for counts in (self.ties, *sides))
        require(fits, "the ties that were left out are of other users")

    def add_events(self, found: Mapping[str, float]) -> dict[str, float]:
        """Add the events of each kind to the ones of the network."""
        left = {kind: float(counts.sum()) for kind, counts in self.given.items()}
        kinds = [kind for kind in KINDS if kind in found or kind in left]
        return {kind: found.get(kind, 0.0) + left.get(kind, 0.0) for kind in kinds}

    def add_sums(
        self, total: Mapping[str, Floats], by_kind: Mapping[str, Mapping[str, Floats]]
    ) -> tuple[dict[str, Floats], dict[str, dict[str, Floats]]]:
        """Add the events of each user to the sums of `measure_users`, for all kinds and for each."""
        nothing = np.zeros(len(self.ties))
        added = {}
        for kind in [kind for kind in KINDS if kind in by_kind or kind in self.given]:
            sums = by_kind.get(kind, dict.fromkeys(total, nothing))
            added[kind] = {
                name: values + getattr(self, name, {}).get(kind, nothing)
                for name, values in sums.items()
            }
        totals = {name: values + sum(getattr(self, name, {}).values()) for name, values in total.items()}
        return totals, added

    def describe(self) -> str:
        """Return the thinning as a fact of a card."""
        return translate(
            "{left} of {ties} ties left out, with {share} of the events",
            left=format_whole(self.n_left_out),
            ties=format_whole(self.n_ties),
            share=percent(self.error),
        )


def thin_events(events: Events, max_ties: int) -> tuple[Events, Thinning | None]:
    """Return the events on at most `max_ties` ties, and the counts of the others in the order of ids.

    Events that have no more ties are returned as they are, without a thinning.
    """
    thinned = thin_rows(lazy_table(events), max_ties=max_ties)
    if thinned is None:
        return events, None
    tables = replace(stored_tables(events), rows=thinned.rows)
    return events._with_tables(tables), _count(thinned, events)  # noqa: SLF001  as `collect` does


def _count(thinned: ThinnedRows, events: Events) -> Thinning:
    left, n_users = thinned.events_left, events.n_users
    user, code = left["user"].to_numpy(), left["kind"].to_numpy()
    sides: dict[str, dict[str, Floats]] = {}
    for side in ("given", "received"):
        counts = left[side].to_numpy()
        sides[side] = {
            KINDS[kind]: np.bincount(user[code == kind], counts[code == kind], minlength=n_users).astype(
                np.float64
            )
            for kind in np.unique(code)
        }
    ties = np.zeros(n_users, np.int64)
    ties[thinned.ties_left["user"].to_numpy()] = thinned.ties_left["ties"].to_numpy()
    n_left = sum(float(counts.sum()) for counts in sides["given"].values())
    return Thinning(
        n_ties=thinned.n_ties,
        n_left_out=thinned.n_ties - thinned.n_kept,
        error=n_left / sum(events.counts.values()),
        ties=ties,
        given=sides["given"],
        received=sides["received"],
    )


def _read_only(values: Any) -> Any:
    values.flags.writeable = False
    return values
