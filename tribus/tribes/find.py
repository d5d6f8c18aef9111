"""Find the tribes of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._checks import check_choice, check_count, check_positive, check_seed, show
from tribus._made_by import MadeBy, digest_arrays
from tribus.errors import OptionError
from tribus.network import Network
from tribus.tribes.leiden import leiden, search_each
from tribus.tribes.louvain import louvain, louvain_each
from tribus.tribes.resolution import infer_resolution
from tribus.tribes.result import Tribes

if TYPE_CHECKING:
    from tribus._arrays import Ints

PARTITIONS = {"leiden": leiden, "louvain": louvain}
SEARCHES = {"leiden": search_each, "louvain": louvain_each}  # at many resolutions


def find_tribes(
    network: Network,
    *,
    method: str = "leiden",
    resolution: float | str = "auto",
    seed: int = 0,
    resamples: int = 8,
    progress: bool = True,
) -> Tribes:
    """Who belongs together: the tribes of a network, and whose tribe is whose.

    Parameters
    ----------
    network
        From `build_network`.
    method
        `"leiden"`, whose communities are always connected, or `"louvain"`, by python-louvain.
    resolution
        How dense a tribe must be, as a multiple γ > 0 of what chance gives; larger values give more
        and smaller tribes. `"auto"` infers it: the middle of the range over which tribes survive a
        resampling of the events.
    seed
        Of the resampling and of the search; one seed gives one answer.
    resamples
        For `"auto"`: how often events are drawn anew at most, at least 3. More make the answer
        steadier; where three are steady enough, as in large networks, they are all.
    progress
        Whether long work shows a progress bar.

    Returns
    -------
    Tribes
        Every user has a tribe, or -1: those without any tie, and those who ended up alone.

    Raises
    ------
    OptionError
        If an option is out of range.

    Notes
    -----
    Tribes are groups of high modularity on the affinity of the ties. With `resolution="auto"`, γ is
    the one at which groups best survive when events are drawn anew (`tribus.tribes.infer_resolution`);
    `tribes.curve` tells how well they do.

    References
    ----------
    Traag, Waltman & van Eck (2019), doi:10.1038/s41598-019-41695-z, for Leiden; Blondel, Guillaume,
    Lambiotte & Lefebvre (2008), doi:10.1088/1742-5468/2008/10/P10008, for Louvain.

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
            f"find_tribes takes a Network, got {type(network).__name__}; "
            "make one with build_network(events)"
        )
    _check_options(method, resolution, seed, resamples)
    seed, resamples = int(seed), int(resamples)  # numpy's integers overflow where seeds are mixed
    curve, gamma = None, resolution
    if resolution == "auto":
        curve = infer_resolution(
            network, SEARCHES[method], seed=seed, resamples=resamples, progress=progress
        )
        gamma = curve.resolution
    labels = PARTITIONS[method](network.to_scipy("affinity"), resolution=float(gamma), seed=seed)
    digest = digest_arrays(network.affinity_values, text=str(network.made_by))
    parameters = {"method": method, "resolution": resolution, "resamples": resamples}
    return Tribes(
        network=network,
        labels=number_tribes(labels),
        resolution=float(gamma),
        curve=curve,
        made_by=MadeBy(function="find_tribes", parameters=parameters, seed=seed, digest=digest),
    )


def number_tribes(labels: Ints) -> Ints:
    """Number groups by size, largest first; groups of one become -1.

    Equal sizes follow the place of their first user in the network, which does not change when users
    are renamed; users that only their names tell apart are in the order of their names.
    """
    sizes = np.bincount(labels)
    first = np.full(len(sizes), len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    order = np.lexsort((first, -sizes))
    number = np.empty(len(sizes), np.int32)
    number[order] = np.arange(len(sizes), dtype=np.int32)
    number[sizes == 1] = -1
    numbered: Ints = number[labels]
    numbered.flags.writeable = False
    return numbered


def _check_options(method: str, resolution: float | str, seed: int, resamples: int) -> None:
    check_choice("method", method, PARTITIONS)
    if isinstance(resolution, str) and resolution != "auto":
        raise OptionError(f"resolution must be a number above 0 or 'auto', got {show(resolution)}")
    if resolution != "auto":
        check_positive("resolution", resolution)
    check_seed(seed)
    check_count("resamples", resamples, at_least=3)
