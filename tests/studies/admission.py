"""Admission: members of societies with pushy and popular outsiders."""

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.report import Table
from tests.studies.lognormal import make_lognormal_society
from tests.studies.scores import score_groups

MEMBER_ROLES = ("core", "member")
ROLE_ORDER = ("core", "member", "newcomer", "heard", "audience", "none")
N_PUSHY, N_RING = 20, 30  # accounts in `make_society`
SMALL = {"n_people": 48, "n_tribes": 8}
HEADS = (
    "society",
    "AMI of people",
    "precision",
    "recall",
    "in the core",
    "first in a list",
    "pushy friends",
)


def tables(options):
    """Precision and recall of membership; then the share of each kind of account that is admitted."""
    seeds = range(options.societies)
    lognormal = [measure_lognormal(seed) for seed in seeds]
    made = [measure_made(seed, n_pushy=N_PUSHY, n_ring=N_RING) for seed in seeds]
    small = [measure_made(seed, **SMALL) for seed in seeds]
    rows = [
        _format_mean("lognormal activity", lognormal),
        _format_mean(f"`make_society`, {N_PUSHY} pushy accounts, a ring of {N_RING}", made),
        _format_mean("`make_society`, 48 people in 8 small tribes", small),
    ]
    return [
        Table("Members of synthetic societies, mean", HEADS, rows),
        tabulate_kinds("Accounts of the lognormal societies", lognormal),
        tabulate_kinds("Accounts of `make_society`", made),
    ]


def measure_lognormal(seed):
    """Measure one society of the second generator."""
    society = make_lognormal_society(seed)
    return measure(society.events, society.role, society.tribe)


def measure_made(seed, **options):
    """Measure one society of `make_society`."""
    society = tb.datasets.make_society(seed=seed, **options)
    truth = society.groups.set_index("user")
    return measure(society.events, truth["role"], truth["tribe"])


def measure(events, role, tribe):
    """Return the scores of one society, and a table of true and found roles."""
    tribes = tb.find_tribes(tb.build_network(events, progress=False), progress=False)
    found = tribes.to_frame().set_index("user")
    found = found.loc[[user for user in found.index if user in role.index]]
    role, tribe = role[found.index], tribe[found.index]
    admitted, member = found["role"].isin(MEMBER_ROLES), role == "member"
    people = tribe.index[tribe >= 0]
    outside = role != "member"
    return {
        "AMI": score_groups(found["tribe"][people].to_numpy(), tribe[people].to_numpy())["AMI"],
        "precision": (admitted & member).sum() / max(admitted.sum(), 1),
        "recall": (admitted & member).sum() / member.sum(),
        "core": int((outside & (found["role"] == "core")).sum()),
        "first": count_first(tribes, people, set(role.index[outside])),
        "befriended": count_befriended(tribes, role.index[role.str.startswith("pushy")]),
        "kinds": pd.crosstab(role, found["role"]),
    }


def count_first(tribes, people, outsiders):
    """Count the people whose first friend is an outsider."""
    friends = (friends_of(tribes, user) for user in people)
    return sum(found[0] in outsiders for found in friends if found)


def count_befriended(tribes, accounts):
    """Count the accounts that are somebody's friend; friendship is symmetric."""
    return sum(bool(friends_of(tribes, account)) for account in accounts)


def friends_of(tribes, user):
    """Return the friends of a user in the order of `tribes.of`; without relations, all partners."""
    frame = tribes.of(user).to_frame()
    if "relation" in frame:
        return frame["user"][frame["relation"].str.startswith("friend")].tolist()
    return frame["user"][frame["given"] + frame["received"] > 0].tolist()


def tabulate_kinds(title, measured):
    """Return the share of each true role that is found in each role, over all societies."""
    counts = pd.concat([one["kinds"] for one in measured]).groupby(level=0).sum()
    counts = counts.fillna(0)[sorted(counts.columns, key=ROLE_ORDER.index)]
    shares = counts.div(counts.sum(axis=1), axis=0)
    rows = [
        (kind, f"{counts.loc[kind].sum():,.0f}", *(f"{share:.0%}" for share in shares.loc[kind]))
        for kind in sorted(shares.index, key=_natural_order)
    ]
    return Table(title, ("true role", "accounts", *shares.columns), rows)


def _natural_order(kind):
    """Order `guru, 2%` before `guru, 10%`."""
    name, _, rate = kind.partition(", ")
    return name, float(rate.rstrip("%")) if rate.endswith("%") else 0.0, rate


def _format_mean(name, measured):
    mean = {key: np.mean([one[key] for one in measured]) for key in measured[0] if key != "kinds"}
    shares = (f"{mean[key]:.3f}" for key in ("AMI", "precision", "recall"))
    return name, *shares, *(f"{mean[key]:.1f}" for key in ("core", "first", "befriended"))
