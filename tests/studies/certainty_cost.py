"""Certainty: its share of the cost of `find_tribes`, and its agreement with `check_stability`."""

import time

import numpy as np

import tribus as tb
from tests.benchmarks.report import Table
from tests.studies.tribes import read
from tribus._display.progress import progress_bar
from tribus.community.leiden import search_each
from tribus.inference.fresh_data import N_RESAMPLES
from tribus.inference.sampler import GroupSampler
from tribus.tribes.find import _measure_certainty

NAMES = ("politics-uk", "us-senators", "olympics", "email-eu-core", "lastfm")
COMPARED = ("us-senators",)  # with check_stability, which costs as much as all runs
SOCIETY = "synthetic society"
RUNS = 20


def tables(_options):
    """Return the cost of certainty, and its differences from `check_stability`."""
    networks = {name: tb.build_network(read(name)[0], progress=False) for name in NAMES}
    networks[SOCIETY] = tb.build_network(tb.datasets.make_society(seed=0).events, progress=False)
    tb.find_tribes(networks[SOCIETY], progress=False)  # compiles
    costs = [(name, *measure_cost(network)) for name, network in networks.items()]
    compared = [(name, *compare_with_runs(networks[name])) for name in (SOCIETY, *COMPARED)]
    return [
        Table("Cost of certainty", ("network", "levels", "CPU seconds", "of find_tribes"), costs),
        Table(
            f"Certainty of find_tribes and of check_stability with {RUNS} runs",
            ("network", "users", "mean", "mean with runs", "mean difference of a user"),
            compared,
        ),
    ]


def measure_cost(network):
    """Return the number of levels, the cost of all certainties, and its share of `find_tribes`."""
    began = time.process_time()
    tribes = tb.find_tribes(network, progress=False)
    total = time.process_time() - began
    cost = _repeat_certainty(tribes)
    return str(len(tribes.levels)), f"{cost:.3f}", f"{cost / total:.1%}"


def _repeat_certainty(tribes):
    """Return the CPU seconds of what certainty needs beside the resamples that are drawn anyway."""
    network, at = tribes.network, [level.resolution for level in tribes.levels]
    with progress_bar(total=0, what="", shown=False) as bar:
        sampler = GroupSampler.of_network(network, search_each, seed=0, bar=bar)
        groups = zip(*sampler.search_resamples(at, range(N_RESAMPLES)), strict=True)
        resampled = dict(zip(at, groups, strict=True))
        began = time.process_time()
        _measure_certainty(sampler, tribes.levels.found, resampled)
        return time.process_time() - began


def compare_with_runs(network):
    """Return the mean certainty of both functions, and the mean difference of a user."""
    stability = tb.check_stability(network, runs=RUNS, processes=1, progress=False)
    own, of_runs = stability.tribes.certainty, stability.certainty
    means = (f"{np.nanmean(values):.3f}" for values in (own, of_runs))
    return f"{np.isfinite(own).sum():,}", *means, f"{np.nanmean(np.abs(own - of_runs)):.3f}"
