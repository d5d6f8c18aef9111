"""Rewired networks, in which nobody belongs together: how often are tribes found?"""

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.networks import READERS
from tests.studies.tribes import read

SWAPS_PER_ROW = 10
MAX_ROUNDS = 1000  # in each, every row tries once to swap its target with another
HEADS = ("rewired", "networks", "tribeless", "share", "tribes in the others")


def tables(options):
    """Return the number of rewired networks of each kind without tribes."""
    found = {
        f"{name}, {method}": [count_tribes(rewire_table(table, seed)) for seed in range(options.nulls)]
        for name, table in open_tables()
        for method, rewire_table in METHODS.items()
    }
    everything = [count for counts in found.values() for count in counts]
    rows = [_write(name, counts) for name, counts in {**found, "all": everything}.items()]
    return [Table("Rewired networks: everybody is as active, and nobody belongs together", HEADS, rows)]


def open_tables():
    """Yield the pairs of each real network, and of a synthetic society, with counts by kind."""
    for name in READERS:
        if name != "lastfm":  # the largest, left out for its time
            yield name, add_up_pairs(read(name)[0])
    yield "synthetic society", add_up_pairs(tb.datasets.make_society(seed=0).events)


def add_up_pairs(events):
    """Return one row per source, target and kind, with its count."""
    network = tb.build_network(events, half_life=None, progress=False)
    structure, tables = network.evidence.structure, []
    for kind, counts in network.evidence.counts.items():
        present = counts > 0
        ends = {"source": structure.rows[present], "target": structure.indices[present]}
        tables.append(pd.DataFrame({**ends, "count": counts[present], "kind": kind}))
    return pd.concat(tables, ignore_index=True)


def rewire(table, seed):
    """Swap targets within each kind, so that all users keep their numbers of targets and sources.

    Counts stay with their source. There are no self-interactions and no duplicate pairs.
    """
    generator = np.random.default_rng(seed)
    return pd.concat([_rewire_kind(rows, generator) for _, rows in table.groupby("kind")])


def rewire_ties(table, seed):
    """Swap ends of ties of any kind, so that all users keep their number of ties; all are mutual."""
    ends = np.sort(table[["source", "target"]].to_numpy(np.int64), axis=1)
    one, other = _mix(*np.unique(ends, axis=0).T, np.random.default_rng(seed), _encode_tie, flip=True)
    pairs = pd.DataFrame({"source": one, "target": other, "count": 1.0, "kind": "mention"})
    return pd.concat([pairs, pairs.rename(columns={"source": "target", "target": "source"})])


METHODS = {"links": rewire, "mutual ties": rewire_ties}


def _rewire_kind(rows, generator):
    ends = rows["source"].to_numpy(np.int64), rows["target"].to_numpy(np.int64)
    return rows.assign(target=_mix(*ends, generator, _encode_link, flip=False)[1])


def _mix(source, target, generator, encode, *, flip):
    """Swap targets until each was swapped often enough; `flip` turns pairs at random first."""
    swapped = 0
    for _ in range(MAX_ROUNDS):
        if flip:
            flipped = generator.random(len(source)) < 1 / 2
            source, target = np.where(flipped, target, source), np.where(flipped, source, target)
        before, target = target, _swap(source, target, generator, encode)
        swapped += np.count_nonzero(before != target)
        if swapped > SWAPS_PER_ROW * len(source):
            break
    return source, target


def _encode_link(source, target):
    return source << 32 | target


def _encode_tie(one, other):
    return np.minimum(one, other) << 32 | np.maximum(one, other)


def _swap(source, target, generator, encode):
    """Return targets after each tried one swap; `encode` returns the number of a pair."""
    order = generator.permutation(len(source))
    one, other = order[: len(source) // 2], order[len(source) // 2 : len(source) // 2 * 2]
    wanted, swapped = target.copy(), target.copy()
    wanted[one], wanted[other] = target[other], target[one]
    key, known = encode(source, wanted), encode(source, target)
    _, index, times = np.unique(key, return_inverse=True, return_counts=True)
    bad = (wanted == source) | (times[index] > 1) | (np.isin(key, known) & (key != known))
    good = ~(bad[one] | bad[other])
    swapped[one[good]], swapped[other[good]] = wanted[one[good]], wanted[other[good]]
    return swapped


def count_tribes(table):
    """Return the number of tribes that the defaults find in a table of pairs."""
    events = tb.Events.from_frame(table, count="count")
    return len(tb.find_tribes(tb.build_network(events, half_life=None, progress=False), progress=False))


def _write(name, counts):
    tribeless = sum(count == 0 for count in counts)
    others = ", ".join(str(count) for count in counts if count)
    return name, str(len(counts)), str(tribeless), f"{tribeless / len(counts):.1%}", others
