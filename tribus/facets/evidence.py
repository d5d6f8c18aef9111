"""Evidence of facets: facets of rewired networks are hardly as tight."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus.inference.group_significance import (
    MAX_FALSE_SHARE,
    MIN_SEPARATE_SHARE,
    adjust_p_values,
    compute_group_p_values,
    count_networks,
    score_group_bounds,
)
from tribus.inference.sampler import (
    FIRST_REWIRED_SEED,
    MAX_SMALL_ENTRIES,
    N_REWIRED_LARGE,
    N_REWIRED_SMALL,
)
from tribus.inference.verdict import (
    BOUND_P_VALUE,
    MIN_BOUND_SCORE,
    MIN_TIED_USERS,
    count_effective_ties,
)
from tribus.metrics.cohesion import Cohesion
from tribus.sampling.rewiring import rewire
from tribus.ties.affinity import weigh_affinity, weigh_attention

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tribus._core.arrays import Adjacency, Bools, Floats
    from tribus.facets.memberships import Memberships
    from tribus.network import Network

    Search = Callable[[Network, int], Memberships]

MAX_REWIRED = 39  # rewired networks
MIN_CLIQUE_DENSITY = 0.9  # of the ties; a clique of five may lack one


def search_null(network: Network, found: Memberships, search: Search, *, seed: int) -> list[Cohesion]:
    """Return the cohesion of facets of rewired networks: enough of them to test some facets.

    Parameters
    ----------
    network
        The network.
    found
        Its facets.
    search
        Finds facets in the same way: `search(network, seed)`.
    seed
        Seed of the rewired networks and of the searches in them.

    Returns
    -------
    list of Cohesion
        One of each rewired network; empty if facets are not tested.

    Notes
    -----
    Three networks are rewired, or one if the network has more than 250,000 ties. A facet far tighter
    than all facets of similar size there is kept, as groups are
    (`tribus.inference.group_significance.accept_groups`). If c of m facets are, further networks are
    rewired, up to 39 in total, until each other facet has ``m / (0.2 (1 + c))`` of similar size, so that
    a single one can be found. The number of ties between degree classes is not kept: in small networks
    this would leave few possible swaps.

    Facets of networks with fewer than ten tied users are not tested: there are so few such networks that
    any is likely.
    """
    structure = network.evidence.structure
    if not found.n_tribes or np.count_nonzero(np.diff(structure.indptr)) < MIN_TIED_USERS:
        return []
    observed = measure_facets(network, found)
    attention = weigh_attention(structure, network.evidence.counts, network.terms)

    def search_rewired(number: int) -> Cohesion:
        rewired = _rewire(network, attention, (seed, FIRST_REWIRED_SEED + number))
        return measure_facets(rewired, search(rewired, (seed + FIRST_REWIRED_SEED + number) % 2**63))

    is_small = len(structure.indices) <= MAX_SMALL_ENTRIES
    null = [search_rewired(number) for number in range(N_REWIRED_SMALL if is_small else N_REWIRED_LARGE)]
    is_clear = _are_clear(network, found, observed, null)
    n_similar = math.ceil(found.n_tribes / (MAX_FALSE_SHARE * (1 + np.count_nonzero(is_clear))))
    n_needed = count_networks(
        observed, null, is_clear, n_similar_needed=n_similar, max_networks=MAX_REWIRED
    )
    return null + [search_rewired(number) for number in range(len(null), n_needed)]


def drop_accidental(network: Network, found: Memberships, null: Sequence[Cohesion]) -> Memberships:
    """Return the facets that are tighter than facets of rewired networks.

    Parameters
    ----------
    network
        The network.
    found
        Its facets.
    null
        Cohesion of the facets of each rewired network, from `search_null`.

    Notes
    -----
    The p-value of each facet is its rank among facets of similar size in rewired networks
    (`tribus.inference.group_significance.compute_group_p_values`). With m facets, those are kept whose
    p-values, adjusted for a false discovery rate (Benjamini & Hochberg 1995), are at most 0.2. So at
    most a fifth of networks without groups have any facet, if p-values of facets are positively
    dependent (Benjamini & Yekutieli 2001). Separate cliques, which rewiring cannot open, are kept.

    References
    ----------
    Benjamini & Hochberg (1995), Controlling the false discovery rate, doi:10.1111/j.2517-6161.1995.
    tb02031.x. Benjamini & Yekutieli (2001), The control of the false discovery rate in multiple testing
    under dependency, doi:10.1214/aos/1013699998.
    """
    if not found.n_tribes or not null:
        return found
    observed = measure_facets(network, found)
    p_values = np.nan_to_num(compute_group_p_values(observed, null), nan=1.0)
    is_clear = _are_clear(network, found, observed, null)
    p_values = np.where(is_clear, np.minimum(p_values, BOUND_P_VALUE), p_values)
    return found.select_tribes(adjust_p_values(p_values) <= MAX_FALSE_SHARE)


def measure_facets(network: Network, facets: Memberships) -> Cohesion:
    """Return the cohesion of facets; a user counts with all ties in each."""
    affinity = network.to_scipy("affinity")
    strength = affinity.sum(axis=1)
    volume = np.bincount(facets.numbers, strength[facets.users], facets.n_tribes)
    internal = _sum_inside(affinity, facets)
    share = np.divide(internal, volume, out=np.zeros_like(internal), where=volume > 0)
    return Cohesion(volume / max(strength.sum(), np.finfo(np.float64).tiny), share)


def _rewire(network: Network, attention: float, seed: tuple[int, int]) -> Network:
    """Return the network with rewired ties."""
    structure, counts = rewire(network.evidence, seed=seed, joint_degrees=False)
    affinity = weigh_affinity(structure, counts, network.terms, attention=attention)
    evidence = replace(network.evidence, structure=structure, counts=counts)
    return replace(network, evidence=evidence, affinity_values=affinity)


def _are_clear(
    network: Network, facets: Memberships, observed: Cohesion, null: Sequence[Cohesion]
) -> Bools:
    """Return whether each facet is far tighter than similar null facets, or a separate clique."""
    n_ties = count_effective_ties(network.affinity_values)
    is_beyond = score_group_bounds(observed, null, n_ties) >= MIN_BOUND_SCORE
    is_clear: Bools = is_beyond | _are_separate_cliques(network, facets, observed)
    return is_clear


def _are_separate_cliques(network: Network, facets: Memberships, cohesion: Cohesion) -> Bools:
    """Return whether each facet has nearly all possible ties, and hardly any to others."""
    ties = network.to_scipy("affinity")
    ties.data = (ties.data > 0).astype(np.float64)
    size = np.bincount(facets.numbers, minlength=facets.n_tribes)
    is_clique = _sum_inside(ties, facets) >= MIN_CLIQUE_DENSITY * size * (size - 1)
    is_separate: Bools = is_clique & (cohesion.internal_share >= MIN_SEPARATE_SHARE)
    return is_separate


def _sum_inside(values: Adjacency, facets: Memberships) -> Floats:
    """Return the sum of the values between members of each facet; each tie counts twice."""
    shape = (values.shape[0], facets.n_tribes)
    members = csr_array((np.ones(len(facets.users)), (facets.users, facets.numbers)), shape=shape)
    inside: Floats = (values @ members).multiply(members).sum(axis=0).astype(np.float64, copy=False)
    return inside
