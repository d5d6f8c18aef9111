"""Tribes: the tribes of a network, with all views of them.

Most of its lines document the public methods of one class; their code is in the modules beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tribus._display import Drawing, HasCard, HasPlot
from tribus._display.maps import HasMap
from tribus._export.csv_results import HasCsv
from tribus._export.graph_results import HasGraph
from tribus._storage import PROVENANCE, TEXT, Optional, Saveable, TupleOf, form_of, stored
from tribus.community.numbering import NO_TRIBE
from tribus.facets.result import Facets
from tribus.inference.continuum import BORDER_SEED, measure_border_closure
from tribus.inference.curve import AgreementCurve
from tribus.inference.levels import Levels
from tribus.inference.verdict import Verdict
from tribus.metrics import modularity, tribe_cuts
from tribus.network.network import Network
from tribus.tribes.between import Between, find_between
from tribus.tribes.card import card_of_tribes
from tribus.tribes.comparison import Comparison, are_equal, compare_tribes
from tribus.tribes.described import DescribedTribes
from tribus.tribes.frames import frame_of_between, frame_of_tribes, frame_of_users
from tribus.tribes.graph_tables import graph_of_tribes
from tribus.tribes.knowledge import Knowledge
from tribus.tribes.mixing import Mixing, mix_tribes
from tribus.tribes.on_spark import HasSpark
from tribus.tribes.own_tribes import HasOwnTribes
from tribus.tribes.personal import PersonalTribe
from tribus.tribes.roles.assignment import RoleAssignment, assign_level
from tribus.tribes.saved import require_whole
from tribus.tribes.tribe import Tribe

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints
    from tribus._core.provenance import Provenance
    from tribus._display import Card
    from tribus._export.graph_xml import ExportGraph
    from tribus.metrics import TribeCuts
    from tribus.network import Explanation


@stored(
    network=form_of(Network),
    levels=form_of(Levels),
    assignment=form_of(RoleAssignment),
    verdict=form_of(Verdict),
    curve=Optional(form_of(AgreementCurve)),
    facets=Optional(form_of(Facets)),
    made_by=PROVENANCE,
    given_names=TupleOf(TEXT),
    knowledge=Optional(form_of(Knowledge)),
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Tribes(
    HasCard, HasPlot, HasMap, HasCsv, HasGraph, HasSpark, HasOwnTribes, Saveable, DescribedTribes
):
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
    given_names
        Name of each tribe from `rename` or `with_names`, empty for a tribe without one; an empty tuple
        if no tribe has a name. `names` has a label for every tribe.
    knowledge
        What each person asks and answers (`tribus.tribes.knowledge`); None before `with_names`.

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
        require_whole(tribes)
        return tribes

    @property
    def labels(self) -> Ints:
        """Tribe of each user in the order of `network.users`, int32, shape `(n_users,)`; -1 for none."""
        return self.levels.taken.labels

    @property
    def resolution(self) -> float:
        """Resolution γ > 0 of these tribes."""
        return self.levels.taken.resolution

    @property
    def certainty(self) -> Floats:
        """Probability that each user is in this tribe in fresh data of the same source, 0 to 1.

        float64, shape `(n_users,)`, in the order of `network.users`. NaN for users without a tribe, and
        for all if the resolution was given, because nothing is resampled then; `check_stability`
        measures it there. See `tribus.inference.certainty`.
        """
        return self.levels.taken.certainty

    @cached_property
    def between_rows(self) -> Between:
        """The users between two tribes as in `between`, by row in the network."""
        return find_between(self.network.evidence, self.labels)

    @property
    def between(self) -> pd.DataFrame:
        """The users between two tribes, with both tribes.

        A user is between two if each has at least 30 % of the weight that the user has in both, and the
        share in the other tribe is not chance (`tribus.tribes.between`).

        DataFrame: `user`, as given; `tribe` of the user and `second`, the other one (int32); `share` and
        `second_share` of the weight of the user's ties, 0 to 1; `low` and `high`, the 95 % interval of
        `second_share` (float64). In the order of `network.users`.
        """
        return frame_of_between(self)

    def at_level(self, number: int) -> Tribes:
        """Return the tribes at another level.

        Parameters
        ----------
        number
            Level, 0 for the coarsest; `levels.to_frame()` lists them.

        Returns
        -------
        Tribes
            Tribes at this level, without the names that were given at another one. `facets` stay the
            same: they are found at one scale.

        Raises
        ------
        OptionError
            If there is no such level.
        """
        levels = self.levels.take(number)
        level, assignment = assign_level(self.network, levels.taken)
        names = self.given_names if number == self.levels.chosen else ()
        return replace(self, levels=levels.with_taken(level), assignment=assignment, given_names=names)

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
        return self.at_level(self.levels.chosen - 1) if self.levels.chosen else None

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
        chosen = self.levels.chosen
        return tuple(self.at_level(number) for number in range(len(self.levels)) if number != chosen)

    @property
    def exceptions(self) -> list[Any]:
        """Users outside the main coarser tribe of their tribe, at most 5 %; empty at the coarsest level.

        The main coarser tribe of a tribe is the one at the next coarser level with most of its users.
        """
        return self.network.users_of_rows(self.levels.list_exceptions())

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
        return are_equal(self, other)

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
            in the group, 0 to 1; `certainty`, the probability of this tribe in fresh data, 0 to 1, NaN
            without a tribe or if the resolution was given (float64); `bond`, the sum of the user's bonds
            inside the group (float64); `ties`, the number of neighbours in the network (int64); `given`
            and `received`, the number of events to and from others of the group (float64). If tribes
            have names, `tribe_name` follows (text, empty without one). Attributes are the last columns;
            a column whose name is in use gets the prefix `attribute_`. Sorted by tribe, then by role,
            then by bond in descending order; users without a group come last.

        Examples
        --------
        >>> import tribus as tb
        >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
        >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
        >>> len(tribes.to_frame()) == len(tribes.network)
        True
        """
        return frame_of_users(self)

    def summary(self) -> pd.DataFrame:
        """Return one row per tribe, the most members first; audiences have no row.

        Returns
        -------
        DataFrame
            `tribe`, the number; `users`, the size of the group; `members` (including the core),
            `newcomers`, `heard` and `audience`, the number of users in each role (int64); `inside`, the
            share of the affinity of the group that stays inside, 0 to 1; `mutual`, the share of the
            links inside that are mutual, 0 to 1; `certainty`, the mean of the users of the group, NaN
            if the resolution was given; `p_value`, the probability of a group of this size and
            cohesion in rewired networks, 0 to 1 (float64), NaN without a test; `core`, the names of the
            first three users of the core; and `name`, if tribes have names (text).

        Examples
        --------
        >>> import tribus as tb
        >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
        >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
        >>> len(tribes.summary()) == len(tribes)
        True
        """
        return frame_of_tribes(self)

    def _drawing(self) -> Drawing:
        return Drawing("draw_tribes", self)

    def _card(self) -> Card:
        return card_of_tribes(self)

    def _graph(self) -> ExportGraph:
        return graph_of_tribes(self)
