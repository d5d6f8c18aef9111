"""Network: users, ties, and two weights of each tie."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tribus._core.checks import check_choice
from tribus._display import Bar, Card, HasCard, format_egos, percent, plural
from tribus._display.language import format_decimals, format_whole, translate
from tribus._display.terms import translate_term
from tribus._export.graph_results import HasGraph
from tribus._storage import (
    DURATION,
    NUMBER,
    PLAIN,
    PROVENANCE,
    Array,
    Optional,
    Saveable,
    TupleOf,
    form_of,
    require,
    stored,
)
from tribus.network.attributes import Attributes
from tribus.network.explain import explain_tie
from tribus.network.graph_tables import add_attributes, frame_of_ties, graph_of_network
from tribus.network.reciprocity import Reciprocity, measure_reciprocity, measure_users
from tribus.network.support import Support
from tribus.network.thinning import Thinning
from tribus.network.users import HasUsers
from tribus.ties.affinity import COUNTS, TIES, Activity, AffinityTerms
from tribus.ties.evidence import Evidence, require_weights

if TYPE_CHECKING:
    from datetime import timedelta

    import pandas as pd
    from scipy.sparse import csr_array

    from tribus._core.arrays import Floats
    from tribus._core.provenance import Provenance
    from tribus._export.graph_xml import ExportGraph
    from tribus.network.explanation import Explanation

WEIGHTS = ("affinity", "bond")


@stored(
    evidence=form_of(Evidence),
    affinity_values=Array(np.float64),
    bond_values=Array(np.float64),
    terms=form_of(AffinityTerms),
    half_life=Optional(DURATION),
    unanswered_weight=NUMBER,
    made_by=PROVENANCE,
    egos=TupleOf(PLAIN),
    support=form_of(Support),
    attributes=Optional(form_of(Attributes)),
    thinning=Optional(form_of(Thinning)),
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Network(HasUsers, HasCard, HasGraph, Saveable):
    """A network of users: directed events of each kind, and two undirected weights of every tie.

    *Affinity* is the weight of a tie from all evidence; groups are found on it. *Bond* is the strength
    of the mutual and recent exchange of two users; friends are ranked by it. Networks are made by
    `build_network` or `from_networkx`. `len(network)` is the number of users, iteration yields them,
    and `"ana" in network` tests for a user.

    Attributes
    ----------
    evidence
        Directed counts of each kind.
    affinity_values, bond_values
        The two weights of each nonzero of `evidence.structure`, float64, shape `(n_nonzeros,)`.
    terms
        Options of the affinity.
    half_life
        Time in which an event came to count half in the bond; None without decay.
    unanswered_weight
        Bond of a tie without an answer whose answer is certain, 0 to 1.
    made_by
        The call that made the network.
    egos
        People whose view the events are, as `Events.egos`. Few events between other users are known.
    support
        Number of questions of each user that another user answered first. Empty without texts. It is not
        part of the comparison with `==`.
    attributes
        What the analyst knows of the users (`Attributes`); None before `with_attributes`. It is not part
        of the comparison with `==`.
    thinning
        One-way ties that `build_network(events, max_ties=...)` left out, as counts of each user, with
        the share of the events that is missing (`Thinning`); None if all ties are here.
    """

    affinity_values: Floats
    bond_values: Floats
    terms: AffinityTerms
    half_life: timedelta | None
    unanswered_weight: float
    made_by: Provenance
    egos: tuple[str, ...] = ()
    support: Support = field(default_factory=Support.without_texts)
    thinning: Thinning | None = None

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return the network of saved values; `DamageError` if they do not fit one another."""
        network = cls(**saved)
        structure = network.evidence.structure
        for values in (network.affinity_values, network.bond_values):
            require_weights(values, structure)
            require(structure.is_symmetric(values), "a tie has two values of one weight")
        rows = np.concatenate([network.support.asker, network.support.helper])
        is_inside = not len(rows) or (rows.min() >= 0 and rows.max() < network.n_users)
        require(is_inside, "a question is of nobody")
        known = network.attributes
        require(known is None or known.n_users == network.n_users, "the attributes are of other users")
        if network.thinning is not None:
            network.thinning.require_users(network.n_users)
        return network

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of events that occur, in the order of `tribus.events.KINDS`."""
        return tuple(self.evidence.counts)

    @property
    def n_ties(self) -> int:
        """Number of ties: pairs of users with events in at least one direction."""
        return self.evidence.structure.n_ties

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same users, evidence, half-life and weights."""
        if not isinstance(other, Network):
            return NotImplemented
        alike = self is other or (
            self.users == other.users and self.kinds == other.kinds and self.half_life == other.half_life
        )
        pairs = zip(self._arrays(), other._arrays(), strict=True) if alike else ()
        return alike and all(np.array_equal(mine, theirs) for mine, theirs in pairs)

    def __hash__(self) -> int:
        return hash((self.n_users, self.n_ties, self.kinds, self.affinity_values.tobytes()))

    def _arrays(self) -> list[Any]:
        structure = self.evidence.structure
        counts = [*self.evidence.counts.values(), *self.evidence.faded.values()]
        return [structure.indptr, structure.indices, self.affinity_values, self.bond_values, *counts]

    def affinity(self, one: Any, other: Any) -> float:
        """Return the affinity of two users, 0 or more; 0 without a tie.

        Raises
        ------
        UserError
            If a user is not in the network; near matches are offered.
        """
        return self._weight_of(self.affinity_values, one, other)

    def bond(self, one: Any, other: Any) -> float:
        """Return the bond of two users, 0 or more; 0 without a tie.

        Raises
        ------
        UserError
            If a user is not in the network; near matches are offered.

        Examples
        --------
        >>> import tribus as tb
        >>> society = tb.datasets.make_society(seed=0)
        >>> network = tb.build_network(society.events)
        >>> network.bond("obrador_de_hector", "aitana_pan") > 0
        True
        """
        return self._weight_of(self.bond_values, one, other)

    def explain(self, one: Any, other: Any) -> Explanation:
        """Return the terms of the affinity and the bond of two users.

        Parameters
        ----------
        one, other
            Two users.

        Returns
        -------
        Explanation
            The terms add up to `affinity(one, other)` and to `bond(one, other)`. All are 0 for users
            without events between them.

        Raises
        ------
        UserError
            If a user is not in the network; near matches are offered.
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
        ana replied to ben twice (expected: 1.3)
        ben replied to ana once (expected: 0.33)
        friends: both sides answer
        affinity = 1.000 reply + 0.500 mutual
        bond = ... mutual + ... answer
        """
        return explain_tie(self, one, other)

    @cached_property
    def activity(self) -> dict[str, Activity]:
        """Factors that normalise the evidence of each kind (`Activity`)."""
        structure, counts = self.evidence.structure, self.evidence.counts
        activity = {
            kind: Activity.from_counts(structure, kind, count, self.terms)
            for kind, count in counts.items()
        }
        for values in chain.from_iterable(activity.values()):
            values.flags.writeable = False
        return activity

    def expected_reply(self, one: Any, other: Any) -> float:
        """Return a prediction that the exchange of two users will continue, 0 or more, without a unit.

        It depends on the events that were answered and on the response rates of both. It never ranks
        friends. Values of different networks cannot be compared. It is 0 without a tie.

        Raises
        ------
        UserError
            If a user is not in the network; near matches are offered.
        """
        row, col = self.row_of(one), self.row_of(other)
        structure = self.evidence.structure
        index = structure.index_of(row, col)
        if index is None:
            return 0.0
        return float(self.evidence.expect_replies_of(row)[index - structure.indptr[row]])

    @cached_property
    def n_events(self) -> dict[str, float]:
        """Number of events of each kind: the sum of `count`, also on ties that were left out."""
        found = {kind: float(count.sum()) for kind, count in self.evidence.counts.items()}
        return found if self.thinning is None else self.thinning.add_events(found)

    def _weight_of(self, values: Floats, one: Any, other: Any) -> float:
        index = self.evidence.structure.index_of(self.row_of(one), self.row_of(other))
        return 0.0 if index is None else float(values[index])

    @cached_property
    def reciprocity(self) -> Reciprocity:
        """Share of links and events that are returned, for all kinds together and for each kind."""
        return measure_reciprocity(self.evidence, self.made_by)

    def to_scipy(self, weight: str = "affinity") -> csr_array:
        """Return one weight of all ties as a sparse array.

        Parameters
        ----------
        weight
            `"affinity"` or `"bond"`, symmetric; or a kind such as `"reply"`, the number of events from
            the user of the row to the user of the column. Default `"affinity"`.

        Returns
        -------
        csr_array of float64, shape (n_users, n_users)
            In the order of `users`, without a diagonal.

        Raises
        ------
        OptionError
            If `weight` is neither of the two weights nor a kind of the network.
        """
        check_choice("weight", weight, (*WEIGHTS, *self.kinds))
        weights = {"affinity": self.affinity_values, "bond": self.bond_values, **self.evidence.counts}
        return self.evidence.structure.to_csr(weights[weight])

    def to_frame(self) -> pd.DataFrame:
        """Return one row per tie, the strongest affinity first.

        Returns
        -------
        DataFrame
            `user` and `other`, as given, in the order of `users`; `affinity` and `bond` (float64); and
            for each kind the number of events from user to other and the reverse, for example
            `reply_given` and `reply_received` (float64).
        """
        return frame_of_ties(self)

    def users_to_frame(self) -> pd.DataFrame:
        """Return one row per user, in the order of `users`.

        Returns
        -------
        DataFrame
            `user`; `ties`, the number of neighbours (int64); `given`, `received` and `returned`, the
            number of events from the user, to the user, and given back by the same neighbours
            (float64); `reciprocity`, `2 returned / (given + received)`, 0 to 1, NaN without ties; and
            the first three for each kind, for example `reply_given`. Ties that `max_ties` left out
            count in all of them. Attributes are the last columns; a
            column whose name is in use gets the prefix `attribute_`.
        """
        import pandas as pd

        structure = self.evidence.structure
        frame = pd.DataFrame({"user": self.users, "ties": np.diff(structure.indptr)})
        sums = measure_users(structure, self.evidence.total(faded=False))
        by_kind = {
            kind: measure_users(structure, counts) for kind, counts in self.evidence.counts.items()
        }
        if self.thinning is not None:
            frame["ties"] += self.thinning.ties
            sums, by_kind = self.thinning.add_sums(sums, by_kind)
        frame = frame.assign(**sums)
        total = sums["given"] + sums["received"]
        nothing = np.full(self.n_users, np.nan)
        frame["reciprocity"] = np.divide(2 * sums["returned"], total, out=nothing, where=total > 0)
        for kind, sums_of_kind in by_kind.items():
            for name, values in sums_of_kind.items():
                frame[f"{kind}_{name}"] = values
        return add_attributes(frame, self, np.arange(self.n_users))

    def _graph(self) -> ExportGraph:
        return graph_of_network(self)

    def _card(self) -> Card:
        returned = self.reciprocity["all"]["reciprocity"]
        facts = [
            plural(self.n_users, "user"),
            plural(self.n_ties, "tie"),
            *format_egos(self.egos),
            translate("{share} of links mutual", share=percent(returned)),
            *_say_affinity(self.terms.name),
            *(
                [translate("half-life {time}", time=_format_days(self.half_life))]
                if self.half_life
                else []
            ),
            *(
                [translate("attributes of {users}", users=plural(self.attributes.n_known, "user"))]
                if self.attributes
                else []
            ),
            *([self.thinning.describe()] if self.thinning else []),
        ]
        rows = [
            (
                translate_term(kind),
                format_whole(row[3]),
                percent(row[4]),
                format_whole(row[0]),
                percent(row[1]),
                Bar.of(row[1]),
            )
            for kind, row in self.reciprocity.by_kind
        ]
        header = ("kind", "events", "returned", "links", "mutual", "")
        return Card(title="Network", facts=facts, header=header, rows=rows, made_by=str(self.made_by))


def _say_affinity(name: str) -> list[str]:
    """Return how ties are weighed for groups, unless in the usual way."""
    said = {COUNTS: translate("ties by their events"), TIES: translate("all ties alike")}
    return [said[name]] if name in said else []


def _format_days(span: timedelta) -> str:
    days = span.total_seconds() / 86400
    return f"{format_decimals(days, ',.0f' if days >= 100 else '.3g')} d"  # noqa: PLR2004 - three digits either way
