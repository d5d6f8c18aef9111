"""Choice of the resolution: groups that say much about people and survive a bootstrap of the events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus.inference.agreement import measure_null_agreement
from tribus.inference.curve import AgreementCurve, compute_curve

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints
    from tribus.inference.sampler import GroupSampler, GroupSamples

RESOLUTION_GRID = tuple(float(2.0 ** (step / 2)) for step in range(-4, 7))  # γ from 0.25 to 8
MAX_RESOLUTION = 512.0  # largest γ of an extended grid
N_FIRST_RESAMPLES = 3  # often enough in a large network
N_NULL_RESAMPLES = 2  # resamples of each rewired network


def infer_resolution(
    sampler: GroupSampler, *, resamples: int
) -> tuple[AgreementCurve, dict[float, list[Ints]]]:
    """Return the agreement curve with its levels and the chosen resolution, and the resamples.

    The resamples are the labels of all users on each resample, at the resolution of each level.

    Parameters
    ----------
    sampler
        Finds groups on bootstrap resamples and in rewired networks.
    resamples
        Largest number of resamples, at least 3. More resamples make the choice steadier.

    Notes
    -----
    Groups are found for each γ of a grid from 1/4 to 8 in steps of √2: on every resample of the events,
    and on two resamples each of a few rewired networks (`tribus.sampling.rewiring`). If groups are most
    stable at the finest γ, with an agreement of at least 0.75, the grid is extended, up to γ = 512. This
    happens for small groups in a large network.

    The agreement of two resamples is their AMI among users with a mutual link. The group of a bought
    follower or of a silent reader is arbitrary and does not count. Resolutions where most resamples
    have fewer than two groups of three users are no answer, nor are resolutions that leave more than a
    quarter of the users in smaller groups. The agreement of a resolution is averaged with that of its
    resamples with resamples at the next finer and the next coarser one: a real scale extends over a
    range of γ. With this mean a, and the agreement c of the resamples of rewired networks, the
    *stability* is ``S = (a - c) / (1 - c)``, the correction of Cohen's κ.

    Finer groups say more about a person, and survive less. With the entropy H of the groups, the chosen
    γ has the highest ``H S^8`` (`tribus.inference.choice`). The exponent was chosen on eight networks
    with known groups, leaving out one at a time; 6 to 12 choose nearly alike.

    Two resolutions belong to one *scale* if their resamples agree as well across the two as at each,
    within 0.04. The most stable γ represents a scale, and the chosen γ its own. The *levels* are among
    the scales with at least three quarters of the best stability (`tribus.inference.levels`).
    Resolutions where a rewired network is one group can be levels, but are chosen only if there are
    no others. There the null model sets no mark, and groups without inner structure are found at finer
    resolutions too. If no resolution has two groups, γ = 1.

    In networks of up to 250,000 ties all resamples are drawn. In larger ones three are drawn first, and
    all of them only if the choice is not clear.

    References
    ----------
    Ben-Hur, Elisseeff & Guyon (2002), A stability based method for discovering structure in clustered
    data, doi:10.1142/9789812799623_0002, for agreement under resampling. Bassett et al. (2013), Robust
    detection of dynamic community structure in networks, doi:10.1063/1.4790830, for the choice of γ
    against rewired networks. Cohen (1960), doi:10.1177/001316446002000104, for the correction.
    """
    n_first = resamples if sampler.is_small else min(N_FIRST_RESAMPLES, resamples)
    samples = sampler.sample(RESOLUTION_GRID, resamples=n_first, null_resamples=N_NULL_RESAMPLES)
    curve = _compute_curve(samples, sampler.mutual_users)
    if not curve.is_settled:
        samples = sampler.add_resamples(samples, resamples=resamples)
        curve = _compute_curve(samples, sampler.mutual_users)
    while curve.peaks_at_finest and samples.resolutions[-1] < MAX_RESOLUTION:
        finer = [samples.resolutions[-1] * 2 ** (step / 2) for step in range(1, 7)]  # three octaves
        samples = sampler.add_resolutions(samples, finer)
        curve = _compute_curve(samples, sampler.mutual_users)
    of_levels = {
        samples.resolutions[index]: [labels[index] for labels in samples.resampled]
        for index in curve.levels
    }
    return curve, of_levels


def _compute_curve(samples: GroupSamples, mutual_users: Bools) -> AgreementCurve:
    found = [[labels[mutual_users] for labels in each] for each in zip(*samples.resampled, strict=True)]
    null = measure_null_agreement([list(zip(*network, strict=True)) for network in samples.rewired])
    return compute_curve(samples.resolutions, found, null)
