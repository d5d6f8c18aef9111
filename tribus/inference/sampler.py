"""Groups of a network whose events are drawn anew, and of networks that chance might have made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.threads import run_in_threads
from tribus.community.leiden import search_each
from tribus.metrics.cohesion import Cohesion
from tribus.sampling.bootstrap import resample_affinity
from tribus.sampling.rewiring import Rewired, rewire
from tribus.ties.affinity import weigh_affinity, weigh_attention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tqdm import tqdm

    from tribus._core.arrays import Adjacency, Bools, Ints
    from tribus.network import Network
    from tribus.ties.evidence import Evidence

    SearchEach = Callable[..., Iterator[tuple[float, Ints]]]

FEWEST_JUDGES = 10  # users; with fewer an agreement means nothing
REWIRED = 2**32  # numbers from here on are those of rewired networks
SMALL = 500_000  # entries; of a larger network one rewired network is as good as several
SEVERAL = 3


class GroupSamples(NamedTuple):
    """What was found at several resolutions on events drawn anew.

    Attributes
    ----------
    resolutions
        γ, ascending.
    resampled
        For each resample the group of each judge, at each resolution.
    rewired
        The same for each draw of the events of each rewired network.
    """

    resolutions: Sequence[float]
    resampled: list[list[Ints]]
    rewired: list[list[list[Ints]]]


@dataclass(frozen=True, eq=False)
class GroupSampler:
    """Searches for groups, on events drawn anew and in networks that chance might have made.

    Attributes
    ----------
    network
        Whose events are drawn anew.
    search_each
        Finds groups: `search_each(adjacency, resolutions, seed=)` yields each γ with its labels.
    seed
        Everything is drawn from it.
    bar
        Counts the searches.
    """

    network: Network
    search_each: SearchEach
    seed: int
    bar: tqdm[Any]

    def draw(self, resolutions: Sequence[float], *, resamples: int, by_chance: int) -> GroupSamples:
        """Search resamples, and as many draws of each rewired network as given by `by_chance`."""
        rewired = self._rewire(resolutions, range(self.n_rewired), draws=by_chance)
        return GroupSamples(resolutions, self._resample(resolutions, range(resamples)), rewired)

    def draw_more(self, draws: GroupSamples, *, resamples: int) -> GroupSamples:
        """Search until there are as many resamples."""
        more = self._resample(draws.resolutions, range(len(draws.resampled), resamples))
        return draws._replace(resampled=draws.resampled + more)

    def draw_finer(self, draws: GroupSamples, finer: Sequence[float]) -> GroupSamples:
        """Search what was drawn at finer resolutions too."""
        resampled = self._resample(finer, range(len(draws.resampled)))
        by_chance = len(draws.rewired[0])
        rewired = self._rewire(finer, range(len(draws.rewired)), draws=by_chance)
        return GroupSamples(
            [*draws.resolutions, *finer],
            [[*one, *more] for one, more in zip(draws.resampled, resampled, strict=True)],
            [
                [[*one, *more] for one, more in zip(network, others, strict=True)]
                for network, others in zip(draws.rewired, rewired, strict=True)
            ],
        )

    def hold(self, resolutions: Sequence[float]) -> list[Cohesion]:
        """How the groups of the network as it is hold together, at each resolution."""
        self.bar.total = (self.bar.total or 0) + len(resolutions)
        return self._hold(self.network.to_scipy("affinity"), resolutions, 0)

    def measure_null_cohesion(
        self, resolutions: Sequence[float], numbers: Sequence[int]
    ) -> list[list[Cohesion]]:
        """How the groups of each of the numbered rewired networks hold together."""
        if not numbers:
            return []
        attention = self._attention  # before the threads, each of which would find it

        def find(number: int) -> list[Cohesion]:
            place = REWIRED + number
            structure, counts = self._rewired(number)
            affinity = weigh_affinity(structure, counts, self.network.terms, attention=attention)
            return self._hold(structure.to_csr(affinity), resolutions, place)

        return self._run(find, numbers, len(resolutions))

    @property
    def n_rewired(self) -> int:
        """How many rewired networks are enough to begin with: of a large network one tells as much."""
        return SEVERAL if len(self.network.evidence.structure.indices) <= SMALL else 1

    @cached_property
    def mutual_users(self) -> Bools:
        """Users with a mutual link; everybody, where hardly anybody has one."""
        structure = self.network.evidence.structure
        mutual = structure.rows[self.network.evidence.mutual()]
        mutual_users: Bools = np.bincount(mutual, minlength=structure.n_users) > 0
        return mutual_users if mutual_users.sum() >= FEWEST_JUDGES else np.ones_like(mutual_users)

    @cached_property
    def _attention(self) -> float:
        """What shared attention adds in this network, and so in those that chance might have made."""
        evidence = self.network.evidence
        return weigh_attention(evidence.structure, evidence.counts, self.network.terms)

    @cached_property
    def _judges_hold_most(self) -> bool:
        """Whether at least half of all affinity is between judges."""
        structure, affinity = self.network.evidence.structure, self.network.affinity_values
        among = self.mutual_users[structure.rows] & self.mutual_users[structure.indices]
        return bool(affinity[among].sum() >= affinity.sum() / 2)

    def _resample(self, resolutions: Sequence[float], numbers: Sequence[int]) -> list[list[Ints]]:
        """What each of the numbered resamples gives at each resolution."""
        mutual_users = self.mutual_users

        def find(number: int) -> list[Ints]:
            affinity = self._draw(self.network.evidence, number)
            found = self._search(self.search_each, affinity, resolutions, number)
            return [labels[mutual_users] for labels in found]

        return self._run(find, numbers, len(resolutions))

    def _rewire(
        self, resolutions: Sequence[float], numbers: Sequence[int], *, draws: int
    ) -> list[list[list[Ints]]]:
        """What each draw of each of the numbered rewired networks gives at each resolution."""
        mutual_users = self.mutual_users

        def find(number: int) -> list[list[Ints]]:
            place, rewired, drawn = REWIRED + number, self._rewired(number), []
            for draw in range(draws):
                affinity = self._draw(rewired, place, draw)
                found = self._search(self.search_each, affinity, resolutions, place + draw)
                drawn.append([labels[mutual_users] for labels in found])
            return drawn

        return self._run(find, numbers, draws * len(resolutions))

    def _draw(self, ties: Evidence | Rewired, *numbers: int) -> Adjacency:
        """Affinity after the events of the ties were drawn anew."""
        affinity = resample_affinity(ties, self.network.terms, seed=(self.seed, *numbers))
        return ties.structure.to_csr(affinity)

    def _rewired(self, number: int) -> Rewired:
        """One rewired network; the first is kept, for it is asked for again."""
        if number > 0:
            return rewire(self.network.evidence, seed=(self.seed, REWIRED + number))
        return self._first_rewired

    @cached_property
    def _first_rewired(self) -> Rewired:
        return rewire(self.network.evidence, seed=(self.seed, REWIRED))

    def _hold(self, affinity: Adjacency, resolutions: Sequence[float], number: int) -> list[Cohesion]:
        """Whatever the method, it is Leiden's groups that chance is asked for: it finds them sooner."""
        found = self._search(search_each, affinity, resolutions, number)
        return [self.weigh(affinity, labels) for labels in found]

    def weigh(self, affinity: Adjacency, labels: Ints) -> Cohesion:
        """How groups hold together: all in them, and the judges alone where most is between those."""
        return Cohesion.of_labels(
            affinity, labels, mutual_users=self.mutual_users if self._judges_hold_most else None
        )

    def _search(
        self, search: SearchEach, affinity: Adjacency, resolutions: Sequence[float], number: int
    ) -> list[Ints]:
        found = {}
        for resolution, labels in search(affinity, resolutions, seed=(self.seed + number) % 2**63):
            found[resolution] = labels
            self.bar.update()
        return [found[resolution] for resolution in resolutions]

    def _run(self, find: Callable[[int], Any], numbers: Sequence[int], searches: int) -> list[Any]:
        self.bar.total = (self.bar.total or 0) + len(numbers) * searches
        n_entries = len(self.network.evidence.structure.indices)
        return run_in_threads(find, numbers, n_entries=n_entries)
