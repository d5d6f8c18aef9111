"""The same table to the same matrix, in scripts of a competent analyst without tribus.

Each gives the users' names, one row a pair and kind (codes of the users, the kind, how often, how often
after fading), and a CSR of faded counts. The plain versions clean nothing. `duckdb_cleaned` does what
tribus does to these tables: drops what people did to themselves, counts the same event (and the same
follow) once, says how many rows went, and lets follows stand.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

DECAY_RATE = math.log(2) / (30 * 86_400)  # per second, for a half-life of 30 days


@dataclass
class Built:
    """The result of a script."""

    users: Any
    pairs: dict
    weights: sparse.csr_array
    dropped: int = 0


def duckdb_plain(path):
    """DuckDB: aggregate by name in one pass, then encode names; encoding first took longer."""
    connection = _open_duckdb(path)
    connection.execute(f"""
        CREATE TABLE named AS
        SELECT source, target, kind, count(*) AS count,
               sum(exp((epoch(time) - last) * {DECAY_RATE})) AS faded
        FROM rows, (SELECT epoch(max(time)) AS last FROM rows)
        GROUP BY source, target, kind""")
    _number_users(connection, "named")
    connection.execute("""
        CREATE TABLE pairs AS
        SELECT s.code AS source, t.code AS target, kind, count, faded
        FROM named JOIN users s ON named.source = s.id JOIN users t ON named.target = t.id""")
    return _fetch(connection)


def duckdb_cleaned(path):
    """DuckDB with the cleaning of tribus; encoding first keeps every user."""
    connection = _open_duckdb(path)
    _number_users(connection, "rows")
    connection.execute("""
        CREATE TABLE events AS
        SELECT s.code AS source, t.code AS target, kind, epoch(time)::BIGINT AS time
        FROM rows JOIN users s ON rows.source = s.id JOIN users t ON rows.target = t.id""")
    connection.execute("""
        CREATE TABLE once AS
        SELECT DISTINCT source, target, kind, CASE WHEN kind <> 'follow' THEN time END AS time
        FROM events WHERE source <> target""")
    connection.execute(f"""
        CREATE TABLE pairs AS
        SELECT source, target, kind, count(*) AS count,
               sum(coalesce(exp((time - last) * {DECAY_RATE}), 1)) AS faded
        FROM once, (SELECT max(time) AS last FROM events)
        GROUP BY source, target, kind""")
    rows = connection.sql("SELECT (SELECT count(*) FROM events) - (SELECT count(*) FROM once)")
    return _fetch(connection, dropped=rows.fetchall()[0][0])


def _open_duckdb(path):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
    connection.execute(f"CREATE VIEW rows AS FROM '{path}'")
    return connection


def _number_users(connection, table):
    connection.execute(f"""
        CREATE TABLE users AS
        SELECT id, (row_number() OVER () - 1)::INTEGER AS code
        FROM (SELECT source AS id FROM {table} UNION SELECT target FROM {table})""")


def _fetch(connection, *, dropped=0):
    users = connection.sql("SELECT id FROM users ORDER BY code").to_arrow_table()
    pairs = connection.execute("SELECT source, target, kind, count, faded FROM pairs").fetchnumpy()
    return Built(users, pairs, _to_csr(len(users), **pairs), dropped)


def polars_plain(path):
    """Polars: encode names by an Enum, aggregate in one pass."""
    import polars as pl

    if path.endswith(".csv"):  # parse once; three scans would parse it three times
        rows = (
            pl.read_csv(path).lazy().with_columns(pl.col("time").str.to_datetime("%Y-%m-%d %H:%M:%SZ"))
        )
    else:
        rows = pl.scan_parquet(path)
    users = pl.concat([rows.select("source"), rows.select(source="target")]).unique().collect()["source"]
    codes = pl.Enum(users)
    last = rows.select(pl.col("time").max()).collect().item()
    age = (pl.lit(last) - pl.col("time")).dt.total_seconds()
    pairs = (
        rows.select(
            pl.col("source").cast(codes).to_physical(),
            pl.col("target").cast(codes).to_physical(),
            "kind",
            faded=(age * -DECAY_RATE).exp(),
        )
        .group_by("source", "target", "kind")
        .agg(count=pl.len(), faded=pl.col("faded").sum())
        .collect()
    )
    pairs = {name: pairs[name].to_numpy() for name in ("source", "target", "kind", "count", "faded")}
    return Built(users, pairs, _to_csr(len(users), **pairs))


def pandas_plain(path):
    """pandas: encode names and pairs by factorize; faster than a groupby."""
    import pandas as pd

    rows = pd.read_csv(path, parse_dates=["time"]) if path.endswith(".csv") else pd.read_parquet(path)
    codes, users = pd.factorize(pd.concat([rows["source"], rows["target"]], ignore_index=True))
    kind_codes, kinds = pd.factorize(rows["kind"])
    keys = (codes[: len(rows)] * len(users) + codes[len(rows) :]) * len(kinds) + kind_codes
    age = (rows["time"].max() - rows["time"]).dt.total_seconds().to_numpy()
    pair_of_row, keys = pd.factorize(keys)
    pairs = {
        "source": (keys // len(kinds) // len(users)).astype(np.int32),
        "target": (keys // len(kinds) % len(users)).astype(np.int32),
        "kind": keys % len(kinds),
        "count": np.bincount(pair_of_row),
        "faded": np.bincount(pair_of_row, np.exp(-DECAY_RATE * age)),
    }
    return Built(users, pairs, _to_csr(len(users), **pairs))


def _to_csr(users, *, source, target, faded, **_):
    weights = sparse.coo_array((faded, (source, target)), shape=(users, users)).tocsr()
    weights.sum_duplicates()
    return weights


METHODS = {
    "duckdb": duckdb_plain,
    "duckdb-cleaned": duckdb_cleaned,
    "polars": polars_plain,
    "pandas": pandas_plain,
}
