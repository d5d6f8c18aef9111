"""Groups of a network whose events are drawn anew, and of networks that chance might have made."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus.network.affinity import weigh_affinity
from tribus.tribes.chance import Held, rewire
from tribus.tribes.resample import DrawnAnew, resample_affinity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tqdm import tqdm

    from tribus._arrays import Adjacency, Bools, Ints
    from tribus.network import Network

    SearchEach = Callable[..., Iterator[tuple[float, Ints]]]

FEWEST_ENTRIES = 20_000  # with fewer, starting threads costs more than it saves
FEWEST_JUDGES = 10  # users; with fewer an agreement means nothing
REWIRED = 2**32  # numbers from here on are those of rewired networks
SMALL = 500_000  # entries; of a larger network one rewired network is as good as several
SEVERAL = 3


class Found(NamedTuple):
    """What a search found at one resolution.

    Attributes
    ----------
    labels
        Group of each judge.
    held
        How the groups hold together.
    """

    labels: Ints
    held: Held


class Draws(NamedTuple):
    """What was found at several resolutions.

    Attributes
    ----------
    resolutions
        γ, ascending.
    resampled
        For each resample what was found at each resolution.
    rewired
        For each rewired network, and for each draw of its events, what was found at each resolution.
    """

    resolutions: Sequence[float]
    resampled: list[list[Found]]
    rewired: list[list[list[Found]]]


@dataclass(frozen=True, eq=False)
class Survey:
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

    def draw(self, resolutions: Sequence[float], *, resamples: int, by_chance: int) -> Draws:
        """Search resamples, and as many draws of each rewired network as given by `by_chance`."""
        rewired = self._rewire(resolutions, range(self.n_rewired), draws=by_chance)
        return Draws(resolutions, self._resample(resolutions, range(resamples)), rewired)

    def draw_more(self, draws: Draws, *, resamples: int) -> Draws:
        """Search until there are as many resamples."""
        more = self._resample(draws.resolutions, range(len(draws.resampled), resamples))
        return draws._replace(resampled=draws.resampled + more)

    def draw_finer(self, draws: Draws, finer: Sequence[float]) -> Draws:
        """Search what was drawn at finer resolutions too."""
        resampled = self._resample(finer, range(len(draws.resampled)))
        by_chance = len(draws.rewired[0])
        rewired = self._rewire(finer, range(len(draws.rewired)), draws=by_chance)
        return Draws(
            [*draws.resolutions, *finer],
            [[*one, *more] for one, more in zip(draws.resampled, resampled, strict=True)],
            [
                [[*one, *more] for one, more in zip(network, others, strict=True)]
                for network, others in zip(draws.rewired, rewired, strict=True)
            ],
        )

    def see(self, resolutions: Sequence[float]) -> list[Found]:
        """Search the network as it is."""
        self.bar.total = (self.bar.total or 0) + len(resolutions)
        return self._search(self.network.to_scipy("affinity"), resolutions, 0)

    def see_rewired(self, resolutions: Sequence[float], numbers: Sequence[int]) -> list[list[Found]]:
        """Search the numbered rewired networks as they are."""

        def find(number: int) -> list[Found]:
            place = REWIRED + number
            pattern, counts = rewire(self.network.evidence, seed=(self.seed, place))
            affinity = weigh_affinity(pattern, counts, self.network.terms)
            return self._search(pattern.to_csr(affinity), resolutions, place)

        return self._run(find, numbers, len(resolutions))

    @property
    def n_rewired(self) -> int:
        """How many rewired networks are enough to begin with: of a large network one tells as much."""
        return SEVERAL if len(self.network.evidence.pattern.indices) <= SMALL else 1

    @cached_property
    def judges(self) -> Bools:
        """Users with a mutual link; everybody, where hardly anybody has one."""
        pattern = self.network.evidence.pattern
        mutual = pattern.rows[self.network.evidence.mutual()]
        judges: Bools = np.bincount(mutual, minlength=pattern.n_users) > 0
        return judges if judges.sum() >= FEWEST_JUDGES else np.ones_like(judges)

    def _resample(self, resolutions: Sequence[float], numbers: Sequence[int]) -> list[list[Found]]:
        """What each of the numbered resamples gives at each resolution."""
        pattern = self.network.evidence.pattern

        def find(number: int) -> list[Found]:
            affinity = resample_affinity(self.network, seed=(self.seed, number))
            return self._search(pattern.to_csr(affinity), resolutions, number)

        return self._run(find, numbers, len(resolutions))

    def _rewire(
        self, resolutions: Sequence[float], numbers: Sequence[int], *, draws: int
    ) -> list[list[list[Found]]]:
        """What each draw of each of the numbered rewired networks gives at each resolution."""

        def find(number: int) -> list[list[Found]]:
            place = REWIRED + number
            pattern, counts = rewire(self.network.evidence, seed=(self.seed, place))
            found = []
            for draw in range(draws):
                drawn = DrawnAnew(counts, (self.seed, place, draw))
                affinity = weigh_affinity(pattern, drawn, self.network.terms)
                found.append(self._search(pattern.to_csr(affinity), resolutions, place + draw))
            return found

        return self._run(find, numbers, draws * len(resolutions))

    def _search(self, affinity: Adjacency, resolutions: Sequence[float], number: int) -> list[Found]:
        found = {}
        for resolution, labels in self.search_each(
            affinity, resolutions, seed=(self.seed + number) % 2**63
        ):
            found[resolution] = Found(labels[self.judges], Held.of_labels(affinity, labels))
            self.bar.update()
        return [found[resolution] for resolution in resolutions]

    def _run(self, find: Callable[[int], Any], numbers: Sequence[int], searches: int) -> list[Any]:
        self.bar.total = (self.bar.total or 0) + len(numbers) * searches
        self.judges  # noqa: B018 - made once, before threads ask for it
        few = len(self.network.evidence.pattern.indices) < FEWEST_ENTRIES
        return run_side_by_side(find, numbers, threads=1 if few else None)


def run_side_by_side(
    function: Callable[[int], Any], arguments: Iterable[int], *, threads: int | None = None
) -> list[Any]:
    """Apply a function to each argument, on all cores; results in the order of the arguments."""
    threads = threads or os.cpu_count() or 1
    if threads == 1:
        return [function(argument) for argument in arguments]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, arguments))
