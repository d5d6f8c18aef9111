"""Terms of affinity: agreement with known groups if one is switched off."""

import pandas as pd

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.networks import READERS
from tests.studies.scores import score_groups
from tests.studies.tribes import GAMMA, GRID, MAIN, OURS, known_groups, read
from tribus.community.leiden import leiden

WITHOUT = {
    "all terms": {},
    "no logarithm": {"logarithm": False},
    "no normalization": {"normalization": 0},
    "no reciprocity": {"reciprocity_weight": 0},
    "no shared attention": {"attention_weight": 0},
    "none of them": {
        "logarithm": False,
        "normalization": 0,
        "reciprocity_weight": 0,
        "attention_weight": 0,
    },
}


def tables(options):
    """Return the agreement without each term: with γ inferred, and with the best γ of a grid."""
    found = {name: _score_without(name, options.seeds) for name in READERS}
    made = []
    for method, title in ((OURS, "γ inferred"), (GAMMA, "the best γ of a grid, known afterwards")):
        ami = pd.DataFrame({name: scores[method] for name, scores in found.items()})
        means = ami[list(MAIN)].mean(axis=1)
        rows = [
            (term, *(f"{value:.3f}" for value in ami.loc[term]), f"{means[term]:.3f}")
            for term in WITHOUT
        ]
        made.append(Table(f"AMI, {title}", ("affinity with", *found, "mean of the first five"), rows))
    return made


def _score_without(name, seeds):
    events, groups = read(name)
    scores = {OURS: {}, GAMMA: {}}
    for term, options in WITHOUT.items():
        network = tb.build_network(
            events, half_life=None, affinity="balanced", progress=False, **options
        )
        known, has_group = known_groups(network, groups)

        def agree(labels, known=known, has_group=has_group):
            return score_groups(labels[has_group], known)["AMI"]

        affinity = network.to_scipy("affinity")
        inferred, best = [], []
        for seed in range(seeds):
            inferred.append(agree(tb.find_tribes(network, seed=seed, progress=False).labels))
            best.append(
                max(agree(leiden(affinity, resolution=float(gamma), seed=seed)) for gamma in GRID)
            )
        scores[OURS][term], scores[GAMMA][term] = sum(inferred) / seeds, sum(best) / seeds
    return scores
