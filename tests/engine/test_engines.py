"""The same expressions on two engines, written once; tests/spark runs them on Spark."""

from __future__ import annotations

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.database import connection
from tribus._engine.plans import count_rows, materialise
from tribus.events.clean_rows import clean_rows, summarise_rows
from tribus.events.kinds import KINDS, code_kinds, read_kind_names
from tribus.events.pairs import sum_pairs, sum_trials
from tribus.events.select import select_users
from tribus.events.selection import Selection
from tribus.events.users import ids_of_ends, number_users, put_numbers

DAY = 86_400_000_000
NOW = 1_600_000_000_000_000
NAMES = np.array([*(f"u{i}" for i in range(30)), "ñandú", "漢🙂", "Z", "a b", None], dtype=object)


def typed_rows(n_rows=3_000):
    """Rows as they come from a table, with every fault that they can have."""
    random = np.random.default_rng(5)
    draw = random.choice
    return pa.table(
        {
            "source": pa.array(draw(NAMES, n_rows), pa.string()),
            "target": pa.array(draw(NAMES, n_rows), pa.string()),
            "kind": pa.array(draw([*KINDS, "RT "], n_rows)),
            "time": pa.array(draw([None, -1, *(NOW - DAY * np.arange(0, 90, 7))], n_rows), pa.int64()),
            "count": pa.array(draw([0, 1, 2, 0.25], n_rows) * COUNT_PARTS).cast(pa.int64()),
            "post": pa.array(draw([None, "p1", "p2", "p3"], n_rows), pa.string()),
        }
    )


def run(frame):
    """Everything that happens to rows between the columns of a table and the table of pairs."""
    names = read_kind_names({"rt": "repost"})
    users = number_users(*ids_of_ends(frame))
    numbered = materialise(put_numbers(code_kinds(frame, names), users.lazy()))
    facts, n_users = summarise_rows(numbered.lazy()), count_rows(users.lazy())
    events, report = clean_rows(numbered.lazy(), facts, n_users=n_users)
    pairs = sum_pairs(events.lazy(), n_users=n_users, half_life=30.0 * DAY, now=NOW)
    trials = sum_trials(events.lazy(), [10.0 * DAY], NOW - 40 * DAY, n_users=n_users)
    chosen = pa.table({"number": pa.array(range(0, n_users, 2), pa.int32()), "id": NAMES[:n_users:2]})
    everything = Selection(events.lazy(), users.lazy(), None, None, None)
    selected = select_users(everything, chosen, inside=True).rows
    ids = users.lazy().sort("number").collect("pyarrow").to_native().select(["id", "number"])
    return {
        "users": ids.cast(pa.schema({"id": pa.string(), "number": pa.int32()})),
        "facts": facts,
        "report": report,
        "selected": count_rows(selected),
        "pairs": pairs.sort_by([(name, "ascending") for name in ("source", "target", "kind")]),
        "trials": trials.sort_by([(name, "ascending") for name in ("source", "target")]),
    }


@pytest.fixture(scope="module")
def expected():
    return run(nw.from_native(connection().from_arrow(typed_rows())))


def test_the_embedded_database_finds_every_fault(expected):
    report = dict(expected["report"].items())
    not_of_rows = {"undone", "undated", "not_selected"}
    assert {name for name, rows in report.items() if not rows} == not_of_rows
    assert report["rows"] == 3_000
    assert len(expected["users"]) == len(NAMES) - 1
    assert 0 < expected["selected"] < report["kept"]
    assert expected["pairs"].schema.types == [
        pa.int32(),
        pa.int32(),
        pa.int8(),
        pa.float64(),
        pa.float64(),
    ]


def test_polars_gives_the_identical_tables(expected):
    found = run(nw.from_native(pl.from_arrow(typed_rows()).lazy()))
    assert found == expected


def test_frames_of_the_database_are_kept_in_it():
    kept = materialise(nw.from_native(connection().from_arrow(typed_rows(10))))
    assert isinstance(kept.lazy().to_native(), duckdb.DuckDBPyRelation)
