"""Planted groups of weighted ties: what each affinity finds, at its best resolution.

`python -m tests.studies --only affinities --quick` has fewer and smaller networks.
"""

from itertools import product

import pandas as pd

from tests.benchmarks.report import Table
from tests.studies.planted import plant_weighted_ties
from tests.studies.tribes import GRID, PLAIN, add_plain
from tribus.community.leiden import leiden
from tribus.metrics import adjusted_mutual_information
from tribus.ties.affinity import (
    AFFINITIES,
    BALANCED,
    AffinityTerms,
    name_affinities,
    weigh_affinity,
)

SIZES = ((300, 5), (300, 20), (1000, 5), (1000, 20), (2000, 20), (2000, 100))  # users and groups
QUICK_SIZES = ((300, 5), (1000, 20))
DEGREES = (10, 30)
SIGNALS = (1.5, 2.0, 3.0, 6.0)  # multiples of the detection limit
WEIGHTS = {False: "say nothing", True: "larger inside"}
CASE = ["degree", "weights", "signal"]
CHOSEN, LOSS = "chosen", "best plain less chosen"


def tables(options):
    """Return the mean AMI by degree, weights and signal, and how often each affinity is chosen."""
    sizes, n_seeds = (QUICK_SIZES, 1) if options.quick else (SIZES, options.seeds)
    cases = product(sizes, DEGREES, WEIGHTS, SIGNALS, range(n_seeds))
    found = pd.DataFrame([score_network(*case) for case in cases])
    return [_average(found), _count_choices(found)]


def score_network(size, degree, is_informative, signal, seed):
    """Return the AMI of each affinity at its best γ with the groups of one network, and the choice."""
    network, groups = plant_weighted_ties(
        degree=degree,
        signal=signal,
        has_strong_ties_inside=is_informative,
        seed=seed,
        n_users=size[0],
        n_groups=size[1],
    )
    structure, counts = network.evidence.structure, network.evidence.counts
    weights = add_plain(network) | {
        name: structure.to_csr(weigh_affinity(structure, counts, terms))
        for name, terms in name_affinities(AffinityTerms()).items()
    }
    scores = {name: _find_best(affinity, groups, seed) for name, affinity in weights.items()}
    chosen = network.terms.name
    loss = max(scores[name] for name in PLAIN) - scores[chosen]
    case = {"degree": degree, "weights": WEIGHTS[is_informative], "signal": signal}
    return {**case, **scores, "name": chosen, CHOSEN: scores[chosen], LOSS: loss}


def _find_best(affinity, groups, seed):
    return max(
        adjusted_mutual_information(leiden(affinity, resolution=float(gamma), seed=seed), groups)
        for gamma in GRID
    )


def _average(found):
    scores = [*PLAIN, BALANCED, CHOSEN, LOSS]
    means = found.groupby(CASE)[scores].mean()
    rows = [
        (str(degree), weights, f"{signal:g}", *(f"{value:.3f}" for value in row))
        for (degree, weights, signal), row in zip(means.index, means.to_numpy(), strict=True)
    ]
    title = f"Planted groups of weighted ties: AMI at the best γ, means of {len(found) // len(means)}"
    return Table(title, ("degree", "events", "signal", *scores), rows)


def _count_choices(found):
    counts = found.groupby([*CASE[1:], "name"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=AFFINITIES, fill_value=0)
    rows = [
        (weights, f"{signal:g}", *(str(count) for count in row))
        for (weights, signal), row in zip(counts.index, counts.to_numpy(), strict=True)
    ]
    return Table("Affinities chosen", ("events", "signal", *AFFINITIES), rows)
