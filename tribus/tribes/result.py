"""Tribes: the answer to who belongs together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tribus._core.numbered import NumberedResults
from tribus._display import (
    CARD_ROWS,
    Card,
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
from tribus.community.numbering import NO_TRIBE
from tribus.inference.levels import format_chosen
from tribus.metrics import modularity, tribe_cuts
from tribus.network.graph_tables import to_networkx
from tribus.tribes.graph_tables import graph_of_tribes
from tribus.tribes.mixing import Mixing
from tribus.tribes.personal import PersonalTribe
from tribus.tribes.roles.assign import AUDIENCE, HEARD, NEWCOMER, ROLES
from tribus.tribes.roles.assignment import RoleAssignment
from tribus.tribes.tribe import Tribe, show_roles

if TYPE_CHECKING:
    from os import PathLike

    import networkx as nx
    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._core.arrays import Ints
    from tribus._core.provenance import Provenance
    from tribus.facets import Facets
    from tribus.inference.curve import AgreementCurve
    from tribus.inference.levels import Levels
    from tribus.inference.verdict import Verdict
    from tribus.metrics import TribeCuts
    from tribus.network import Explanation, Network


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Tribes(HasCard, HasPlot, NumberedResults[Tribe]):
    """Everybody's tribe.

    `len(tribes)` counts them, `tribes[0]` has the most members, iteration goes from large to small,
    `tribes.of("ana")` is Ana's own, and `"ana" in tribes` says whether she was put into a group.
    Groups without members are no tribes but `audiences`; their numbers come after the tribes.

    Attributes
    ----------
    network
        In which they were found.
    levels
        The scales that are real, from coarse to fine, one of which these tribes are (`Levels`).
    assignment
        How each user stands in their tribe (`RoleAssignment`).
    verdict
        Whether there are tribes at all (`Verdict`).
    curve
        How well tribes survived resampling at each resolution (`AgreementCurve`); None if the
        resolution was given.
    facets
        Overlapping tribes (`Facets`); None unless they were asked for.
    made_by
        The call that found them.
    """

    _items_name: ClassVar = "tribes"
    _hint: ClassVar = "; tribes.of(user) finds the tribe of a user"

    network: Network
    levels: Levels
    assignment: RoleAssignment
    verdict: Verdict
    curve: AgreementCurve | None
    facets: Facets | None
    made_by: Provenance

    @property
    def labels(self) -> Ints:
        """Tribe of each user in the order of `network.users`, int32, shape `(n_users,)`; -1 for none."""
        return self.levels.taken.labels

    @property
    def resolution(self) -> float:
        """γ at which they were found."""
        return self.levels.taken.resolution

    def at_level(self, number: int) -> Tribes:
        """The tribes at another scale, 0 for the coarsest; see `levels.to_frame()`.

        They have the facets of these tribes, which were found at one scale.

        Raises
        ------
        OptionError
            If there is no such level.
        """
        levels = self.levels.take(number)
        level, assignment = RoleAssignment.of_level(self.network, levels.taken)
        return replace(self, levels=levels.with_taken(level), assignment=assignment)

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

    def __contains__(self, user: object) -> bool:
        return user in self.network and bool(self.labels[self.network.row_of(user)] != NO_TRIBE)

    def __eq__(self, other: object) -> bool:
        """Whether the same users have the same tribes."""
        if not isinstance(other, Tribes):
            return NotImplemented
        if self.network.users == other.network.users:
            return bool(np.array_equal(self.labels, other.labels))
        one, another = (
            dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True))
            for tribes in (self, other)
        )
        return one == another

    def __hash__(self) -> int:
        return hash(tuple(np.bincount(self.labels + 1).tolist()))  # sizes: the order of users is no part

    def of(self, user: Any) -> PersonalTribe:
        """One person's tribe: who is in it, the closest first.

        Raises
        ------
        UserError
            If the user is not in the network; the nearest names are offered.
        """
        number = self.network.row_of(user)
        return PersonalTribe(tribes=self, user=self.network.users_of_rows([number])[0])

    def explain(self, one: Any, other: Any) -> Explanation:
        """Why two people belong together, or not: the terms of their tie, their tribes and roles.

        Raises
        ------
        UserError
            If one is not in the network; the nearest names are offered.
        OptionError
            If both are the same user.
        """
        return self.of(one).explain(other)

    @property
    def without_tribe(self) -> list[Any]:
        """Users without a tribe, as they were given."""
        return self.network.users_of_rows(np.flatnonzero(self.labels == NO_TRIBE))

    @cached_property
    def modularity(self) -> float:
        """Modularity of the tribes on affinity at γ = 1, users without tribe counted as alone."""
        return modularity(self.network.to_scipy("affinity"), self.labels)

    @cached_property
    def cuts(self) -> TribeCuts:
        """How easily each tribe falls into two (`TribeCuts`), by affinity."""
        return tribe_cuts(self.network.to_scipy("affinity"), self.labels)

    @cached_property
    def mixing(self) -> Mixing:
        """Who turns to whom among the tribes (`Mixing`), from all kinds of events."""
        return Mixing.of_tribes(self)

    def mixing_of(self, kind: str) -> Mixing:
        """Who turns to whom among the tribes by one kind of event, such as `"reply"`.

        Raises
        ------
        OptionError
            If the network has no events of that kind.
        """
        return Mixing.of_tribes(self, kind=kind)

    def to_frame(self) -> pd.DataFrame:
        """One row a user, by tribe: core, members, heard, audience; no tribe comes last.

        Returns
        -------
        DataFrame
            `user` (as given); `tribe` (int32, -1 for none); `role` there (text: core, member, heard,
            audience, or none); `belonging`, the share of all that the user gives and gets that is mutual
            and stays inside the tribe, 0 to 1 (float64); `bond`, the sum of the user's bonds inside;
            `ties`, to anybody (int64); `given` and `received`, events to and from others of the tribe
            (float64). Those of one role come with the strongest bonds inside first.
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
        """Return one row per tribe, the one with the most members first; audiences have no row.

        Returns
        -------
        DataFrame
            `tribe`; `users`, all who are grouped there; of these `members` (the core included),
            `newcomers`, `heard` and `audience` (int64); `inside`, the share of their affinity that stays
            inside, 0 to 1; `mutual`, the share of the links inside that are mutual, 0 to 1; `p_value` of
            a group of this size that holds together as well in rewired networks; `core`, the names of
            the first three of the core.
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
        """Write `to_frame` as CSV in which no name is a formula for a spreadsheet.

        Names that begin as formulas do, with `=`, `+`, `-` or `@`, get an apostrophe before them.
        """
        write_csv(self.to_frame(), path)

    def to_networkx(self) -> nx.Graph[Any]:
        """All users and ties as an undirected networkx graph.

        Returns
        -------
        Graph
            Users in the order of `to_frame`, with all that it tells of them: `tribe`, `role`,
            `belonging`, `bond`, `ties`, `given`, `received`. Ties as in `Network.to_networkx`:
            `affinity`, `bond`, `mutual`, and how many events of each kind, as `replies`.
        """
        return to_networkx(graph_of_tribes(self))

    def to_gexf(self, path: str | PathLike[str]) -> None:
        """Write everybody's tribe and all ties as GEXF 1.3, for Gephi, which opens it in colour.

        Users have their name as id and label, all that `to_frame` tells of them, the colour that
        their tribe has in pictures (grey, if they are no member), and a size by their bonds inside it.
        Ties are undirected; their weight is the affinity, and the rest is as in `to_networkx`.

        Parameters
        ----------
        path
            File to write; one that ends in `.gz` is packed. The same tribes give the same bytes.

        Notes
        -----
        XML cannot hold control characters other than tab and the ends of lines. In names they are spelt
        as in Excel's files: `_x001B_` for U+001B, and `_x005F_x001B_` for a name that has `_x001B_` in
        it, so that no two names become one.
        """
        write_gexf(graph_of_tribes(self), path)

    def to_graphml(self, path: str | PathLike[str]) -> None:
        """Write everybody's tribe and all ties as GraphML, for Cytoscape, yEd, igraph and others.

        It holds what `to_gexf` writes, without sizes; the colour is a text (`color`), and the weight of
        ties is `weight`.
        """
        write_graphml(graph_of_tribes(self), path)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the map of all tribes: a disc for each tribe, with its core in the middle.

        Parameters
        ----------
        ax
            Axes to draw on; by default the axes of a new figure.

        Returns
        -------
        Axes
            The axes with the picture. Nothing is shown or saved.

        See Also
        --------
        tribus.plot.draw_tribes : The drawing function, with the meaning of every mark.
        """
        return self._draw("draw_tribes", self, ax=ax)

    def _card(self) -> Card:
        n_users, start = len(self.labels), self.assignment.start
        in_tribes, in_groups = (int(start[end] - start[0]) for end in (len(self), -1))
        n_audiences = self.n_groups - len(self)
        audiences = f"{plural(in_groups - in_tribes, 'user')} in {plural(n_audiences, 'audience')}"
        how = f", {format_chosen(self.levels)}" if len(self.levels) > 1 else ""
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
                show_roles(tribe, most),
                percent(tribe.inside),
                tribe.core_names(),
            )
            for tribe, _ in zip(self, range(CARD_ROWS), strict=False)
        ]
        header = ("tribe", "members", "heard", "audience", "", "kept inside", "core")
        circles = [self.verdict.circles_message] if self.verdict.n_circles else []
        return Card(
            title="Tribes",
            facts=[*facts, *circles],
            in_line=facts,
            header=header,
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "smaller tribes"),
            made_by=str(self.made_by),
        )
