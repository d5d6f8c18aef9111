"""Synthetic societies: are tribes found, and are outsiders kept out?"""

import numpy as np

import tribus as tb
from tests.benchmarks.report import Table
from tests.studies.scores import score_groups

OUTSIDERS = ("guru", "ghost", "brand")  # heard, or bought; members of no tribe
HEADS = ("society", "AMI of people", "members", *(f"{role}s" for role in OUTSIDERS), "outsiders, share")


def tables(options):
    """Return one row per synthetic society, and one for all."""
    found = [measure(seed) for seed in range(options.societies)]
    rows = [(f"seed {seed}", *_format(facts)) for seed, facts in enumerate(found)]
    everything = {name: np.sum([facts[name] for facts in found]) for name in found[0]}
    everything["AMI"] /= len(found)
    return [Table("Members", HEADS, [*rows, ("all", *_format(everything))])]


def measure(seed):
    """Return the agreement of tribes with the truth, and the number of members of each true role."""
    society = tb.datasets.make_society(seed=seed)
    tribes = tb.find_tribes(tb.build_network(society.events, progress=False), progress=False)
    truth = society.groups.set_index("user")
    labels = tribes.to_frame().set_index("user")["tribe"]
    people = truth.index[truth["tribe"] >= 0]
    agreement = score_groups(labels[people].to_numpy(), truth["tribe"][people].to_numpy())
    roles = truth["role"][[user for tribe in tribes for user in tribe.members]]
    counts = {role: int((roles == role).sum()) for role in OUTSIDERS}
    return {"AMI": agreement["AMI"], "members": len(roles), **counts}


def _format(facts):
    outside = sum(facts[role] for role in OUTSIDERS)
    return (
        f"{facts['AMI']:.3f}",
        f"{facts['members']:,}",
        *(f"{facts[role]}" for role in OUTSIDERS),
        f"{outside / max(facts['members'], 1):.1%}",
    )
