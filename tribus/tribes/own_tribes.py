"""The personal tribes of everybody, written in batches."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa

from tribus._engine.spark_frames import append_batches
from tribus._export.endings import check_ending
from tribus._export.replacing import replace_when_complete
from tribus.tribes.relations import ELSEWHERE, FRIEND, HEARS, LISTENS, RELATIONS
from tribus.tribes.roles.assign import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from pyspark.sql import SparkSession

    from tribus._core.arrays import Ints, Ints64
    from tribus.network import Network
    from tribus.tribes.result import Tribes

ROWS_PER_BATCH = 1_000_000  # about 150 MB while they are made


class HasOwnTribes:
    """Tribes whose personal tribes can be written together."""

    def write_own_tribes(self, path: str | PathLike[str], *, engine: SparkSession | None = None) -> None:
        """Write the personal tribes of all users as Parquet, without holding them all in memory.

        Parameters
        ----------
        path
            With a Spark session any path that it reaches, where nothing is yet; it becomes a folder.
            Otherwise a file whose name ends in `.parquet` or `.pq`; an older file is replaced when the
            new one is complete.
        engine
            A Spark session that writes the rows. None, the default: this process does.

        Raises
        ------
        OptionError
            If the name has another ending, `engine` is no session or is stopped, or there is something
            at `path` on Spark.

        Notes
        -----
        One row for each user and member, the members of a user in the order of `PersonalTribe.to_frame`:
        `user` and `member`, as given; `relation` of the member to the user (text: friend, friend
        elsewhere, heard, listening); `tribe` of the member (int32, -1 for none) and `role` there (text);
        `bond` and `affinity` of the two (float64). Members to meet have no tie, and are only in
        `tribes.of(user)`. Users without ties have no row. A tie gives two rows.

        Rows are made and written a million at a time. If writing on Spark fails, the rows before remain
        at `path`.

        Examples
        --------
        >>> import tempfile, pandas as pd, tribus as tb
        >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
        >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     tribes.write_own_tribes(f"{folder}/own.parquet")
        ...     len(pd.read_parquet(f"{folder}/own.parquet")) == 2 * tribes.network.n_ties
        True
        """
        batches = iterate_batches(cast("Tribes", self))
        if engine is not None:
            append_batches(batches, engine, str(path))
            return
        _write_file(batches, path)


def _write_file(batches: Iterator[pa.Table], path: str | PathLike[str]) -> None:
    import pyarrow.parquet as pq

    check_ending(path, (".parquet", ".pq"), what="write_own_tribes writes Parquet")
    first = next(batches)
    with replace_when_complete(path) as new, pq.ParquetWriter(new, first.schema) as writer:
        writer.write_table(first)
        for batch in batches:
            writer.write_table(batch)


def iterate_batches(tribes: Tribes) -> Iterator[pa.Table]:
    """Yield the rows of `write_own_tribes`, all rows of a user in one table."""
    structure = tribes.network.evidence.structure
    ends = np.arange(ROWS_PER_BATCH, structure.indptr[-1], ROWS_PER_BATCH)
    cuts = np.unique([0, *np.searchsorted(structure.indptr, ends), structure.n_users])
    for first, last in pairwise(cuts):
        yield _list_members(tribes, int(first), int(last))


def _list_members(tribes: Tribes, first: int, last: int) -> pa.Table:
    """Return the rows of the users from one row of the network to before another."""
    network, labels = tribes.network, tribes.labels
    structure, evidence = network.evidence.structure, network.evidence
    entries = slice(int(structure.indptr[first]), int(structure.indptr[last]))
    col = structure.indices[entries].astype(np.int64)
    row = np.repeat(np.arange(first, last, dtype=np.int32), np.diff(structure.indptr[first : last + 1]))
    friends = evidence.friends[entries]
    given = evidence.exchange(faded=False, entries=entries)
    received = evidence.exchange(faded=False, entries=structure.reverse[entries])
    relation = np.where(
        friends,
        np.where(labels[col] == labels[row], FRIEND, ELSEWHERE),
        np.where(given >= received, HEARS, LISTENS),
    )
    bond, affinity = network.bond_values[entries], network.affinity_values[entries]
    strength = np.where(friends, bond, evidence.expect_replies_on(row, entries))
    order = np.lexsort((col, -affinity, -strength, ~friends, row))
    order = order[(friends | (evidence.link_types[entries] > 0))[order]]
    return pa.table(
        {
            "user": _take_ids(network, row[order]),
            "member": _take_ids(network, col[order]),
            "relation": pa.array(RELATIONS, pa.string()).take(pa.array(relation[order])),
            "tribe": pa.array(labels[col[order]].astype(np.int32)),
            "role": pa.array(ROLES, pa.string()).take(pa.array(tribes.assignment.role[col[order]])),
            "bond": pa.array(bond[order]),
            "affinity": pa.array(affinity[order]),
        }
    )


def _take_ids(network: Network, rows: Ints | Ints64) -> pa.Array:
    return network.evidence.ids.take(pa.array(rows))
