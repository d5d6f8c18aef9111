"""The resolution that the data support: groups are found again on events drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus.inference.curve import AgreementCurve, ByChance

if TYPE_CHECKING:
    from tribus.inference.sampler import GroupSampler, GroupSamples

GRID = tuple(float(2.0 ** (step / 2)) for step in range(-4, 7))  # 0.25 to 8
FINEST = 512.0  # where the grid ends, however well the finest groups survive
FIRST_RESAMPLES = 3  # in a large network these tell enough
BY_CHANCE = 2  # draws of each rewired network, which are compared with each other


def infer_resolution(sampler: GroupSampler, *, resamples: int) -> AgreementCurve:
    """Stability of groups at each resolution, the scales that are real, and the resolution to take.

    Parameters
    ----------
    sampler
        Searches the network for groups, on events drawn anew.
    resamples
        How many at most, at least 3; more make the choice steadier.

    Notes
    -----
    Over a grid of γ from 1/4 to 8 in steps of √2, groups are found on every resample of the events,
    and on two resamples each of a few rewired networks, in which everybody is as active as they are
    and nobody belongs together. If groups are most stable at the finest γ, with an agreement of 0.75 at
    least, as small groups of a large network are, the grid goes on, up to 512.

    How well two resamples agree is measured by the AMI among users who have a mutual link: where a
    bought follower or a mere reader is put is an accident, and must not decide. Resolutions at which
    most resamples have fewer than two groups of three users or more are no answer. The *stability* of
    the others is the agreement beyond chance: with the mean agreement a of the resamples, and c of those
    of rewired networks, it is `(a - c) / (1 - c)`, as Cohen's κ corrects a proportion.

    Two resolutions are one *scale* if resamples of the one agree with those of the other as well, to
    within 0.04, as with their own; its most stable γ stands for it. The scales at least three quarters
    as stable as the best are the *levels*. The one taken is the finest whose stability is within one
    standard error, or 0.06, of the best: of what is equally real, what says most about who belongs to
    whom. Resolutions so coarse that a rewired network is one group can be levels, but are not taken
    while there are others: there chance sets no mark, and groups without inner structure hold together
    at finer ones too. If no resolution gives two groups, γ = 1.

    References
    ----------
    Ben-Hur, Elisseeff & Guyon (2002), A stability based method for discovering structure in clustered
    data, doi:10.1142/9789812799623_0002, for agreement under resampling. Bassett et al. (2013), Robust
    detection of dynamic community structure in networks, doi:10.1063/1.4790830, for choosing γ against
    rewired networks. Cohen (1960), doi:10.1177/001316446002000104, for the correction.
    """
    n_first = min(FIRST_RESAMPLES, resamples)
    draws = sampler.draw(GRID, resamples=n_first, by_chance=BY_CHANCE)
    curve = _draw(draws)
    if not curve.is_steady:
        draws = sampler.draw_more(draws, resamples=resamples)
        curve = _draw(draws)
    while curve.rises_to_its_end and draws.resolutions[-1] < FINEST:
        finer = [draws.resolutions[-1] * 2 ** (step / 2) for step in range(1, 7)]  # three octaves
        draws = sampler.draw_finer(draws, finer)
        curve = _draw(draws)
    return curve


def _draw(draws: GroupSamples) -> AgreementCurve:
    """Draw the curve of what each resample found."""
    found = list(zip(*draws.resampled, strict=True))
    by_chance = ByChance.of_labels([list(zip(*network, strict=True)) for network in draws.rewired])
    return AgreementCurve.of_labels(draws.resolutions, found, by_chance)
