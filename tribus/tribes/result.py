"""Tribes: the tribes of a network, with all views of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tribus._core.numbered import NumberedResults
from tribus._display import (
    CARD_ROWS,
    Card,
    Drawing,
    HasCard,
    HasPlot,
    Swatch,
    format_egos,
    format_rest,
    percent,
    plural,
)
from tribus._export.graph_xml import write_gexf, write_graphml
from tribus._export.safe_csv import write_csv
from tribus._storage import PROVENANCE, Optional, Saveable, form_of, require, stored
from tribus.community.numbering import NO_TRIBE
from tribus.facets.result import Facets
from tribus.inference.continuum import describe_borders, measure_border_closure
from tribus.inference.curve import AgreementCurve
from tribus.inference.levels import Levels, format_others
from tribus.inference.verdict import Verdict
from tribus.metrics import modularity, tribe_cuts
from tribus.network.graph_tables import to_networkx
from tribus.network.network import Network
from tribus.tribes.comparison import Comparison, compare_tribes
from tribus.tribes.graph_tables import graph_of_tribes
from tribus.tribes.mixing import Mixing, mix_tribes
from tribus.tribes.personal import PersonalTribe
from tribus.tribes.roles.assign import AUDIENCE, HEARD, NEWCOMER, ROLES
from tribus.tribes.roles.assignment import RoleAssignment, assign_level
from tribus.tribes.tribe import Tribe, draw_roles

if TYPE_CHECKING:
    from os import PathLike

    import networkx as nx
    import pandas as pd

    from tribus._core.arrays import Ints
    from tribus._core.provenance import Provenance
    from tribus.metrics import TribeCuts
    from tribus.network import Explanation

MAX_TIES_FOR_CARD = 250_000  # of a network whose card measures the borders; it takes some 0.2 s
BORDER_SEED = 2**33  # seeds from here on belong to networks rewired within groups


@stored(
    network=form_of(Network),
    levels=form_of(Levels),
    assignment=form_of(RoleAssignment),
    verdict=form_of(Verdict),
    curve=Optional(form_of(AgreementCurve)),
    facets=Optional(form_of(Facets)),
    made_by=PROVENANCE,
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Tribes(HasCard, HasPlot, Saveable, NumberedResults[Tribe]):
    """The tribes of a network.

    `len(tribes)` is the number of tribes, `tribes[0]` has the most members, and iteration yields tribes
    in descending order of members. `tribes.of("ana")` is the personal tribe of a user, and
    `"ana" in tribes` tests whether a user is in a group. Groups without members are `audiences`, not
    tribes; their numbers follow the numbers of the tribes.

    Attributes
    ----------
    network
        The network of the tribes.
    levels
        The stable scales, from coarse to fine, including the scale of these tribes (`Levels`).
    assignment
        Role of each user (`RoleAssignment`).
    verdict
        Test of whether the network has tribes (`Verdict`).
    curve
        Agreement of bootstrap resamples at each resolution (`AgreementCurve`); None if the resolution
        was given.
    facets
        Overlapping tribes (`Facets`); None with `find_tribes(facets=False)`.
    made_by
        The call that found the tribes.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
    >>> tribes.to_frame()[["user", "tribe", "role"]].columns.tolist()
    ['user', 'tribe', 'role']
    """

    _items_name: ClassVar = "tribes"
    _hint: ClassVar = "; tribes.of(user) finds the tribe of a user"
    _plot_hint: ClassVar = "; tribes.of(user).plot() draws the people around one user"

    network: Network
    levels: Levels
    assignment: RoleAssignment
    verdict: Verdict
    curve: AgreementCurve | None
    facets: Facets | None
    made_by: Provenance

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return saved tribes; `DamageError` if their parts are not of the same users."""
        tribes = cls(**saved)
        require(len(tribes.labels) == tribes.network.n_users, "there is not one label for each user")
        tribes.assignment.require_fit(tribes.labels)
        is_shared = tribes.facets is None or tribes.facets.network is tribes.network
        require(is_shared, "the facets are of another network")
        return tribes

    @property
    def labels(self) -> Ints:
        """Tribe of each user in the order of `network.users`, int32, shape `(n_users,)`; -1 for none."""
        return self.levels.taken.labels

    @property
    def resolution(self) -> float:
        """Resolution γ > 0 at which the tribes were found."""
        return self.levels.taken.resolution

    def at_level(self, number: int) -> Tribes:
        """Return the tribes at another level.

        Parameters
        ----------
        number
            Level, 0 for the coarsest; `levels.to_frame()` lists them.

        Returns
        -------
        Tribes
            Tribes at this level. `facets` stay the same: they are found at one scale.

        Raises
        ------
        OptionError
            If there is no such level.
        """
        levels = self.levels.take(number)
        level, assignment = assign_level(self.network, levels.taken)
        return replace(self, levels=levels.with_taken(level), assignment=assignment)

    @cached_property
    def border_closure(self) -> float:
        """How far the borders of the tribes are cuts through a continuum.

        Ties across borders close triangles this often relative to ties inside the tribes, beyond what
        the tribes explain: about 0 for clear groups, 0.13 and more on rings, on planes, and where
        friends of friends become friends. NaN with fewer than 30 ties across borders. See
        `tribus.inference.continuum`.
        """
        evidence, seed = self.network.evidence, (self.made_by.seed or 0, BORDER_SEED)
        return measure_border_closure(evidence.structure, evidence.mutual(), self.labels, seed=seed)

    @property
    def coarser(self) -> Tribes | None:
        """The tribes at the next coarser level; None at the coarsest."""
        number = self.levels.chosen - 1
        return self.at_level(number) if number >= 0 else None

    @property
    def finer(self) -> Tribes | None:
        """The tribes at the next finer level; None at the finest."""
        number = self.levels.chosen + 1
        return self.at_level(number) if number < len(self.levels) else None

    @property
    def all_levels(self) -> tuple[Tribes, ...]:
        """The tribes at each level, from coarse to fine."""
        chosen = self.levels.chosen
        return (*self._other_levels[:chosen], self, *self._other_levels[chosen:])

    @cached_property
    def _other_levels(self) -> tuple[Tribes, ...]:
        others = (number for number in range(len(self.levels)) if number != self.levels.chosen)
        return tuple(map(self.at_level, others))

    @property
    def exceptions(self) -> list[Any]:
        """Users outside the main coarser tribe of their tribe, at most 5 %; empty at the coarsest level.

        The main coarser tribe of a tribe is the one at the next coarser level with most of its users.
        """
        if self.levels.chosen == 0:
            return []
        coarser = self.levels[self.levels.chosen - 1]
        return self.network.users_of_rows(np.flatnonzero(self.levels.taken.is_outside(coarser)))

    @property
    def n_groups(self) -> int:
        """Number of groups: tribes and audiences."""
        return int(self.labels.max(initial=NO_TRIBE)) + 1

    @property
    def audiences(self) -> list[Tribe]:
        """Groups without members, such as the followers of a guru, the largest first."""
        return [Tribe(tribes=self, number=number) for number in range(len(self), self.n_groups)]

    def __len__(self) -> int:
        return int(np.count_nonzero(self.assignment.n_members))

    def _make_item(self, number: int) -> Tribe:
        return Tribe(tribes=self, number=number)

    def members(self, number: int) -> list[Any]:
        """Return the members of a tribe: the core first, then by the sum of their bonds inside.

        Parameters
        ----------
        number
            Number of the tribe; -1 is the last.

        Returns
        -------
        list
            Ids as they were given, the same as `tribes[number].members`.

        Raises
        ------
        OptionError
            If there is no such tribe.
        """
        return self[number].members

    def compare(self, other: Tribes) -> Comparison:
        """Compare these tribes with others: who moved, and how well both agree.

        Parameters
        ----------
        other
            Tribes of another time, of other options, or of another network with some of the same users.

        Returns
        -------
        Comparison
            From these tribes to the others. Ids of both must be of one type.

        Raises
        ------
        OptionError
            If `other` is not `Tribes`, or no user is in both.

        Examples
        --------
        >>> import tribus as tb
        >>> network = tb.build_network(tb.datasets.make_society(seed=0).events)
        >>> coarse, fine = (tb.find_tribes(network, resolution=gamma) for gamma in (0.5, 2.0))
        >>> coarse.compare(fine)
        <Comparison: 380 users in both, agreement ..., ... moved, ...>
        """
        return compare_tribes(self, other)

    def __contains__(self, user: object) -> bool:
        return user in self.network and bool(self.labels[self.network.row_of(user)] != NO_TRIBE)

    def __eq__(self, other: object) -> bool:
        """Return whether the same users have the same tribes."""
        if not isinstance(other, Tribes):
            return NotImplemented
        if self.network.users == other.network.users:
            return bool(np.array_equal(self.labels, other.labels))
        mine, theirs = (
            dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True))
            for tribes in (self, other)
        )
        return mine == theirs

    def __hash__(self) -> int:
        return hash(tuple(np.bincount(self.labels + 1).tolist()))  # sizes do not depend on user order

    def of(self, user: Any) -> PersonalTribe:
        """Return the personal tribe of a user: friends, heard, listening, and members to meet.

        Parameters
        ----------
        user
            User of the network.

        Returns
        -------
        PersonalTribe
            For users without a tribe too.

        Raises
        ------
        UserError
            If the user is not in the network; near matches are offered.
        """
        number = self.network.row_of(user)
        return PersonalTribe(tribes=self, user=self.network.users_of_rows([number])[0])

    def explain(self, one: Any, other: Any) -> Explanation:
        """Return the terms of the tie of two users, with their tribes and roles.

        Parameters
        ----------
        one, other
            Two users.

        Returns
        -------
        Explanation
            As `Network.explain`, with `tribes` and `roles` filled in.

        Raises
        ------
        UserError
            If a user is not in the network; near matches are offered.
        OptionError
            If both are the same user.
        """
        return self.of(one).explain(other)

    @property
    def without_tribe(self) -> list[Any]:
        """Ids of the users without a group, as they were given."""
        return self.network.users_of_rows(np.flatnonzero(self.labels == NO_TRIBE))

    @cached_property
    def modularity(self) -> float:
        """Modularity of the groups on the affinity at γ = 1, -1/2 to 1.

        Each user without a group counts as a group of one.
        """
        return modularity(self.network.to_scipy("affinity"), self.labels)

    @cached_property
    def cuts(self) -> TribeCuts:
        """Minimum cut of each tribe on the affinity (`TribeCuts`)."""
        return tribe_cuts(self.network.to_scipy("affinity"), self.labels)

    @cached_property
    def mixing(self) -> Mixing:
        """Events from each tribe to each tribe (`Mixing`), of all kinds."""
        return mix_tribes(self)

    def mixing_of(self, kind: str) -> Mixing:
        """Return the events from each tribe to each tribe, of one kind.

        Parameters
        ----------
        kind
            Kind of the events, such as `"reply"`.

        Returns
        -------
        Mixing
            As `mixing`, with the events of this kind only.

        Raises
        ------
        OptionError
            If the network has no events of that kind.
        """
        return mix_tribes(self, kind=kind)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per user.

        Returns
        -------
        DataFrame
            `user`, as given; `tribe` (int32, -1 for none); `role` (text: core, member, newcomer, heard,
            audience or none); `belonging`, the share of the user's exchange that is returned and stays
            in the group, 0 to 1 (float64); `bond`, the sum of the user's bonds inside the group
            (float64); `ties`, the number of neighbours in the network (int64); `given` and `received`,
            the number of events to and from others of the group (float64). Sorted by tribe, then by
            role, then by bond in descending order; users without a group come last.

        Examples
        --------
        >>> import tribus as tb
        >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
        >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
        >>> len(tribes.to_frame()) == len(tribes.network)
        True
        """
        import pandas as pd

        assignment = self.assignment
        last = np.where(self.labels == NO_TRIBE, self.n_groups, self.labels)
        order = np.lexsort((np.arange(len(last)), -assignment.bond, assignment.role, last))
        return pd.DataFrame(
            {
                "user": self.network.users_of_rows(order),
                "tribe": self.labels[order],
                "role": np.array(ROLES, object)[assignment.role[order]],
                "belonging": assignment.belonging[order],
                "bond": assignment.bond[order],
                "ties": np.diff(self.network.evidence.structure.indptr)[order],
                "given": assignment.given[order],
                "received": assignment.received[order],
            }
        )

    def summary(self) -> pd.DataFrame:
        """Return one row per tribe, the most members first; audiences have no row.

        Returns
        -------
        DataFrame
            `tribe`, the number; `users`, the size of the group; `members` (including the core),
            `newcomers`, `heard` and `audience`, the number of users in each role (int64); `inside`, the
            share of the affinity of the group that stays inside, 0 to 1; `mutual`, the share of the
            links inside that are mutual, 0 to 1; `p_value`, the probability of a group of this size and
            cohesion in rewired networks, 0 to 1 (float64), NaN without a test; `core`, the names of the
            first three users of the core (text).

        Examples
        --------
        >>> import tribus as tb
        >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
        >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
        >>> len(tribes.summary()) == len(tribes)
        True
        """
        import pandas as pd

        assignment, n_tribes = self.assignment, len(self)
        return pd.DataFrame(
            {
                "tribe": np.arange(n_tribes),
                "users": np.diff(assignment.start)[:n_tribes],
                "members": assignment.n_members[:n_tribes],
                "newcomers": assignment.sizes[:n_tribes, NEWCOMER],
                "heard": assignment.sizes[:n_tribes, HEARD],
                "audience": assignment.sizes[:n_tribes, AUDIENCE],
                "inside": assignment.inside[:n_tribes],
                "mutual": assignment.mutual[:n_tribes],
                "p_value": self.levels.taken.p_values[:n_tribes],
                "core": [tribe.core_names() for tribe in self],
            }
        )

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write `to_frame` as a CSV file that is safe to open in a spreadsheet.

        Names that look like formulas are escaped: names that start with `=`, `+`, `-` or `@` get a
        leading apostrophe.

        Parameters
        ----------
        path
            File to write.
        """
        write_csv(self.to_frame(), path)

    def to_networkx(self) -> nx.Graph[Any]:
        """Return all users and ties as an undirected networkx graph.

        Returns
        -------
        Graph
            Nodes in the order of `to_frame`, with its columns as attributes: `tribe`, `role`,
            `belonging`, `bond`, `ties`, `given`, `received`. Edges as in `Network.to_networkx`:
            `affinity`, `bond`, `mutual`, and the number of events of each kind, for example `replies`.
        """
        return to_networkx(graph_of_tribes(self))

    def to_gexf(self, path: str | PathLike[str]) -> None:
        """Write all users and ties as GEXF 1.3, for Gephi, with colours.

        The id and label of a node is the user's name. Its attributes are the columns of `to_frame`. Its
        colour is that of the tribe in pictures, or grey for users who are not members. Its size grows
        with the user's bonds inside the tribe. Edges are undirected; their weight is the affinity, and
        the other attributes are those of `to_networkx`.

        Parameters
        ----------
        path
            File to write; a name that ends in `.gz` is compressed. The same tribes give the same bytes.

        Notes
        -----
        XML cannot hold control characters except tab and line ends. In names they are written as in
        Excel files: `_x001B_` for U+001B. A name that contains `_x001B_` is written with
        `_x005F_x001B_`, so different names stay different.
        """
        write_gexf(graph_of_tribes(self), path)

    def to_graphml(self, path: str | PathLike[str]) -> None:
        """Write all users and ties as GraphML, for Cytoscape, yEd, igraph and others.

        As `to_gexf`, without sizes. The colour is the text attribute `color`, and the weight of an edge
        is `weight`.

        Parameters
        ----------
        path
            File to write; a name that ends in `.gz` is compressed.
        """
        write_graphml(graph_of_tribes(self), path)

    def _drawing(self) -> Drawing:
        return Drawing("draw_tribes", self)

    def _card(self) -> Card:
        n_users, start = len(self.labels), self.assignment.start
        in_tribes, in_groups = (int(start[end] - start[0]) for end in (len(self), -1))
        n_audiences = self.n_groups - len(self)
        audiences = f"{plural(in_groups - in_tribes, 'user')} in {plural(n_audiences, 'audience')}"
        how = f", {format_others(self.levels)}" if len(self.levels) > 1 else ""
        facts = [
            f"{plural(in_tribes, 'user')} in {plural(len(self), 'tribe')}",
            *([audiences] if n_audiences else []),
            f"{n_users - in_groups:,} without tribe",
            *format_egos(self.network.egos),
            f"resolution {self.resolution:.3g}{how or (' (inferred)' if self.curve else '')}",
        ]
        if self.levels.taken.n_rest:
            facts.append(f"{self.levels.taken.n_rest:,} in the rest")
        if not len(self):
            is_unclear = self.verdict.has_tribes and self.levels.taken.n_dissolved > 0
            facts = [
                f"none among {plural(n_users, 'user')}",
                *([audiences] if n_audiences else []),
                *format_egos(self.network.egos),
                self.verdict.message if not is_unclear else "no single group is clear",
            ]
        sizes = self.assignment.sizes
        most = int(np.diff(self.assignment.start).max(initial=1))
        rows = [
            (
                Swatch(tribe.number),
                f"{tribe.n_members:,}",
                f"{sizes[tribe.number, HEARD]:,}",
                f"{sizes[tribe.number, AUDIENCE]:,}",
                draw_roles(tribe, most),
                percent(tribe.inside),
                tribe.core_names(),
            )
            for tribe, _ in zip(self, range(CARD_ROWS), strict=False)
        ]
        header = ("tribe", "members", "heard", "audience", "", "kept inside", "core")
        circles = [self.verdict.circles_message] if self.verdict.n_circles else []
        is_small = self.network.n_ties <= MAX_TIES_FOR_CARD
        continuum = describe_borders(self.border_closure) if is_small else []
        return Card(
            title="Tribes",
            facts=[*facts, *circles, *continuum],
            in_line=facts,
            header=header,
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "smaller tribes"),
            made_by=str(self.made_by),
        )
