"""The resolution that the data support: groups are found again on events drawn anew."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._progress import progress_bar
from tribus.tribes.curve import AgreementCurve
from tribus.tribes.resample import resample_affinity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tqdm import tqdm

    from tribus._arrays import Bools, Ints
    from tribus.network import Network

    SearchEach = Callable[..., Iterator[tuple[float, Ints]]]

GRID = tuple(float(2.0 ** (step / 2)) for step in range(-4, 7))  # 0.25 to 8
FINEST = 512.0  # where the grid ends, however well the finest groups survive
FEWEST_ENTRIES = 20_000  # with fewer, starting threads costs more than it saves
FIRST_RESAMPLES = 3  # in a large network these tell enough
FEWEST_JUDGES = 10  # users; with fewer an agreement means nothing


def infer_resolution(
    network: Network, search_each: SearchEach, *, seed: int, resamples: int, progress: bool
) -> AgreementCurve:
    """Agreement of the groups of several resamples at each resolution, and the resolution to take.

    Parameters
    ----------
    network
        Whose events are drawn anew.
    search_each
        Finds groups: `search_each(adjacency, resolutions, seed=)` yields each γ with its labels.
    seed
        Resample r draws from `(seed, r)`.
    resamples
        How many at most, at least 3; more make the choice steadier.
    progress
        Whether long work shows a bar.

    Notes
    -----
    Over a grid of γ from 1/4 to 8 in steps of √2, groups are found on every resample of the events. If
    they survive best at the finest γ, with an agreement of 0.75 at least, as small groups of a large
    network do, the grid goes on, up to 512.
    How well two resamples agree is measured by the AMI among users who have a mutual link: where a
    bought follower or a mere reader is put is an accident, and must not decide. Resolutions at which
    most resamples have fewer than two groups of three users or more are no answer. The others survive
    if their mean pairwise agreement is within one standard error of the best, or within 0.04 of it. Of
    those the longest unbroken run is taken, and of that run the middle: what survives over a wide range
    of resolutions is there, and at the edges of the range groups begin to merge or to fall apart. If
    no resolution gives two groups, γ = 1.

    References
    ----------
    Ben-Hur, Elisseeff & Guyon (2002), A stability based method for discovering structure in clustered
    data, doi:10.1142/9789812799623_0002, for agreement under resampling. Lambiotte, Delvenne & Barahona
    (2014), doi:10.1109/TNSE.2015.2391998, for plateaus of the resolution.
    """
    with progress_bar(total=0, what="resampling events", shown=progress) as bar:
        survey = _Survey(network, search_each, seed, bar)
        grid, n_first = GRID, min(FIRST_RESAMPLES, resamples)
        found = survey.find_groups(grid, range(n_first))
        curve = _draw(grid, found)
        if not curve.is_steady:
            found += survey.find_groups(grid, range(n_first, resamples))
            curve = _draw(grid, found)
        while curve.rises_to_its_end and grid[-1] < FINEST:
            finer = tuple(grid[-1] * 2 ** (step / 2) for step in range(1, 7))  # three octaves
            finest = survey.find_groups(finer, range(len(found)))
            found = [[*coarse, *fine] for coarse, fine in zip(found, finest, strict=True)]
            grid += finer
            curve = _draw(grid, found)
    return curve


def _draw(grid: Sequence[float], found: Sequence[Sequence[Ints]]) -> AgreementCurve:
    """Draw the curve of what each resample found."""
    return AgreementCurve.of_labels(grid, list(zip(*found, strict=True)))


@dataclass
class _Survey:
    """Groups of a network on events drawn anew."""

    network: Network
    search_each: SearchEach
    seed: int
    bar: tqdm[Any]

    def __post_init__(self) -> None:
        self.judges = _find_judges(self.network)

    def find_groups(self, resolutions: Sequence[float], numbers: Sequence[int]) -> list[list[Ints]]:
        """Labels of the judges, for each of the numbered resamples at each resolution."""
        pattern = self.network.evidence.pattern
        self.bar.total = (self.bar.total or 0) + len(numbers) * len(resolutions)

        def find(number: int) -> list[Ints]:
            affinity = pattern.to_csr(resample_affinity(self.network, seed=(self.seed, number)))
            found = {}
            seed = (self.seed + number) % 2**63
            for resolution, labels in self.search_each(affinity, resolutions, seed=seed):
                found[resolution] = labels[self.judges]
                self.bar.update()
            return [found[resolution] for resolution in resolutions]

        threads = 1 if len(pattern.indices) < FEWEST_ENTRIES else None
        return run_side_by_side(find, numbers, threads=threads)


def run_side_by_side(
    function: Callable[[int], Any], arguments: Iterable[int], *, threads: int | None = None
) -> list[Any]:
    """Apply a function to each argument, on all cores; results in the order of the arguments."""
    threads = threads or os.cpu_count() or 1
    if threads == 1:
        return [function(argument) for argument in arguments]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, arguments))


def _find_judges(network: Network) -> Bools:
    """Users with a mutual link; everybody, where hardly anybody has one."""
    pattern = network.evidence.pattern
    judges: Bools = np.bincount(pattern.rows[network.evidence.mutual()], minlength=pattern.n_users) > 0
    return judges if judges.sum() >= FEWEST_JUDGES else np.ones_like(judges)
