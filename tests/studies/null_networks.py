"""False tribes in networks without groups, p-values of their groups, and power: a slow study.

`python -m tests.studies --only null_networks --quick` has fewer networks, of 50 to 400 people only.
The largest networks are drawn with replies only: they cost most, and differ least by kind.
"""

from itertools import product

import numpy as np
from scipy import stats

import tribus as tb
from tests.benchmarks.report import Table
from tests.studies.null_models import (
    EVENTS,
    NULL_MODELS,
    ONE_GROUP,
    build_null,
    make_one_group,
    make_partition,
)
from tests.studies.thresholds import tabulate_density_ratio
from tribus._display.progress import progress_bar
from tribus.community.leiden import search_each
from tribus.inference.group_significance import adjust_p_values, compute_group_p_values
from tribus.inference.sampler import GroupSampler

# With and without `--quick`: the number of networks of each size in people, and of each model.
NULLS = {True: {50: 1, 300: 1}, False: {50: 4, 300: 4, 2000: 1, 5000: 1}}
MAX_PEOPLE_OF_EACH_KIND = 2000  # larger networks have replies only
ONE_GROUPS = {True: {100: 3, 300: 3}, False: {100: 10, 300: 10, 900: 5}}
PARTITIONS = {True: {(5, 400): 3}, False: {(5, 400): 5, (20, 400): 5, (100, 2000): 2}}
SIGNALS = (1.0, 1.5, 2.0, 3.0)  # multiples of the detection limit
MAX_FALSE_SHARE = 0.02  # of networks without groups may have tribes
MAX_SMALL_SHARE = 0.05  # of networks may have a smallest p-value of at most 0.05
BOUND_LEVEL = 0.99  # of the binomial bounds
N_NULL_NETWORKS = 19  # that p-values are computed from


def tables(options):
    """Return the tables of false tribes, p-values, one group in noise, power, and thresholds."""
    quick = options.quick
    nulls = {
        (model, events, n_people): [measure_null(model, n_people, events, seed) for seed in range(n)]
        for model, (n_people, n) in product(NULL_MODELS, NULLS[quick].items())
        for events in list_events(n_people)
    }
    one_groups = {
        n_people: [find_tribes(make_one_group(seed, n_people), seed) for seed in range(n)]
        for n_people, n in ONE_GROUPS[quick].items()
    }
    partitions = {
        (n_groups, n_people, signal): [
            find_tribes(make_partition(seed, n_groups, signal, n_people=n_people), seed)
            for seed in range(n)
        ]
        for ((n_groups, n_people), n), signal in product(PARTITIONS[quick].items(), SIGNALS)
    }
    return [
        tabulate_false_tribes(nulls, NULLS[quick]),
        tabulate_p_values(nulls, NULLS[quick]),
        tabulate_one_group(one_groups),
        tabulate_power(partitions),
        tabulate_density_ratio(one_groups, partitions),
    ]


def list_events(n_people):
    """Return the kinds of events of networks of this size."""
    return EVENTS if n_people <= MAX_PEOPLE_OF_EACH_KIND else EVENTS[:1]


def measure_null(model, n_people, events, seed):
    """Return the number of tribes of a network without groups, and the p-values of its groups."""
    network = build_null(model, n_people, events, seed)
    tribes = tb.find_tribes(network, seed=seed, progress=False)
    return len(tribes), find_p_values(network, tribes.resolution, seed)


def find_p_values(network, resolution, seed):
    """Return the p-value of each group at a resolution, whatever the verdict is."""
    with progress_bar(total=0, what="", shown=False) as bar:
        sampler = GroupSampler.of_network(network, search_each, seed=seed, bar=bar)
        [observed] = sampler.search_cohesion([resolution])
        null = sampler.search_null_cohesion([resolution], range(N_NULL_NETWORKS))
    p_values = compute_group_p_values(observed, [cohesion for [cohesion] in null])
    return p_values[~np.isnan(p_values)]


def tabulate_false_tribes(nulls, sizes):
    """Count the networks with any tribe, with the largest count that a share of 2 % allows."""
    rows = []
    for model, n_people in product(NULL_MODELS, sizes):
        counts = [
            [found for found, _ in nulls[model, events, n_people]] for events in list_events(n_people)
        ]
        absent = [""] * (len(EVENTS) - len(counts))
        rows.append((model, f"{n_people:,}", *map(_format_false, counts), *absent))
    counts = [found for several in nulls.values() for found, _ in several]
    n_false, allowed = np.count_nonzero(counts), binomial_bound(len(counts), MAX_FALSE_SHARE)
    verdict = f"{n_false} of {len(counts)} have tribes ({n_false / len(counts):.1%}; allowed {allowed})"
    return Table(
        "Networks without groups: how many have tribes",
        ("model", "people", *EVENTS),
        [*rows, ("all", verdict)],
    )


def _format_false(counts):
    found = [count for count in counts if count]
    return f"{len(found)} of {len(counts)}" + (f" ({', '.join(map(str, found))})" if found else "")


def tabulate_p_values(nulls, sizes):
    """Compare the p-values of groups in networks without groups with the uniform distribution."""
    rows = []
    for size in [*((size,) for size in sizes), tuple(sizes)]:
        found = [p for (*_, n_people), several in nulls.items() if n_people in size for _, p in several]
        found = [p_values for p_values in found if len(p_values)]
        generator = np.random.default_rng(0)
        drawn = [generator.choice(p_values) for p_values in found]  # one group of each network
        smallest = np.array([adjust_p_values(p_values).min() for p_values in found])
        n_small = np.count_nonzero(smallest <= MAX_SMALL_SHARE)
        everything = np.concatenate(found)
        rows.append(
            (
                "all" if len(size) > 1 else f"{size[0]:,}",
                f"{len(found):,}",
                *(f"{np.mean(everything <= level):.1%}" for level in (0.05, 0.2, 0.5)),
                f"{stats.kstest(drawn, 'uniform', alternative='greater').pvalue:.2g}",
                f"{n_small / len(found):.1%}",
                f"{n_small} (allowed {binomial_bound(len(found), MAX_SMALL_SHARE)})",
            )
        )
    heads = (
        "p ≤ 0.05",
        "p ≤ 0.2",
        "p ≤ 0.5",
        "p of smaller than uniform",
        "smallest adjusted p ≤ 0.05",
        "networks",
    )
    return Table("p-values of groups in these networks", ("people", "networks", *heads), rows)


def binomial_bound(n_networks, share):
    """Return the largest number of networks that a share allows at 99 %."""
    return int(stats.binom.ppf(BOUND_LEVEL, n_networks, share))


def find_tribes(graph, seed):
    """Return the tribes of a graph with all defaults."""
    return tb.find_tribes(tb.from_networkx(graph, progress=False), seed=seed, progress=False)


def tabulate_one_group(found):
    """Count how often one group among others is found, and the others who get a tribe."""
    rows = [_count_one_group(n_people, several) for n_people, several in found.items()]
    heads = ("people", "networks", "group found", "others in a tribe")
    return Table("One group of 20 among people who turn to anybody", heads, rows)


def _count_one_group(n_people, several):
    n_found, others_in_tribe = 0, []
    for tribes in several:
        labels = dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True))
        group = [labels[user] for user in range(ONE_GROUP)]
        most = max(set(group), key=group.count)
        n_found += most >= 0 and group.count(most) >= 0.8 * ONE_GROUP
        others = [labels[user] for user in range(ONE_GROUP, n_people)]
        others_in_tribe.append(np.mean([tribe >= 0 for tribe in others]))
    return f"{n_people}", str(len(several)), str(n_found), f"{np.mean(others_in_tribe):.1%}"


def tabulate_power(partitions):
    """Count the planted partitions with tribes, and measure the agreement of these with the groups."""
    rows = [_measure_power(*key, several) for key, several in partitions.items()]
    heads = ("planted groups", "people", "signal / limit", "networks", "verdict", "with tribes", "AMI")
    return Table("Planted partitions: how many have tribes", heads, rows)


def _measure_power(n_groups, n_people, signal, several):
    agreement = []
    for tribes in several:
        known = np.array(tribes.network.users) // (n_people // n_groups)
        alone = len(known) + np.arange(len(known))
        labels = np.where(tribes.labels >= 0, tribes.labels, alone)
        agreement.append(tb.metrics.adjusted_mutual_information(labels, known))
    n_clear = sum(tribes.verdict.has_tribes for tribes in several)
    n_with_tribes = sum(len(tribes) > 0 for tribes in several)
    numbers = str(n_groups), f"{n_people:,}", f"{signal:g}"
    counts = map(str, (len(several), n_clear, n_with_tribes))
    return (*numbers, *counts, f"{np.mean(agreement):.2f}")
