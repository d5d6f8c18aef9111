"""Networks rewired by chance, in which nobody belongs together: how often tribes are found there."""

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.networks import READERS
from tests.studies.tribes import read

TURNS = 20  # in each of which every row tries once to swap its target with another
HEADS = ("rewired", "networks", "tribeless", "share", "tribes in the others")


def tables(options):
    """How many rewired networks of each kind are called tribeless."""
    found = {
        name: [count_tribes(rewire(table, seed)) for seed in range(options.nulls)]
        for name, table in open_tables()
    }
    everything = [count for counts in found.values() for count in counts]
    rows = [_write(name, counts) for name, counts in {**found, "all": everything}.items()]
    return [Table("Networks in which everybody is as active, and nobody belongs together", HEADS, rows)]


def open_tables():
    """Pairs of each real network, and of a made society, with counts by kind."""
    for name in READERS:
        if name != "lastfm":  # the largest, left out for its time
            yield name, add_up_pairs(read(name)[0])
    yield "made society", add_up_pairs(tb.datasets.make_society(seed=0).events)


def add_up_pairs(events):
    """One row a source, target and kind, with its count."""
    network = tb.build_network(events, half_life=None, progress=False)
    pattern, tables = network.evidence.pattern, []
    for kind, counts in network.evidence.counts.items():
        there = counts > 0
        ends = {"source": pattern.rows[there], "target": pattern.indices[there]}
        tables.append(pd.DataFrame({**ends, "count": counts[there], "kind": kind}))
    return pd.concat(tables, ignore_index=True)


def rewire(table, seed):
    """Swap targets, each kind by itself, so that all keep to how many they turn, and how many to them.

    Counts stay with their source; nobody turns to themselves, and no pair comes twice.
    """
    generator = np.random.default_rng(seed)
    return pd.concat([_rewire_kind(rows, generator) for _, rows in table.groupby("kind")])


def _rewire_kind(rows, generator):
    source, target = rows["source"].to_numpy(np.int64), rows["target"].to_numpy(np.int64).copy()
    for _ in range(TURNS):
        order = generator.permutation(len(rows))
        one, other = order[: len(rows) // 2], order[len(rows) // 2 : len(rows) // 2 * 2]
        wanted = target.copy()
        wanted[one], wanted[other] = target[other], target[one]
        key = source << 32 | wanted
        _, place, times = np.unique(key, return_inverse=True, return_counts=True)
        taken = np.isin(key, source << 32 | target) & (wanted != target)  # a pair that is there already
        bad = (wanted == source) | (times[place] > 1) | taken
        good = ~(bad[one] | bad[other])
        target[one[good]], target[other[good]] = wanted[one[good]], wanted[other[good]]
    return rows.assign(target=target)


def count_tribes(table):
    """How many tribes defaults find in a table of pairs."""
    events = tb.Events.from_frame(table, count="count")
    return len(tb.find_tribes(tb.build_network(events, half_life=None, progress=False), progress=False))


def _write(name, counts):
    tribeless = sum(count == 0 for count in counts)
    others = ", ".join(str(count) for count in counts if count)
    return name, str(len(counts)), str(tribeless), f"{tribeless / len(counts):.0%}", others
