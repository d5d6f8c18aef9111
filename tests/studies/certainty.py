"""Certainty: whether it is right in fresh and in left-out data, and who is found between two groups."""

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.report import Table
from tests.studies.halves import FRIENDSHIPS, measure_halves
from tests.studies.halves import NAMES as REAL_NAMES
from tests.studies.planted import N_USERS, draw_network, plant_rates, plant_two_lives, spread
from tribus.inference.certainty import is_in_own_tribe
from tribus.tribes.between import find_between

EDGES = (0.0, 0.4, 0.6, 0.8, 0.9, 1.0)
N_FRESH = 3
SOURCES = {
    "other ties, degree 5, 30 % mixing": {"degree": 5, "mixing": 0.3},
    "other ties, degree 5, 40 % mixing": {"degree": 5, "mixing": 0.4},
    "other ties, degree 10, 45 % mixing": {"degree": 10, "mixing": 0.45},
    "other ties, degree 30, 65 % mixing": {"degree": 30, "mixing": 0.65},
    "same ties, degree 10, 45 % mixing": {"degree": 10, "mixing": 0.45, "has_fixed_ties": True},
    "same ties, degree 10, 50 % mixing": {"degree": 10, "mixing": 0.5, "has_fixed_ties": True},
}
NAMES = ("reply", "follow")
DEGREES, MIXINGS = (8, 10, 15, 30), (0.0, 0.15, 0.3)
FIRST_SEED = 100  # the seeds before were used while the share of a resample was chosen


def tables(options):
    """Return reliability in fresh data and in halves of real networks, and users between two."""
    found = pd.concat(measure_source(name, options.seeds) for name in SOURCES)
    real = pd.concat(measure_halves(name, seed) for name in REAL_NAMES for seed in range(options.seeds))
    return [
        _summarise_bins(found),
        _summarise_sources(found),
        compare_names(options.seeds),
        _summarise_real_bins(real),
        _summarise_real(real),
        _summarise_between(options.seeds),
    ]


def measure_source(source, seeds):
    """Return certainty, and the share of fresh data with the user in the same tribe, of each user."""
    frames = []
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        _, rates = plant_rates(seed=seed, **SOURCES[source])
        for kind in NAMES:
            tribes = tb.find_tribes(draw_network(rates, seed=seed, kind=kind), progress=False)
            if not len(tribes):
                continue
            labels = spread(tribes.network, tribes.labels, N_USERS, absent=-1).astype(np.int32)
            certainty = spread(tribes.network, tribes.certainty, N_USERS, absent=np.nan)
            again = [
                is_in_own_tribe(labels, _find_fresh(rates, kind, tribes.resolution, (seed, number)))
                for number in range(N_FRESH)
            ]
            frame = pd.DataFrame({"certainty": certainty, "again": np.mean(again, axis=0)})
            frame = frame.assign(source=source, kind=kind, user=np.arange(N_USERS), seed=seed)
            frames.append(frame[labels >= 0])
    return pd.concat(frames) if frames else pd.DataFrame()


def _find_fresh(rates, kind, resolution, seed):
    network = draw_network(rates, seed=seed, kind=kind)
    tribes = tb.find_tribes(network, resolution=resolution, significance=None, progress=False)
    return spread(network, tribes.labels, N_USERS, absent=-1).astype(np.int32)


def compare_names(seeds):
    """Compare the mean certainty of the same links, each counted once, as replies and as follows."""
    rows = []
    for source, options in SOURCES.items():
        means = []
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            rates = plant_rates(seed=seed, **options)[1]
            once = (np.random.default_rng(seed).poisson(rates) > 0).astype(float)
            networks = [build_once(once, kind) for kind in NAMES]
            tribes = [tb.find_tribes(network, progress=False) for network in networks]
            if all(map(len, tribes)):
                means.append([np.nanmean(found.certainty) for found in tribes])
        if means:
            reply, follow = np.mean(means, axis=0)
            rows.append((source, f"{reply:.3f}", f"{follow:.3f}", f"{reply - follow:+.3f}"))
    return Table("The same links under two names", ("source", *NAMES, "difference"), rows)


def build_once(is_linked, kind):
    """Return a network of links that are counted once."""
    source, target = np.nonzero(is_linked)
    frame = pd.DataFrame({"source": source, "target": target, "kind": kind})
    return tb.build_network(tb.Events.from_frame(frame), progress=False)


def _summarise_bins(found):
    """Separate sources whose ties are other in fresh data, and those with the same ties."""
    question = found["source"].str.split(",").str[0]
    of_bin = found.groupby([_cut(found), question, "kind"], observed=True)
    rows = [
        (_format_bin(interval), f"{ties}, {kind}", f"{len(frame):,}", *_means(frame))
        for (interval, ties, kind), frame in of_bin
    ]
    heads = (
        "certainty",
        "fresh data",
        "users",
        "mean certainty",
        "same tribe in fresh data",
        "difference",
    )
    return Table("Certainty and fresh data of the same source", heads, rows)


def _summarise_real_bins(real):
    counted = real[~real["network"].isin(FRIENDSHIPS)]
    rows = [
        (_format_bin(interval), f"{len(frame):,}", *_means(frame))
        for interval, frame in counted.groupby(_cut(counted), observed=True)
    ]
    heads = ("certainty", "users", "mean certainty", "same tribe in the other half", "difference")
    return Table("Certainty and the other half of the events of real networks", heads, rows)


def _summarise_real(real):
    rows = [
        (name, f"{len(frame):,}", *_means(frame)) for name, frame in real.groupby("network", sort=False)
    ]
    heads = ("network", "users", "mean certainty", "same tribe in the other half", "difference")
    return Table("The same by network, with friendships", heads, rows)


def _cut(found):
    return pd.cut(found["certainty"], EDGES, include_lowest=True)


def _format_bin(interval):
    return f"{max(interval.left, 0.0):.1f} to {interval.right:.1f}"


def _summarise_sources(found):
    rows = [
        (source, kind, *_means(frame)) for (source, kind), frame in found.groupby(["source", "kind"])
    ]
    heads = ("source", "kind", "mean certainty", "same tribe in fresh data", "difference")
    return Table("The same sources as counted replies and as follows", heads, rows)


def _means(frame):
    stated, again = frame["certainty"].mean(), frame["again"].mean()
    return f"{stated:.3f}", f"{again:.3f}", f"{stated - again:+.3f}"


def _summarise_between(seeds):
    rows = []
    for degree in DEGREES:
        for mixing in MIXINGS:
            scores = [score_between(degree, mixing, FIRST_SEED + seed) for seed in range(seeds)]
            rows.append(
                (str(degree), f"{mixing:.0%}", *(f"{value:.2f}" for value in np.mean(scores, axis=0)))
            )
    heads = ("degree", "mixing", "precision", "recall")
    return Table("Users between two: 15 % have half of their ties in each of two groups", heads, rows)


def score_between(degree, mixing, seed):
    """Return precision and recall; right are users with two lives for whom both groups are named."""
    network, lives = plant_two_lives(degree=degree, mixing=mixing, seed=seed)
    tribes = tb.find_tribes(network, resolution=1.0, significance=None, progress=False)
    found = find_between(network.evidence, tribes.labels)
    group_of = [
        np.bincount(lives[tribes.labels == tribe, 0]).argmax() for tribe in range(tribes.n_groups)
    ]
    is_right = [
        lives[row, 0] != lives[row, 1] and {group_of[one], group_of[other]} == set(lives[row].tolist())
        for row, one, other in zip(found.rows, found.tribe, found.second, strict=True)
    ]
    n_two = np.count_nonzero(lives[:, 0] != lives[:, 1])
    return sum(is_right) / max(len(is_right), 1), sum(is_right) / n_two
