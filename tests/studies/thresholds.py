"""Thresholds: density ratios of the rest, next to those of planted groups."""

import numpy as np

from tests.benchmarks.report import Table
from tribus.community.leiden import search_each
from tribus.inference.rest import MAX_DENSITY_RATIO, measure_density_ratio

HEADS = ("network", "with tribes", "lowest", "median", "highest")


def tabulate_density_ratio(one_groups, partitions):
    """List the ties per pair inside the largest group, relative to its ties per pair with others."""
    kinds = {f"one group among {n_people}": several for n_people, several in one_groups.items()}
    rows = [
        list_values(name, several, find_density_ratio, lambda ratio: ratio <= MAX_DENSITY_RATIO)
        for name, several in (kinds | _name_partitions(partitions)).items()
    ]
    title = f"Density ratio of the largest group: up to {MAX_DENSITY_RATIO:g} it is the rest"
    return Table(title, (*HEADS, f"up to {MAX_DENSITY_RATIO:g}"), rows)


def find_density_ratio(tribes):
    """Return the density ratio of the largest group before the groups are tested."""
    [(_, labels)] = search_each(tribes.network.to_scipy(), [tribes.resolution], seed=0)
    labels = np.unique(labels, return_inverse=True)[1].astype(np.int32)
    evidence = tribes.network.evidence
    return measure_density_ratio(evidence.structure, evidence.mutual(), labels)[1]


def _name_partitions(partitions):
    return {
        f"{n_groups} groups of {n_people // n_groups}, {signal:g} x the limit": several
        for (n_groups, n_people, signal), several in partitions.items()
    }


def list_values(name, several, measure, is_marked):
    """Return a row of the networks with tribes: the range of a quantity, and how many are marked."""
    values = np.array([measure(tribes) for tribes in several if len(tribes)])
    n_marked = sum(map(is_marked, values))
    values = values[np.isfinite(values)]
    numbers = [np.min, np.median, np.max] if len(values) else []
    cells = [f"{number(values):.2f}" for number in numbers] or ["", "", ""]
    n_with_tribes = sum(len(tribes) > 0 for tribes in several)
    return name, f"{n_with_tribes} of {len(several)}", *cells, f"{n_marked} of {n_with_tribes}"
