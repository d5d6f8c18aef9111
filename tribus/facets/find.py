"""Find the facets of everybody: overlapping tribes, by ego-splitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus._core.checks import check_positive, check_seed, show
from tribus._core.provenance import Provenance, digest_arrays
from tribus.community.leiden import leiden
from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.facets.completion import complete_memberships
from tribus.facets.memberships import Memberships
from tribus.facets.personas import LESS_DENSE, find_personas
from tribus.facets.result import Facets
from tribus.network import Network

if TYPE_CHECKING:
    from tribus._core.arrays import Ints


def find_facets(
    network: Network,
    labels: Ints,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    progress: bool = True,
) -> Facets:
    """Overlapping tribes: who belongs where with which part of their ties.

    Parameters
    ----------
    network
        From `build_network`.
    labels
        Tribe of each user in the order of `network.users`, integers, -1 for none, shape `(n_users,)`.
        A network in which nobody has a tribe has no facets either.
    resolution
        γ > 0 at which these tribes were found; larger values give more and smaller facets.
    seed
        Of the searches, ≥ 0; one seed gives one answer.
    progress
        Whether long work shows a progress bar.

    Returns
    -------
    Facets
        Every user has none, one or several facets, each with a degree. None has who is in no triangle
        (no two of their people know each other), and who is only in groups that are accidental.

    Raises
    ------
    OptionError
        If `labels` does not fit the network, or `resolution` or `seed` is out of range.

    Notes
    -----
    1. The neighbourhood of each user i, without i, is split into parts by Leiden at γ = 1, with the
       affinities `w_jk` of the ties among the neighbours: pairs j, k of the neighbourhood N are
       weighed as `w_jk - k_j k_k W / K²`, with the strengths `k_j` in the whole network,
       `W = Σ_jk∈N w_jk` and `K = Σ_j∈N k_j`. So somebody who is busy everywhere joins no parts.
       Nor does who has a second life elsewhere; but their own neighbourhood tells the two lives
       apart. So who was left out, and has a tie with i that holds both ways, is looked at again: j joins
       the part P to which they have most weight `w_jP`, if `w_jP > h_j W Σ_k∈P h_k / 3H²`. Here
       `h_j` is the strength that j turns to i: of their ties to the part of their neighbourhood that
       holds i, or `k_j` if none does; and `H = Σ_j∈N h_j`. A third, for what was told apart already
       needs less to hold together.
    2. Each part of two neighbours or more becomes a persona of i. A neighbour whom none of the part
       knows says nothing about which part of i's life they are from; each would make a persona
       of one, and together a persona of strangers. Such a tie is in no persona.
    3. The tie of i and j joins the persona of i that holds j with the persona of j that holds i.
    4. The personas are grouped by Leiden at γ = `resolution` / 3, for the same reason.
    5. Each group is given back to the users whose personas are in it. Groups that hold most of
       the ties of fewer than three users are dropped, then memberships that hold less than a quarter of
       what the user's main group holds.
    6. The groups are completed, for a tie is in one of them only, though its ends may share several.
       With the weight `w_ig` of a user's ties to the members of g, the user stays in the group in
       which this is most, and in others in which it, or the number of their mutual ties, is half of
       what members have on average. They join others in which the weight is half of it, a
       quarter of the most, and more than chance gives.
    7. A user's degree in a group is `w_ig / max(k_i, Σ_g w_ig)`: the share of the weight of their ties
       that is in it, and where ties are in several groups, scaled to add up to 1.

    Of the neighbours of a hub, the 1000 with most dealings are looked at, who know most of the others;
    every other joins the part to which they have most weight, and none if they know nobody in any.
    One neighbourhood is held in memory at a time, and the work is that of listing all triangles,
    `O(n_ties^1.5)`.

    References
    ----------
    Epasto, Lattanzi & Paes Leme (2017), Ego-splitting framework: from non-overlapping to overlapping
    clusters, doi:10.1145/3097983.3098054. Traag, Waltman & van Eck (2019),
    doi:10.1038/s41598-019-41695-z, for Leiden. Latapy (2008), Main-memory triangle computations for
    very large (sparse (power-law)) graphs, doi:10.1016/j.tcs.2008.07.017.

    Examples
    --------
    Ana is in two triangles, which know nothing of each other.

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
    check_seed(seed)
    resolution, seed = float(resolution), int(seed)
    digest = digest_arrays(network.affinity_values, labels, text=str(network.made_by))
    return Facets(
        network=network,
        labels=labels,
        memberships=_find_memberships(network, labels, resolution, seed, progress=progress),
        resolution=resolution,
        made_by=Provenance(
            function="find_facets", parameters={"resolution": resolution}, seed=seed, digest=digest
        ),
    )


def _find_memberships(
    network: Network, labels: Ints, resolution: float, seed: int, *, progress: bool
) -> Memberships:
    """Split, join and group; give the groups back to the users, and complete them."""
    structure, weights = network.evidence.structure, network.affinity_values
    if (labels == NO_TRIBE).all():
        nobody = np.empty(0, np.int32)
        return Memberships.of_groups(nobody, nobody, np.empty(0), structure.n_users)
    personas = find_personas(network, seed=seed, progress=progress)
    graph = personas.join(structure, weights)
    groups = leiden(graph, resolution=LESS_DENSE * resolution, seed=seed)
    first = Memberships.of_labels(personas, groups, structure.sum_rows(weights))
    links = network.evidence.mutual() & (weights > 0)
    ends = structure.rows[links], structure.indices[links]
    mutual = csr_array((np.ones(len(ends[0])), ends), shape=(structure.n_users, structure.n_users))
    return complete_memberships(first, network.to_scipy("affinity"), mutual)


def _read_labels(network: Network, labels: Ints) -> Ints:
    """Labels as int32, if they fit the network."""
    if not isinstance(network, Network):
        raise OptionError(
            f"find_facets takes a Network, got {type(network).__name__}; "
            "make one with build_network(events)"
        )
    given = np.asarray(labels)
    if given.shape != (network.n_users,) or (given.size and given.dtype.kind not in "iu"):
        raise OptionError(
            f"labels must hold one whole number for each of {network.n_users} users, "
            f"got shape {given.shape} of {given.dtype}; tribes.labels has them"
        )
    if given.size and given.min() < NO_TRIBE:
        raise OptionError(f"labels must be tribes from 0, or -1 for none, got {show(int(given.min()))}")
    read: Ints = given.astype(np.int32)
    read.flags.writeable = False
    return read
