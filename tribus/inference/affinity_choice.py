"""Choice of the affinity: the one whose groups explain most held-out ties."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.threads import run_in_threads
from tribus.community.leiden import search_each
from tribus.metrics.dyadic import is_clearly_positive
from tribus.sampling.held_out import draw_folds
from tribus.ties.affinity import weigh_affinity, weigh_attention

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tribus._core.arrays import Bools, Floats, Ints
    from tribus.ties.affinity import AffinityTerms
    from tribus.ties.evidence import Evidence

    _Found = list[tuple[Bools, float]]

MAX_TIES = 250_000  # of larger networks the search would cost more than all the rest of the network
MIN_TIES = 100  # to compare by; with fewer, ten ties are held out at a time
N_FOLDS = 10  # of the ties
N_HELD_OUT = 5_000  # ties that are enough to compare by
RESOLUTIONS = (0.5, 1.0, 2.0, 4.0)
SEED = 0  # the network is the same whatever the seed of a later search
PRIOR_TIES = 0.5  # inside, and between groups (Krichevsky & Trofimov 1981)


def choose_affinity(evidence: Evidence, candidates: Mapping[str, AffinityTerms]) -> str:
    """Return the name of the affinity whose groups explain most held-out ties.

    Parameters
    ----------
    evidence
        Evidence of a network.
    candidates
        Name and terms of each affinity. The first is the default.

    Returns
    -------
    str
        The default, unless the groups of another affinity explain clearly more ties than both the
        default and activity alone. The default too for fewer than 100 or more than 250,000 ties.

    Notes
    -----
    A tenth of the ties is held out, up to ten times, and groups are searched in the other ties at
    γ = ½, 1, 2 and 4. Let F be the share of the held-out ties whose users are in one group, and E the
    share expected by activity, `Σ_g (n_g / n)²` with `n_g` of the n ends of the other ties in group g.
    The score of a held-out tie is its log-likelihood in the degree-corrected planted partition (Newman
    2016), relative to that of a network without groups: `log(F / E)` inside a group, and
    `log((1 - F) / (1 - E))` between groups. All are 0 if F is no more than E. Each affinity has the
    scores at its best γ. A difference is clear above two standard errors (`tribus.metrics.dyadic`).

    The score only asks which ties exist, so it measures all affinities alike (Aicher, Jacobs & Clauset
    2015 compare how well groups explain ties and weights). Tribes are about reciprocity, so all these
    ties are mutual ones: one-way ties to popular accounts are easily explained, and say little about
    groups. In networks with fewer than 100 mutual ties all ties count.

    References
    ----------
    Newman (2016), Equivalence between modularity optimization and maximum likelihood methods for
    community detection, doi:10.1103/PhysRevE.94.052315. Aicher, Jacobs & Clauset (2015), Learning
    latent block structure in weighted networks, doi:10.1093/comnet/cnu026.
    """
    default, *others = candidates
    if not others or not MIN_TIES <= evidence.structure.n_ties <= MAX_TIES:
        return default
    scores, ends = score_candidates(evidence, candidates)
    clear = [
        name
        for name in others
        if is_clearly_positive(scores[name], ends)
        and is_clearly_positive(scores[name] - scores[default], ends)
    ]
    return max(clear, key=lambda name: scores[name].mean(), default=default)


def score_candidates(
    evidence: Evidence, candidates: Mapping[str, AffinityTerms]
) -> tuple[dict[str, Floats], Ints]:
    """Return the scores of the held-out ties under each affinity, and both users of each tie.

    The scores of an affinity, shape `(n_held_out,)`, are those under its groups at the best γ.
    """
    structure = evidence.structure
    is_scored = evidence.mutual()
    if np.count_nonzero(is_scored) < 2 * MIN_TIES:
        is_scored = np.ones_like(is_scored)
    n_used = min(-(-2 * N_HELD_OUT * N_FOLDS // int(is_scored.sum())), N_FOLDS)
    folds = list(draw_folds(evidence, n_folds=N_FOLDS, n_used=n_used, seed=SEED))
    held_out = [fold.ends[:, is_scored[fold.held_out]] for fold in folds]
    found = {}
    for name, terms in candidates.items():
        attention = weigh_attention(structure, evidence.counts, terms)

        def search(number: int, terms: AffinityTerms = terms, attention: float = attention) -> _Found:
            fold = folds[number]
            affinity = weigh_affinity(structure, fold.counts, terms, attention=attention)
            labels_at = dict(search_each(structure.to_csr(affinity), RESOLUTIONS, seed=SEED))
            rows = structure.rows[fold.is_training & is_scored]
            return [_divide(labels_at[gamma], rows, held_out[number]) for gamma in RESOLUTIONS]

        by_fold = run_in_threads(search, range(n_used), n_entries=len(structure.indices))
        scores = [score_ties(*zip(*at_one, strict=True)) for at_one in zip(*by_fold, strict=True)]
        found[name] = max(scores, key=np.mean)
    return found, np.concatenate(held_out, axis=1)


def _divide(labels: Ints, rows: Ints, held_out: Ints) -> tuple[Bools, float]:
    """Return which held-out ties are inside a group, and the share expected by activity.

    `rows` has the ends of the other ties.
    """
    share = np.bincount(labels[rows]) / len(rows)
    one, other = labels[held_out]
    return one == other, float(share @ share)


def score_ties(is_inside: Sequence[Bools], expected: Sequence[float]) -> Floats:
    """Return the score of each held-out tie under the groups of one resolution, `(n_held_out,)`.

    Parameters
    ----------
    is_inside
        For each fold which of its held-out ties are inside a group.
    expected
        For each fold the share of ties inside groups that activity alone gives, 0 to 1.
    """
    inside = np.concatenate(is_inside)
    found = (np.count_nonzero(inside) + PRIOR_TIES) / (len(inside) + 2 * PRIOR_TIES)
    by_activity = float(np.mean(expected))
    if found <= by_activity:
        return np.zeros(len(inside))
    gain, loss = math.log(found / by_activity), math.log((1 - found) / (1 - by_activity))
    scores: Floats = np.where(inside, gain, loss)
    return scores
