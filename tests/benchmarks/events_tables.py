"""Synthetic tables of events, as Parquet and as CSV."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from tests.benchmarks.graphs import draw_ties, groups_path, plant_groups

ROWS_A_USER = 20
PAIRS_A_USER = 7.4  # ordered pairs per user; with rows drawn by rate, a third are distinct
ANSWERED = 0.4
MIXING = 0.3
REPEATED, SELF = (
    0.005,
    0.002,
)  # shares of duplicate rows and of self-interactions
KINDS = {"like": 0.35, "reply": 0.3, "mention": 0.14, "repost": 0.12, "follow": 0.05, "quote": 0.04}
BEGIN, SECONDS = 1_700_000_000, 365 * 86_400
BATCH = 2_500_000


def open_table(folder, rows, ending, seed=0):
    """Return the path of the table, created if absent; the groups of its users are next to it."""
    path = Path(folder) / f"events_{rows}.{ending}"
    if not path.exists():
        unfinished = path.with_name(f"unfinished-{path.name}")
        with open_writer(unfinished) as writer:
            groups = write_rows(writer, rows, seed)
        np.save(groups_path(path), groups)
        unfinished.rename(path)
    return path


def open_writer(path):
    """Return a writer of batches for the file type."""
    if path.suffix == ".csv":
        return pa.csv.CSVWriter(path, SCHEMA)
    return pa.parquet.ParquetWriter(path, SCHEMA)


SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("target", pa.string()),
        ("kind", pa.string()),
        ("time", pa.timestamp("s", tz="UTC")),
    ]
)


def write_rows(writer, rows, seed=0):
    """Write the rows in batches, ordered by time, and return the group of each user.

    User `user_17` is number 17 of the groups.
    """
    random = np.random.default_rng(seed)
    groups = plant_groups(random, max(rows // ROWS_A_USER, 100))
    sources, targets, rates = draw_dealings(random, groups)
    names = name_users(len(groups))
    reach = np.cumsum(rates)
    batches = -(-rows // BATCH)
    for batch in range(batches):
        begin, end = rows * batch // batches, rows * (batch + 1) // batches
        span = BEGIN + SECONDS * batch // batches, BEGIN + SECONDS * (batch + 1) // batches
        drawn = np.searchsorted(reach, np.sort(random.random(end - begin)) * reach[-1])
        drawn = random.permutation(np.minimum(drawn, len(reach) - 1))
        columns = draw_columns(random, sources[drawn], targets[drawn], span)
        writer.write_table(_to_table(names, *columns))
    return groups


def draw_dealings(random, groups):
    """Return ordered pairs and their rates; answers are rarer than questions."""
    one, other = draw_ties(random, groups, MIXING, int(PAIRS_A_USER * len(groups)))
    swap = random.random(len(one)) < 0.5
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    rates = random.lognormal(0.0, 1.0, len(one))
    answered = random.random(len(one)) < ANSWERED
    answers = rates[answered] * random.random(answered.sum())
    sources = np.concatenate([one, other[answered]])
    targets = np.concatenate([other, one[answered]])
    return sources, targets, np.concatenate([rates, answers])


def draw_columns(random, sources, targets, span):
    """Add kinds and times, duplicates and self-interactions."""
    count = len(sources)
    kinds = random.choice(len(KINDS), count, p=list(KINDS.values())).astype(np.int8)
    times = np.sort(random.integers(*span, count))
    oneself = random.random(count) < SELF
    targets = np.where(oneself, sources, targets)
    copied = np.flatnonzero(random.random(count - 1) < REPEATED)
    columns = sources.copy(), targets.copy(), kinds, times
    for column in columns:
        column[copied + 1] = column[copied]
    return columns


def name_users(count):
    """Return names as text, so that readers must encode them."""
    numbers = pa.array(np.arange(count)).cast(pa.string())
    return pa.compute.binary_join_element_wise("user", numbers, "_")


def _to_table(names, sources, targets, kinds, times):
    columns = [
        names.take(pa.array(sources)),
        names.take(pa.array(targets)),
        pa.array(list(KINDS)).take(pa.array(kinds)),
        pa.array(times).cast(SCHEMA.field("time").type),
    ]
    return pa.table(columns, schema=SCHEMA)
