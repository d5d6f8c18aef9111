"""Groups on bootstrap resamples of a network and in rewired networks."""

from __future__ import annotations

from dataclasses import dataclass, field
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

    from tribus._core.arrays import Adjacency, Bools, Floats, Ints
    from tribus.network import Network
    from tribus.ties.affinity import AffinityTerms
    from tribus.ties.evidence import Evidence
    from tribus.ties.protocols import TieCounts

    SearchEach = Callable[..., Iterator[tuple[float, Ints]]]

MIN_MUTUAL_USERS = 10  # with fewer an agreement means nothing
FIRST_REWIRED_SEED = 2**32  # seeds from here on belong to rewired networks
LEFT_OUT_SEED = 2**34  # of the search in the events that the first resample leaves out
MAX_SMALL_ENTRIES = 500_000  # of a larger network one rewired network is as good as several
N_REWIRED_SMALL = 3
N_REWIRED_LARGE = 1


class GroupSamples(NamedTuple):
    """Labels of users at several resolutions.

    Attributes
    ----------
    resolutions
        γ, ascending.
    resampled
        For each resample of the network the labels of all users at each resolution.
    rewired
        For each rewired network and each of its resamples the labels at each resolution, of users with
        a mutual link.
    """

    resolutions: Sequence[float]
    resampled: list[list[Ints]]
    rewired: list[list[list[Ints]]]


class CohesionSamples(NamedTuple):
    """Cohesion of the groups of a network and of rewired networks at some resolutions.

    Attributes
    ----------
    resolutions
        Each γ.
    observed
        Cohesion of the groups found at each.
    null
        For each rewired network the same.
    """

    resolutions: Sequence[float]
    observed: Sequence[Cohesion]
    null: Sequence[Sequence[Cohesion]]


@dataclass(frozen=True, eq=False)
class GroupSampler:
    """Finds groups on bootstrap resamples of a network and in rewired networks.

    Attributes
    ----------
    evidence
        Events of each pair of users.
    terms
        Terms of the affinity.
    affinity
        Affinity of each entry of the evidence, shape `(n_entries,)`.
    search_each
        Finds groups: `search_each(adjacency, resolutions, seed=)` yields each γ with its labels.
    seed
        Seed of all resamples, rewired networks and searches.
    bar
        Counts the searches; their number depends on their results.
    """

    evidence: Evidence
    terms: AffinityTerms
    affinity: Floats
    search_each: SearchEach
    seed: int
    bar: tqdm[Any]
    _null_cohesion: dict[tuple[int, float], Cohesion] = field(default_factory=dict, repr=False)

    @classmethod
    def of_network(
        cls, network: Network, search_each: SearchEach, *, seed: int, bar: tqdm[Any]
    ) -> GroupSampler:
        """Return the sampler of a network."""
        return cls(
            evidence=network.evidence,
            terms=network.terms,
            affinity=network.affinity_values,
            search_each=search_each,
            seed=seed,
            bar=bar,
        )

    def sample(
        self, resolutions: Sequence[float], *, resamples: int, null_resamples: int
    ) -> GroupSamples:
        """Find groups on resamples of the network and on `null_resamples` of each rewired network."""
        rewired = self._search_rewired(resolutions, range(self.n_rewired), resamples=null_resamples)
        return GroupSamples(resolutions, self.search_resamples(resolutions, range(resamples)), rewired)

    def add_resamples(self, samples: GroupSamples, *, resamples: int) -> GroupSamples:
        """Return the samples with further resamples, `resamples` in total."""
        numbers = range(len(samples.resampled), resamples)
        more = self.search_resamples(samples.resolutions, numbers)
        return samples._replace(resampled=samples.resampled + more)

    def add_resolutions(self, samples: GroupSamples, finer: Sequence[float]) -> GroupSamples:
        """Return the samples with the same resamples searched at finer resolutions too."""
        resampled = self.search_resamples(finer, range(len(samples.resampled)))
        null_resamples = len(samples.rewired[0])
        rewired = self._search_rewired(finer, range(len(samples.rewired)), resamples=null_resamples)
        return GroupSamples(
            [*samples.resolutions, *finer],
            [[*first, *more] for first, more in zip(samples.resampled, resampled, strict=True)],
            [
                [[*first, *more] for first, more in zip(network, others, strict=True)]
                for network, others in zip(samples.rewired, rewired, strict=True)
            ],
        )

    def search_resamples(
        self, resolutions: Sequence[float], numbers: Sequence[int], *, undirected: bool = False
    ) -> list[list[Ints]]:
        """Return the labels of each numbered resample at each resolution.

        With `undirected` both directions of an event of an undirected kind are kept or dropped together.
        """

        def search(number: int) -> list[Ints]:
            adjacency = self._resample(self.evidence, number, undirected=undirected)
            return self._search(self.search_each, adjacency, resolutions, number)

        return self._run(search, numbers)

    def search_left_out(self, resolutions: Sequence[float]) -> list[Ints]:
        """Return the labels at each resolution in the events that undirected resample 0 leaves out."""
        adjacency = self._resample(self.evidence, 0, undirected=True, left_out=True)
        return self._search(self.search_each, adjacency, resolutions, LEFT_OUT_SEED)

    def search_cohesion(self, resolutions: Sequence[float]) -> list[Cohesion]:
        """Return the cohesion of the groups of the network at each resolution."""
        return self._search_cohesion(self.adjacency, resolutions, 0)

    def search_null_cohesion(
        self, resolutions: Sequence[float], numbers: Sequence[int]
    ) -> list[list[Cohesion]]:
        """Return the cohesion of the groups of each numbered rewired network at each resolution.

        Each network is searched once at each resolution, however often its cohesion is needed.
        """
        known = self._null_cohesion
        new = [gamma for gamma in resolutions if any((number, gamma) not in known for number in numbers)]
        missing = [number for number in numbers if any((number, gamma) not in known for gamma in new)]
        for number, found in zip(missing, self._search_null(new, missing), strict=True):
            known |= {(number, gamma): cohesion for gamma, cohesion in zip(new, found, strict=True)}
        return [[known[number, gamma] for gamma in resolutions] for number in numbers]

    def _search_null(self, resolutions: Sequence[float], numbers: Sequence[int]) -> list[list[Cohesion]]:
        if not numbers:
            return []
        attention = self._attention  # computed once, before the threads need it

        def search(number: int) -> list[Cohesion]:
            structure, counts = self._rewire(number, joint_degrees=True)
            affinity = weigh_affinity(structure, counts, self.terms, attention=attention)
            adjacency = structure.to_csr(affinity)
            return self._search_cohesion(adjacency, resolutions, FIRST_REWIRED_SEED + number)

        return self._run(search, numbers)

    def measure_cohesions(self, adjacency: Adjacency, found: Sequence[Ints]) -> list[Cohesion]:
        """Return the cohesion of the groups of each partition: of all users, and of mutual ones.

        The second, of users with a mutual link, is left out unless most affinity is between them.
        """
        mutual_users = self.mutual_users if self._is_mostly_mutual else None
        return Cohesion.of_partitions(adjacency, found, mutual_users=mutual_users)

    @property
    def adjacency(self) -> Adjacency:
        """Affinity as a sparse array, built on each access."""
        return self.evidence.structure.to_csr(self.affinity)

    @property
    def n_rewired(self) -> int:
        """Number of rewired networks of a first comparison: one of a large network is enough."""
        return N_REWIRED_SMALL if self.is_small else N_REWIRED_LARGE

    @property
    def is_small(self) -> bool:
        """Whether the network has at most 250,000 ties, so that searches cost little."""
        return len(self.evidence.structure.indices) <= MAX_SMALL_ENTRIES

    @cached_property
    def mutual_users(self) -> Bools:
        """Users with a mutual link, or all users if fewer than ten have one."""
        mutual_users = self._with_mutual_link
        return mutual_users if self._has_mutual_users else np.ones_like(mutual_users)

    @property
    def is_exchange(self) -> Bools:
        """Entries of mutual ties, or all entries if fewer than ten users have a mutual link."""
        mutual = self.evidence.mutual()
        return mutual if self._has_mutual_users else np.ones_like(mutual)

    @property
    def has_undirected_kind(self) -> bool:
        """Whether all counts of a kind are the same in both directions, like those of friendships."""
        return any(map(self.evidence.structure.is_symmetric, self.evidence.counts.values()))

    @cached_property
    def _with_mutual_link(self) -> Bools:
        structure = self.evidence.structure
        rows = structure.rows[self.evidence.mutual()]
        with_mutual_link: Bools = np.bincount(rows, minlength=structure.n_users) > 0
        return with_mutual_link

    @property
    def _has_mutual_users(self) -> bool:
        return bool(self._with_mutual_link.sum() >= MIN_MUTUAL_USERS)

    @cached_property
    def _attention(self) -> float:
        """Weight of shared attention in this network, used in rewired networks too."""
        return weigh_attention(self.evidence.structure, self.evidence.counts, self.terms)

    @cached_property
    def _is_mostly_mutual(self) -> bool:
        """Whether at least half of all affinity is between users with a mutual link."""
        structure = self.evidence.structure
        among = self.mutual_users[structure.rows] & self.mutual_users[structure.indices]
        return bool(self.affinity[among].sum() >= self.affinity.sum() / 2)

    def _search_rewired(
        self, resolutions: Sequence[float], numbers: Sequence[int], *, resamples: int
    ) -> list[list[list[Ints]]]:
        """Return the labels of each resample of each numbered rewired network at each resolution."""
        mutual_users = self.mutual_users

        def search(number: int) -> list[list[Ints]]:
            rewired = self._rewire(number, joint_degrees=False)
            seed, resampled = FIRST_REWIRED_SEED + number, []
            for resample in range(resamples):
                affinity = self._resample(rewired, seed, resample)
                found = self._search(self.search_each, affinity, resolutions, seed + resample)
                resampled.append([labels[mutual_users] for labels in found])
            return resampled

        return self._run(search, numbers)

    def _resample(self, ties: TieCounts, *numbers: int, **options: bool) -> Adjacency:
        """Return the affinity of a bootstrap resample of the events."""
        affinity = resample_affinity(ties, self.terms, seed=(self.seed, *numbers), **options)
        return ties.structure.to_csr(affinity)

    def _rewire(self, number: int, *, joint_degrees: bool) -> Rewired:
        """Return one rewired network.

        The curve of agreement has none with `joint_degrees`: its constants were chosen without.
        """
        seed = (self.seed, FIRST_REWIRED_SEED + number)
        return rewire(self.evidence, seed=seed, joint_degrees=joint_degrees)

    def _search_cohesion(
        self, adjacency: Adjacency, resolutions: Sequence[float], number: int
    ) -> list[Cohesion]:
        """Search with Leiden for every method: it is the fastest and treats both sides alike."""
        found = self._search(search_each, adjacency, resolutions, number)
        return self.measure_cohesions(adjacency, found)

    def _search(
        self, search: SearchEach, adjacency: Adjacency, resolutions: Sequence[float], number: int
    ) -> list[Ints]:
        found = {}
        for resolution, labels in search(adjacency, resolutions, seed=(self.seed + number) % 2**63):
            found[resolution] = labels
            self.bar.update()
        return [found[resolution] for resolution in resolutions]

    def _run(self, search: Callable[[int], Any], numbers: Sequence[int]) -> list[Any]:
        n_entries = len(self.evidence.structure.indices)
        return run_in_threads(search, numbers, n_entries=n_entries)
