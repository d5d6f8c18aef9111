"""Find the tribes of a network."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_choice, check_count, check_positive, check_seed, check_share, show
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display.progress import announces_compiling, progress_bar
from tribus.community.leiden import leiden, search_each
from tribus.community.louvain import louvain, louvain_each
from tribus.community.nested import search_nested
from tribus.community.numbering import NO_TRIBE, number_tribes
from tribus.errors import OptionError
from tribus.facets import find_facets
from tribus.inference.certainty import is_in_own_tribe, measure_certainty
from tribus.inference.fresh_data import estimate_log_odds
from tribus.inference.group_significance import accept_groups
from tribus.inference.levels import Level, check_level, choose_level, collect_levels
from tribus.inference.placement import place_users
from tribus.inference.resolution import infer_resolution
from tribus.inference.rest import find_rest, return_to_rest
from tribus.inference.sampler import CohesionSamples, GroupSampler
from tribus.inference.scales import Scale
from tribus.inference.verdict import compute_verdict
from tribus.network import Network, suggest_conversion
from tribus.tribes.circles import (
    NO_CIRCLE,
    absorb_small_groups,
    find_circles,
    put_circles_together,
)
from tribus.tribes.result import Tribes
from tribus.tribes.roles.assignment import assign_level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tribus._core.arrays import Floats, Ints
    from tribus.inference.verdict import Verdict

    Partition = Callable[..., Ints]

PARTITIONS = {"leiden": leiden, "louvain": louvain}
# Users in several groups join these at the scale of a partition. Facets keep such groups apart, so they
# need no scale of their own.
FACET_RESOLUTION = 1.0
SEARCHES = {"leiden": search_each, "louvain": louvain_each}  # at many resolutions


@announces_compiling
def find_tribes(
    network: Network,
    *,
    method: str = "leiden",
    resolution: float | str = "auto",
    level: int | str = "auto",
    significance: float | None = 0.02,
    min_size: int = 3,
    facets: bool = False,
    seed: int = 0,
    resamples: int = 8,
    progress: bool = True,
) -> Tribes:
    """Find the tribes of a network.

    Parameters
    ----------
    network
        From `build_network` or `from_networkx`.
    method
        `"leiden"`, whose communities are always connected, or `"louvain"`, of python-louvain. Default
        `"leiden"`.
    resolution
        Density of a tribe γ > 0, as a multiple of the expected density; larger values give more and
        smaller tribes. The default `"auto"` infers it: the scale whose tribes say most about people
        and survive a bootstrap of the events, relative to the null model.
    level
        Which of the inferred levels to take: `"auto"`, `"coarsest"`, `"finest"`, or a number, 0 for the
        coarsest. `tribes.at_level` takes another one afterwards. Default `"auto"`, the level of the
        inferred resolution.
    significance
        Largest p-value of the network, 0 to 1, at which there are tribes; smaller values need clearer
        groups. None accepts all groups without a test, in noise too. Default 0.02.
    min_size
        Number of users in the smallest tribe, 2 or more. Users in smaller groups join the tribe with
        most of their affinity, or have none; `tribes.of` still shows their friends. Default 3.
    facets
        Whether to find overlapping tribes too (`tribes.facets`). Default False.
    seed
        Seed of the resampling and the search, 0 to 2^63 - 1. The same seed gives the same answer.
        Default 0.
    resamples
        For `"auto"`: largest number of bootstrap resamples, at least 3. More make the answer
        steadier; if three are enough, as in large networks, no more are drawn. Default 8.
    progress
        Whether to show a progress bar during long work. Default True.

    Returns
    -------
    Tribes
        Every user has a tribe, or -1: users without a tie, users in the rest, and users of small groups
        or of groups that are not tighter than groups in rewired networks, whose share of affinity to
        any tribe is no more than rewiring gives. If the groups of the network are no clearer than those
        of rewired networks, nobody has a tribe.

    Raises
    ------
    OptionError
        If `network` is not a Network, if an option is out of range, or if a `level` is given together
        with a number for `resolution`.

    Notes
    -----
    Tribes are groups of high modularity on the affinity of the ties. With `resolution="auto"`, γ is
    the one whose groups say most and survive a bootstrap of the events (`tribus.inference.resolution`).
    `tribes.curve` has the agreement of the resamples, and `tribes.certainty` the probability that a user
    is in the same tribe in fresh data (`tribus.inference.certainty`). `tribes.levels` has the other
    scales. These are nested: a finer level is searched inside the tribes, and a coarser one joins whole
    tribes.
    The network is tested as in `tribus.inference.verdict`, each group as in
    `tribus.inference.group_significance`, and the rest is found as in `tribus.inference.rest`, also
    among members of tribes. Users of other groups that are no tribes are placed as in
    `tribus.inference.placement`.

    References
    ----------
    Traag, Waltman & van Eck (2019), doi:10.1038/s41598-019-41695-z, for Leiden; Blondel, Guillaume,
    Lambiotte & Lefebvre (2008), doi:10.1088/1742-5468/2008/10/P10008, for Louvain.
    `tribus.facets.find_facets` has the references of the facets.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
    >>> len(tribes) > 1
    True
    """
    if not isinstance(network, Network):
        raise OptionError(
            f"find_tribes takes a Network, got {type(network).__name__}; {suggest_conversion(network)}"
        )
    _check_options(method, resolution, significance)
    check_level(level, has_levels=resolution == "auto")
    check_seed(seed)
    check_count("resamples", resamples, at_least=3)
    check_count("min_size", min_size, at_least=2)
    seed, resamples, min_size = (
        int(seed),
        int(resamples),
        int(min_size),
    )  # numpy's integers overflow where seeds are mixed
    parameters = {
        "method": method,
        "resolution": resolution,
        "level": level,
        "significance": significance,
        "min_size": min_size,
        "facets": facets,
        "resamples": resamples,
    }
    digest = digest_arrays(network.affinity_values, text=str(network.made_by))
    made_by = Provenance(function="find_tribes", parameters=parameters, seed=seed, digest=digest)
    with progress_bar(total=None, what="searches for groups", shown=progress) as bar:
        sampler = GroupSampler.of_network(network, SEARCHES[method], seed=seed, bar=bar)
        if resolution == "auto":
            curve, resampled = infer_resolution(sampler, resamples=resamples)
            curve = replace(curve, made_by=made_by)
            scales, resolutions = curve.scales, curve.resolutions.tolist()
        else:
            curve, resampled = None, {}
            scales, resolutions = [Scale(float(resolution))], [float(resolution)]
        chosen = curve.levels.index(curve.chosen) if curve else 0
        found, verdict = _find_levels(
            sampler,
            PARTITIONS[method],
            scales,
            resolutions,
            significance,
            chosen=chosen,
            min_size=min_size,
        )
        levels = collect_levels(found, chosen, made_by)
        levels = replace(levels, found=_measure_certainty(sampler, levels.found, resampled))
    levels = choose_level(levels, level)
    taken, assignment = assign_level(network, levels.taken)
    levels = levels.with_taken(taken)
    overlapping = (
        find_facets(
            network,
            levels.taken.labels,
            resolution=FACET_RESOLUTION if resolution == "auto" else float(resolution),
            tribe_resolution=levels.taken.resolution,
            seed=seed,
            progress=progress,
        )
        if facets
        else None
    )
    return Tribes(
        network=network,
        levels=levels,
        assignment=assignment,
        verdict=replace(verdict, made_by=made_by),
        curve=curve,
        facets=overlapping,
        made_by=made_by,
    )


def _find_levels(
    sampler: GroupSampler,
    partition: Partition,
    scales: Sequence[Scale],
    resolutions: Sequence[float],
    significance: float | None,
    *,
    chosen: int,
    min_size: int,
) -> tuple[list[Level], Verdict]:
    """Return the nested tribes at each scale: groups beyond the null model, and circles.

    Their certainty is not measured yet.
    """
    evidence, affinity, adjacency = sampler.evidence, sampler.affinity, sampler.adjacency
    at = [scale.resolution for scale in scales]
    circles = find_circles(evidence, affinity, min_size=min_size)
    found = search_nested(partition, adjacency, at, chosen=chosen, seed=sampler.seed)
    ties = evidence.structure, affinity
    found = [put_circles_together(*ties, labels, circles) for labels in found]
    if significance is None:
        found = [absorb_small_groups(*ties, labels, min_size=min_size) for labels in found]
    observed = sampler.measure_cohesions(adjacency, found)
    n_rewired = 0 if significance is None else sampler.n_rewired
    null = sampler.search_null_cohesion(at, range(n_rewired))
    cohesion = CohesionSamples(at, observed, null)
    verdict = compute_verdict(sampler, cohesion, resolutions, significance=significance)
    is_large = [np.bincount(labels) >= min_size for labels in found]
    accepted = accept_groups(sampler, at, observed, verdict, is_large=is_large)
    levels, is_tested = [], not math.isnan(verdict.p_value)
    for scale, labels, (p_values, is_tribe) in zip(scales, found, accepted, strict=True):
        is_rest = find_rest(evidence.structure, sampler.is_exchange, labels) & is_tested
        is_tribe[is_rest] = False
        is_tribe[labels[circles != NO_CIRCLE]] = True
        n_users = np.bincount(labels, minlength=len(is_tribe))
        is_rest &= ~is_tribe & verdict.has_tribes
        moved = return_to_rest(
            *ties, labels, is_rest=is_rest, is_tribe=is_tribe, stays=circles != NO_CIRCLE
        )
        tribe = number_tribes(moved, is_tribe, min_size=min_size)
        placed = place_users(*ties, tribe, ~is_rest[moved])
        levels.append(
            Level(
                scale=scale,
                labels=placed,
                p_values=_order_by_tribe(p_values, moved, tribe),
                certainty=measure_certainty(placed, []),
                n_dissolved=int(np.count_nonzero(~is_tribe & ~is_rest & (n_users >= min_size))),
                n_rest=int(np.count_nonzero(is_rest[moved])),
            )
        )
    return levels, replace(verdict, n_circles=int(circles.max(initial=NO_CIRCLE)) + 1)


def _measure_certainty(
    sampler: GroupSampler, levels: Sequence[Level], resampled: Mapping[float, Sequence[Ints]]
) -> tuple[Level, ...]:
    """Return the levels with the certainty of each user, unless their resolution was given."""
    at = [level.resolution for level in levels if len(level) and level.resolution in resampled]
    if at and sampler.has_undirected_kind:
        # Resamples of the choice of γ can keep half a friendship, so they are too much like the data.
        numbers = range(len(resampled[at[0]]))
        undirected = sampler.search_resamples(at, numbers, undirected=True)
        resampled = dict(zip(at, zip(*undirected, strict=True), strict=True))
    left_out = dict(zip(at, sampler.search_left_out(at), strict=True)) if at else {}
    return tuple(
        _with_certainty(level, resampled[level.resolution], left_out[level.resolution])
        if level.resolution in left_out
        else level
        for level in levels
    )


def _with_certainty(level: Level, resampled: Sequence[Ints], left_out: Ints) -> Level:
    """Return a level with the certainty of each user, from the groups of its resamples."""
    stays = [is_in_own_tribe(level.labels, groups) for groups in resampled]
    log_odds = estimate_log_odds(level.labels, stays, resampled, left_out)
    certainty = measure_certainty(level.labels, stays, log_odds=log_odds)
    return replace(level, certainty=certainty, log_odds=log_odds)


def _order_by_tribe(values: Floats, labels: Ints, tribe: Ints) -> Floats:
    """Values of groups in the order of the tribes that they became."""
    members = np.flatnonzero(tribe != NO_TRIBE)
    _, first = np.unique(tribe[members], return_index=True)
    ordered: Floats = values[labels[members[first]]]
    ordered.flags.writeable = False
    return ordered


def _check_options(method: str, resolution: float | str, significance: float | None) -> None:
    check_choice("method", method, PARTITIONS)
    if isinstance(resolution, str) and resolution != "auto":
        raise OptionError(f"resolution must be a number above 0 or 'auto', got {show(resolution)}")
    if resolution != "auto":
        check_positive("resolution", resolution)
    if significance is not None:
        check_share("significance", significance)
