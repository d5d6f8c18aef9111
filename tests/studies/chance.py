"""Networks rewired by chance, in which nobody belongs together: how often tribes are found there."""

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.networks import READERS
from tests.studies.tribes import read

ENOUGH = 10  # swaps of each row
TURNS = 1000  # at most; in each every row tries once to swap its target with another
HEADS = ("rewired", "networks", "tribeless", "share", "tribes in the others")


def tables(options):
    """How many rewired networks of each kind are called tribeless."""
    found = {
        f"{name}, {what}": [count_tribes(how(table, seed)) for seed in range(options.nulls)]
        for name, table in open_tables()
        for what, how in HOW.items()
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
    structure, tables = network.evidence.structure, []
    for kind, counts in network.evidence.counts.items():
        there = counts > 0
        ends = {"source": structure.rows[there], "target": structure.indices[there]}
        tables.append(pd.DataFrame({**ends, "count": counts[there], "kind": kind}))
    return pd.concat(tables, ignore_index=True)


def rewire(table, seed):
    """Swap targets, each kind by itself, so that all keep to how many they turn, and how many to them.

    Counts stay with their source; nobody turns to themselves, and no pair comes twice.
    """
    generator = np.random.default_rng(seed)
    return pd.concat([_rewire_kind(rows, generator) for _, rows in table.groupby("kind")])


def rewire_ties(table, seed):
    """Swap ends of ties, whatever they are of, so that all keep how many they have; all are mutual."""
    ends = np.sort(table[["source", "target"]].to_numpy(np.int64), axis=1)
    one, other = _mix(*np.unique(ends, axis=0).T, np.random.default_rng(seed), _tell_tie, turns=True)
    there = pd.DataFrame({"source": one, "target": other, "count": 1.0, "kind": "mention"})
    return pd.concat([there, there.rename(columns={"source": "target", "target": "source"})])


HOW = {"links": rewire, "mutual ties": rewire_ties}


def _rewire_kind(rows, generator):
    ends = rows["source"].to_numpy(np.int64), rows["target"].to_numpy(np.int64)
    return rows.assign(target=_mix(*ends, generator, _tell_link, turns=False)[1])


def _mix(source, target, generator, tell, *, turns):
    """Swap targets until all were swapped often enough; first each pair `turns` or not, by chance."""
    swapped = 0
    for _ in range(TURNS):
        if turns:
            turned = generator.random(len(source)) < 1 / 2
            source, target = np.where(turned, target, source), np.where(turned, source, target)
        before, target = target, _swap(source, target, generator, tell)
        swapped += np.count_nonzero(before != target)
        if swapped > ENOUGH * len(source):
            break
    return source, target


def _tell_link(source, target):
    return source << 32 | target


def _tell_tie(one, other):
    return np.minimum(one, other) << 32 | np.maximum(one, other)


def _swap(source, target, generator, tell):
    """Targets after each tried once to swap with another; `tell` gives the number of a pair."""
    order = generator.permutation(len(source))
    one, other = order[: len(source) // 2], order[len(source) // 2 : len(source) // 2 * 2]
    wanted, swapped = target.copy(), target.copy()
    wanted[one], wanted[other] = target[other], target[one]
    key, known = tell(source, wanted), tell(source, target)
    _, place, times = np.unique(key, return_inverse=True, return_counts=True)
    bad = (wanted == source) | (times[place] > 1) | (np.isin(key, known) & (key != known))
    good = ~(bad[one] | bad[other])
    swapped[one[good]], swapped[other[good]] = wanted[one[good]], wanted[other[good]]
    return swapped


def count_tribes(table):
    """How many tribes defaults find in a table of pairs."""
    events = tb.Events.from_frame(table, count="count")
    return len(tb.find_tribes(tb.build_network(events, half_life=None, progress=False), progress=False))


def _write(name, counts):
    tribeless = sum(count == 0 for count in counts)
    others = ", ".join(str(count) for count in counts if count)
    return name, str(len(counts)), str(tribeless), f"{tribeless / len(counts):.1%}", others
