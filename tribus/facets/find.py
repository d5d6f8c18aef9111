"""Find overlapping tribes by ego-splitting."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from tribus._core.checks import check_positive, check_seed, show
from tribus._core.provenance import Provenance, digest_arrays
from tribus.community.leiden import leiden
from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.facets.completion import complete_memberships
from tribus.facets.evidence import drop_accidental, search_null
from tribus.facets.held_out import explain_clearly_more
from tribus.facets.memberships import MIN_FACET_SIZE, Memberships
from tribus.facets.personas import RESOLUTION_FACTOR, find_personas
from tribus.facets.result import Facets
from tribus.inference.group_significance import MAX_FALSE_SHARE
from tribus.network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Ints
    from tribus.metrics.cohesion import Cohesion


def find_facets(
    network: Network,
    labels: Ints,
    *,
    resolution: float = 1.0,
    tribe_resolution: float = 1.0,
    seed: int = 0,
    progress: bool = True,
) -> Facets:
    """Return overlapping tribes: each user may belong to several, each to a degree.

    Parameters
    ----------
    network
        The network, from `build_network`.
    labels
        Tribe of each user in the order of `network.users`, integers, -1 for none, shape `(n_users,)`.
        There may be facets where nobody has a tribe.
    resolution
        γ > 0. Larger values give more and smaller facets. Default 1.
    tribe_resolution
        γ > 0 of the tribes. Default 1.
    seed
        Seed of the searches, 0 to 2^63 - 1. The same seed gives the same answer. Default 0.
    progress
        Whether to show a progress bar during long work. Default True.

    Returns
    -------
    Facets
        Zero, one or several facets for each user, each with a degree. Users in no triangle (no two of
        their neighbours are tied) have none, nor have users who are only in incidental groups, or in
        groups that are no tighter than facets of rewired networks.

    Raises
    ------
    OptionError
        If `labels` does not fit the network, or `resolution` or `seed` is out of range.

    Notes
    -----
    1. Split ego networks. The graph among the neighbours N of user i is split into parts by Leiden at
       γ = 1, on the affinities ``w_jk``. The expected weight of j and k is ``k_j k_k W / K²`` with the
       strengths ``k_j`` in the whole network, ``W = Σ_jk∈N w_jk`` and ``K = Σ_j∈N k_j``. So neighbours
       who are active everywhere join no part.
    2. Assign unplaced neighbours. Neighbours with a second group also have a large ``k_j``, but their
       own split separates the two groups. An unplaced j with a mutual tie to i joins the part P of most
       weight ``w_jP`` if ``w_jP > h_j W Σ_k∈P h_k / 3H²``. Here ``h_j`` is the weight of j to the part
       of j's own ego network that contains i (``k_j`` if none does), and ``H = Σ_j∈N h_j``. The factor
       1/3 accounts for groups that are already separated.
    3. Make personas. Each part of at least two neighbours is a persona of i. A neighbour with no tie to
       the other neighbours gives no evidence for any group and is in no persona.
    4. Tie personas. The tie of i and j joins the persona of i that has j with the persona of j that has
       i.
    5. Group the personas by Leiden at γ = `resolution` / 3.
    6. Map groups back to users. Groups that are the main group of fewer than three users are dropped,
       then memberships below a quarter of the degree in the user's main group.
    7. Complete the groups. A tie is in one group only, even if its users share several. With the weight
       ``w_ig`` of user i to the members of group g, i stays in the group of largest ``w_ig``, and in
       groups where ``w_ig`` or the number of mutual ties is at least half the mean of the members. The
       user joins groups where ``w_ig`` is at least half the mean, at least a quarter of the largest, and
       above its expectation. Nearly equal groups become one.
    8. The degree is ``w_ig / max(k_i, Σ_g w_ig)``: the share of the user's strength that is in the
       group, scaled to sum to at most 1 if groups share ties.
    9. Drop the groups that are no tighter than groups found in this way in rewired networks. Of the
       facets that remain, a fifth may be accidental (`tribus.facets.evidence.drop_accidental`). In
       networks without groups, at most one network in five has any facet.
    10. Hold out a twentieth of the ties, four times. If the groups of a partition at γ =
        `tribe_resolution`, completed as in step 7, explain clearly more of these ties than the facets,
        the facets are the tribes, completed (`tribus.facets.held_out.explain_clearly_more`). So they
        are if step 9 drops more than a fifth of the facets: the split of ego networks then finds no
        groups, or groups by accident. One tribe alone is not kept: it says nothing about parts.

    Of the neighbours of a hub only the 1000 most active are split. The others join the part of most
    weight, if they have a tie to any. One ego network is in memory at a time. The time is that of
    listing all triangles, ``O(n_ties^1.5)``, for the network and for each rewired one.

    References
    ----------
    Epasto, Lattanzi & Paes Leme (2017), Ego-splitting framework: from non-overlapping to overlapping
    clusters, doi:10.1145/3097983.3098054. Traag, Waltman & van Eck (2019),
    doi:10.1038/s41598-019-41695-z, for Leiden. Latapy (2008), Main-memory triangle computations for
    very large (sparse (power-law)) graphs, doi:10.1016/j.tcs.2008.07.017.

    Examples
    --------
    Ana is in two triangles that have no tie to each other.

    >>> import networkx as nx, tribus as tb
    >>> graph = nx.Graph([("ana", "ben"), ("ben", "eva"), ("eva", "ana")])
    >>> graph.add_edges_from([("ana", "dan"), ("dan", "flo"), ("flo", "ana")])
    >>> network = tb.from_networkx(graph)
    >>> facets = find_facets(network, [0] * 5)
    >>> [sorted(facet) for facet in facets]
    [['ana', 'ben', 'eva'], ['ana', 'dan', 'flo']]
    >>> [facet.degree for facet in facets.of("ana")]
    [0.5, 0.5]
    """
    labels = _read_labels(network, labels)
    check_positive("resolution", resolution)
    check_positive("tribe_resolution", tribe_resolution)
    check_seed(seed)
    resolution, tribe_resolution, seed = float(resolution), float(tribe_resolution), int(seed)
    digest = digest_arrays(network.affinity_values, labels, text=str(network.made_by))

    search = FacetSearch(resolution, tribe_resolution, seed)
    found = search.find(network, progress=progress)
    null = search_null(network, found, search.find_with_seed, seed=seed)
    memberships = drop_accidental(network, found, null)
    n_accidental = found.n_tribes - memberships.n_tribes
    is_reliable = n_accidental <= MAX_FALSE_SHARE * found.n_tribes
    if null and _keeps_tribes(network, labels, search, null, is_reliable=is_reliable):
        memberships = complete_partition(network, labels)
    return Facets(
        network=network,
        labels=labels,
        memberships=memberships,
        resolution=resolution,
        made_by=Provenance(
            function="find_facets",
            parameters={"resolution": resolution, "tribe_resolution": tribe_resolution},
            seed=seed,
            digest=digest,
        ),
    )


def _keeps_tribes(
    network: Network, labels: Ints, search: FacetSearch, null: Sequence[Cohesion], *, is_reliable: bool
) -> bool:
    """Return whether there are several tribes that explain more, or facets that are not reliable."""
    if labels.max(initial=NO_TRIBE) < 1:
        return False

    def find_tested(training: Network) -> Memberships:
        return drop_accidental(training, search.find(training), null)

    return not is_reliable or explain_clearly_more(
        network, search.find_partition, find_tested, seed=search.seed
    )


class FacetSearch(NamedTuple):
    """Finds facets, and the partition that they are compared with.

    Attributes
    ----------
    resolution, tribe_resolution
        γ of the facets and of the partition.
    seed
        Seed of both.
    """

    resolution: float
    tribe_resolution: float
    seed: int

    def find(self, network: Network, *, progress: bool = False) -> Memberships:
        """Split ego networks, group the personas, map the groups to users, and complete them."""
        structure, weights = network.evidence.structure, network.affinity_values
        personas = find_personas(network, seed=self.seed, progress=progress)
        graph = personas.to_graph(structure, weights)
        groups = leiden(graph, resolution=RESOLUTION_FACTOR * self.resolution, seed=self.seed)
        first = Memberships.of_labels(personas, groups, structure.sum_rows(weights))
        return _complete(network, first)

    def find_with_seed(self, network: Network, seed: int) -> Memberships:
        """Find facets with another seed."""
        return self._replace(seed=seed).find(network)

    def find_partition(self, network: Network) -> Memberships:
        """Find groups without overlap, and complete them."""
        adjacency = network.to_scipy("affinity")
        return complete_partition(
            network, leiden(adjacency, resolution=self.tribe_resolution, seed=self.seed)
        )


def complete_partition(network: Network, labels: Ints) -> Memberships:
    """Return the memberships of groups without overlap, completed; -1 is no group."""
    users = np.flatnonzero(labels != NO_TRIBE).astype(np.int32)
    groups = labels[users].astype(np.int32)
    is_large = np.bincount(groups)[groups] >= MIN_FACET_SIZE
    users, groups = users[is_large], groups[is_large]
    first = Memberships.of_groups(users, groups, np.ones(len(users)), network.n_users)
    return _complete(network, first)


def _complete(network: Network, first: Memberships) -> Memberships:
    structure = network.evidence.structure
    is_mutual = network.evidence.mutual() & (network.affinity_values > 0)
    coords = structure.rows[is_mutual], structure.indices[is_mutual]
    shape = (structure.n_users, structure.n_users)
    mutual = csr_array((np.ones(len(coords[0])), coords), shape=shape)
    return complete_memberships(first, network.to_scipy("affinity"), mutual)


def _read_labels(network: Network, labels: Ints) -> Ints:
    """Check the labels; return them as int32."""
    if not isinstance(network, Network):
        raise OptionError(
            f"find_facets takes a Network, got {type(network).__name__}; "
            "make one with build_network(events)"
        )
    given = np.asarray(labels)
    if given.shape != (network.n_users,) or (given.size and given.dtype.kind not in "iu"):
        raise OptionError(
            f"labels must hold one whole number for each of {network.n_users} users, "
            f"got shape {given.shape} of {given.dtype}; use tribes.labels"
        )
    if given.size and given.min() < NO_TRIBE:
        raise OptionError(f"labels must be tribes from 0, or -1 for none, got {show(int(given.min()))}")
    read: Ints = given.astype(np.int32)
    read.flags.writeable = False
    return read
