"""Network: who deals with whom, and how strong each tie is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_choice, show, suggest
from tribus._display import Bar, Card, HasCard, format_egos, percent, plural
from tribus._export.graph_xml import write_gexf, write_graphml
from tribus.errors import UserError
from tribus.network.explain import explain_tie
from tribus.network.graph_tables import frame_of_ties, graph_of_network, to_networkx
from tribus.network.reciprocity import Reciprocity, measure_reciprocity, measure_users
from tribus.ties.affinity import Activity
from tribus.ties.expected_reply import ResponseRates, expect_on_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta
    from os import PathLike

    import networkx as nx
    import pandas as pd
    from scipy.sparse import csr_array

    from tribus._core.arrays import Floats
    from tribus._core.provenance import Provenance
    from tribus.network.explanation import Explanation
    from tribus.ties.affinity import AffinityTerms
    from tribus.ties.evidence import Evidence

WEIGHTS = ("affinity", "bond")
MOST_NAMES = 20_000  # users among whom a near match to an unknown name is looked for


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Network(HasCard):
    """Who deals with whom: directed evidence of each kind, and two undirected weights of every tie.

    *Affinity* says how much two users belong together, from all evidence; groups are found on it.
    *Bond* says how strong, mutual and recent their dealings are; it ranks people.
    Make it with `build_network` or `from_networkx`.

    Attributes
    ----------
    evidence
        Directed counts of each kind.
    affinity_values, bond_values
        The two weights on the pattern of ties, `(n_entries,)`.
    terms
        How affinity was weighed.
    half_life
        In which an event came to count half for the bond; None if nothing fades.
    unanswered_weight
        Bond of a tie without an answer whose answer is certain.
    made_by
        The call that made it.
    egos
        People of whom the events are the view, as `Events.egos`: between others next to nothing is
        known.
    """

    evidence: Evidence
    affinity_values: Floats
    bond_values: Floats
    terms: AffinityTerms
    half_life: timedelta | None
    unanswered_weight: float
    made_by: Provenance
    egos: tuple[str, ...] = ()

    @property
    def users(self) -> list[Any]:
        """Users as they were given, those with most dealings first."""
        return list(self._users)

    def users_of_rows(self, rows: Iterable[int]) -> list[Any]:
        """Users of the given rows, as they were given."""
        return [self._users[row] for row in rows]

    @cached_property
    def _users(self) -> tuple[Any, ...]:
        return tuple(self.evidence.ids.to_pylist())

    @cached_property
    def _rows_by_user(self) -> dict[Any, int]:
        return {user: number for number, user in enumerate(self._users)}

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of events that occur."""
        return tuple(self.evidence.counts)

    @property
    def n_users(self) -> int:
        """Number of users, those without ties included."""
        return self.evidence.structure.n_users

    @property
    def n_ties(self) -> int:
        """Number of pairs of users who dealt with each other, in one direction at least."""
        return self.evidence.structure.n_ties

    def __len__(self) -> int:
        return self.n_users

    def __iter__(self) -> Iterator[Any]:
        return iter(self._users)

    def __contains__(self, user: object) -> bool:
        return user in self._rows_by_user

    def __eq__(self, other: object) -> bool:
        """Whether the same users have the same evidence and the same ties."""
        if not isinstance(other, Network):
            return NotImplemented
        alike = self is other or (
            self.users == other.users and self.kinds == other.kinds and self.half_life == other.half_life
        )
        pairs = zip(self._arrays(), other._arrays(), strict=True) if alike else ()
        return alike and all(np.array_equal(one, another) for one, another in pairs)

    def __hash__(self) -> int:
        return hash((self.n_users, self.n_ties, self.kinds, self.affinity_values.tobytes()))

    def _arrays(self) -> list[Any]:
        structure = self.evidence.structure
        counts = [*self.evidence.counts.values(), *self.evidence.faded.values()]
        return [structure.indptr, structure.indices, self.affinity_values, self.bond_values, *counts]

    def row_of(self, user: Any) -> int:
        """Row of a user in every array of this network.

        Raises
        ------
        UserError
            If the user is not in the network; the nearest names are offered.
        """
        try:
            return self._rows_by_user[user]
        except (KeyError, TypeError):
            near = suggest(user, self._users[:MOST_NAMES])
            kind = type(self._users[0]).__name__
            known = f"this network of {plural(self.n_users, 'user')} named by {kind}"
            raise UserError(f"no user {show(user)} in {known}{near}") from None

    def affinity(self, one: Any, other: Any) -> float:
        """How much two users belong together; 0 if they have no tie."""
        return self._between(self.affinity_values, one, other)

    def bond(self, one: Any, other: Any) -> float:
        """How strong, mutual and recent the dealings of two users are; 0 if they have no tie."""
        return self._between(self.bond_values, one, other)

    def explain(self, one: Any, other: Any) -> Explanation:
        """Why the tie of two users weighs what it weighs: who did what to whom, and what that adds.

        Raises
        ------
        UserError
            If a user is not in the network; the nearest names are offered.
        OptionError
            If both are the same user.

        Examples
        --------
        >>> import pandas as pd
        >>> import tribus as tb
        >>> frame = pd.DataFrame({"source": ["ana", "ben", "ana"], "target": ["ben", "ana", "ben"]})
        >>> network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
        >>> print(network.explain("ana", "ben"))
        ana and ben: affinity 1.50, bond ...
        ana replied to ben twice (chance: 1.3)
        ben replied to ana once (chance: 0.33)
        affinity = 1.000 reply + 0.500 mutual
        bond = ... mutual + ... answer
        """
        return explain_tie(self, one, other)

    @cached_property
    def activity(self) -> dict[str, Activity]:
        """By which the evidence of each kind is balanced."""
        structure, counts = self.evidence.structure, self.evidence.counts
        activity = {
            kind: Activity.of_kind(structure, kind, count, self.terms) for kind, count in counts.items()
        }
        for values in chain.from_iterable(activity.values()):
            values.flags.writeable = False
        return activity

    def expected_replies_of(self, row: int) -> Floats:
        """Expected replies of the ties of one row, in the order of its entries."""
        evidence, own = self.evidence, self.evidence.structure.entries_of(row)
        back, col = evidence.structure.reverse[own], evidence.structure.indices[own]
        rates = ResponseRates(
            *(np.concatenate([values[[row]], values[col]]) for values in evidence.response_rates)
        )
        return expect_on_pairs(
            np.zeros(len(col), np.int32),
            np.arange(1, len(col) + 1, dtype=np.int32),
            (evidence.talk[own], evidence.talk[back]),
            (
                evidence.exchange(faded=True, entries=own),
                evidence.exchange(faded=True, entries=back),
            ),
            rates,
        )

    def expected_reply(self, one: Any, other: Any) -> float:
        """Return how likely two users are to deal with each other next, without a unit.

        It predicts, by what was answered and who answers usually; it never ranks friends. Compare
        values of one network only. 0 if they have no tie.
        """
        row, col = self.row_of(one), self.row_of(other)
        structure = self.evidence.structure
        index = structure.place(row, col)
        if index is None:
            return 0.0
        return float(self.expected_replies_of(row)[index - structure.indptr[row]])

    @cached_property
    def n_events(self) -> dict[str, float]:
        """How many events of each kind there are, each counted by its `count`."""
        return {kind: float(count.sum()) for kind, count in self.evidence.counts.items()}

    def _between(self, values: Floats, one: Any, other: Any) -> float:
        place = self.evidence.structure.place(self.row_of(one), self.row_of(other))
        return 0.0 if place is None else float(values[place])

    @cached_property
    def reciprocity(self) -> Reciprocity:
        """How much of what people give comes back, altogether and for each kind."""
        return measure_reciprocity(self.evidence, self.made_by)

    def to_scipy(self, weight: str = "affinity") -> csr_array:
        """Sparse array in the order of `users`, float64, shape `(n_users, n_users)`.

        Parameters
        ----------
        weight
            `"affinity"` or `"bond"`, symmetric; or a kind such as `"reply"`, directed counts, row to
            column.
        """
        check_choice("weight", weight, (*WEIGHTS, *self.kinds))
        weights = {"affinity": self.affinity_values, "bond": self.bond_values, **self.evidence.counts}
        return self.evidence.structure.to_csr(weights[weight])

    def to_networkx(self) -> nx.Graph[Any]:
        """All users and ties as an undirected networkx graph.

        Returns
        -------
        Graph
            Users have `ties`, and `given`, `received` and `returned` over all kinds, as in
            `users_to_frame`. Ties have `affinity`, `bond`, whether they are `mutual`, and for each kind
            how many events there are in both directions together, as `replies`. `to_frame` tells the
            directions apart.

        Examples
        --------
        >>> import pandas as pd
        >>> import tribus as tb
        >>> frame = pd.DataFrame({"source": ["ana", "ben", "ana"], "target": ["ben", "ana", "ben"]})
        >>> network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
        >>> network.to_networkx()["ana"]["ben"]
        {'affinity': 1.5, 'bond': ..., 'mutual': True, 'replies': 3.0}
        """
        return to_networkx(graph_of_network(self))

    def to_gexf(self, path: str | PathLike[str]) -> None:
        """Write all users and ties as GEXF 1.3, for Gephi; see `Tribes.to_gexf`.

        What is told is as in `to_networkx`; `affinity` is the weight.
        """
        write_gexf(graph_of_network(self), path)

    def to_graphml(self, path: str | PathLike[str]) -> None:
        """Write all users and ties as GraphML, for Cytoscape, yEd, igraph and others; see `to_gexf`."""
        write_graphml(graph_of_network(self), path)

    def to_frame(self) -> pd.DataFrame:
        """One row a tie, strongest affinity first.

        Returns
        -------
        DataFrame
            `user`, `other` (as given; the one with more dealings first), `affinity`, `bond` (float64),
            and for each kind `reply_given`, `reply_received`: counts from user to other and back.
        """
        return frame_of_ties(self)

    def users_to_frame(self) -> pd.DataFrame:
        """One row a user in the order of `users`: what they give, get, and have returned.

        Returns
        -------
        DataFrame
            `user`; `ties` (int64); `given`, `received`, `returned` (events, float64) over all kinds,
            and the same for each kind as `reply_given` and so on; `reciprocity`, the returned share of
            what the user gave and got, `2 returned / (given + received)`, NaN without ties.
        """
        import pandas as pd

        structure = self.evidence.structure
        frame = pd.DataFrame({"user": self.users, "ties": np.diff(structure.indptr)})
        sums = measure_users(structure, self.evidence.total(faded=False))
        frame = frame.assign(**sums)
        events_with = sums["given"] + sums["received"]
        nothing = np.full(self.n_users, np.nan)
        frame["reciprocity"] = np.divide(
            2 * sums["returned"], events_with, out=nothing, where=events_with > 0
        )
        for kind, counts in self.evidence.counts.items():
            for name, values in measure_users(structure, counts).items():
                frame[f"{kind}_{name}"] = values
        return frame

    def _card(self) -> Card:
        returned = self.reciprocity["all"]["reciprocity"]
        facts = [
            plural(self.n_users, "user"),
            plural(self.n_ties, "tie"),
            *format_egos(self.egos),
            f"{percent(returned)} of links mutual",
            *([f"half-life {_in_days(self.half_life)}"] if self.half_life else []),
        ]
        rows = [
            (kind, f"{row[3]:,.0f}", percent(row[4]), f"{row[0]:,.0f}", percent(row[1]), Bar.of(row[1]))
            for kind, row in self.reciprocity.by_kind
        ]
        header = ("kind", "events", "returned", "links", "mutual", "")
        return Card(title="Network", facts=facts, header=header, rows=rows, made_by=str(self.made_by))


def _in_days(span: timedelta) -> str:
    days = span.total_seconds() / 86400
    return f"{days:,.0f} d" if days >= 100 else f"{days:.3g} d"  # noqa: PLR2004 - three digits either way
