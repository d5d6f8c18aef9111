"""The resolution that the data support: groups are found again on events drawn anew."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._progress import progress_bar
from tribus.tribes.curve import AgreementCurve
from tribus.tribes.resample import resample_affinity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tqdm import tqdm

    from tribus._arrays import Bools, Ints
    from tribus.network import Network

    Partition = Callable[..., Ints]

GRID = tuple(float(2.0 ** (step / 2)) for step in range(-4, 7))  # 0.25 to 8
FINEST = 512.0  # where the grid ends, however well the finest groups survive
FEWEST_ENTRIES = 20_000  # with fewer, starting threads costs more than it saves
FEWEST_JUDGES = 10  # users; with fewer an agreement means nothing


def infer_resolution(
    network: Network, partition: Partition, *, seed: int, resamples: int, progress: bool
) -> AgreementCurve:
    """Agreement of the groups of several resamples at each resolution, and the resolution to take.

    Parameters
    ----------
    network
        Whose events are drawn anew.
    partition
        Finds groups: `partition(adjacency, resolution=, seed=)` gives labels.
    seed
        Resample r draws from `(seed, r)`.
    resamples
        How many, at least 3; more make the choice steadier.
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
    grid: tuple[float, ...] = ()
    finer: tuple[float, ...] = GRID
    found: list[tuple[Ints, ...]] = []
    with progress_bar(total=0, what="resampling events", shown=progress) as bar:
        while finer:
            grid += finer
            found += _find_groups(network, partition, finer, seed=seed, resamples=resamples, bar=bar)
            curve = AgreementCurve.of_labels(grid, found)
            finer = _go_on(grid) if curve.rises_to_its_end else ()
    return curve


def _go_on(grid: Sequence[float]) -> tuple[float, ...]:
    """The next three octaves of resolutions; none where the grid ends."""
    return tuple(grid[-1] * 2 ** (step / 2) for step in range(1, 7)) if grid[-1] < FINEST else ()


def _find_groups(
    network: Network,
    partition: Partition,
    resolutions: Sequence[float],
    *,
    seed: int,
    resamples: int,
    bar: tqdm[Any],
) -> list[tuple[Ints, ...]]:
    """Labels of the judges, for each resolution on each resample."""
    pattern, judges = network.evidence.pattern, _find_judges(network)
    bar.total = (bar.total or 0) + resamples * len(resolutions)

    def find(number: int) -> list[Ints]:
        affinity = pattern.to_csr(resample_affinity(network, seed=(seed, number)))
        found = []
        for resolution in resolutions:
            labels = partition(affinity, resolution=resolution, seed=(seed + number) % 2**63)
            found.append(labels[judges])
            bar.update()
        return found

    threads = 1 if len(pattern.indices) < FEWEST_ENTRIES else None
    return list(zip(*run_side_by_side(find, range(resamples), threads=threads), strict=True))


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
