"""How many of those who are acted on act themselves."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tribus.events.kinds import KINDS
from tribus.events.overlap import Overlap, find_suspect, measure_overlap

FOLLOW, REPLY = KINDS.index("follow"), KINDS.index("reply")


def make_table(sources, targets, kinds):
    return pa.table({"source": sources, "target": targets, "kind": pa.array(kinds, pa.int8())})


def test_follows_and_missing_ends_do_not_count(engine):
    rows = engine(make_table([0, 1, None, 3], [1, 2, 0, 0], [REPLY, REPLY, REPLY, FOLLOW]))
    assert measure_overlap(rows) == Overlap(n_sources=2, n_targets=3, n_both=2)


@pytest.mark.parametrize(("n_shared", "is_suspect"), [(0, True), (1, True), (2, False), (50, False)])
def test_ends_with_fewer_than_two_percent_in_common_are_suspect(engine, n_shared, is_suspect):
    # 100 targets, of whom n_shared act: 2 % is the limit.
    sources, targets = np.arange(100) + (100 - n_shared), np.arange(100)
    found = find_suspect(engine(make_table(sources, targets, [REPLY] * 100)), n_rows=100)
    assert found == (Overlap(100, 100, n_shared) if is_suspect else None)


@pytest.mark.parametrize("limit", [1, 3, 1_000])
def test_rows_in_order_of_their_source_are_not_suspect(engine, monkeypatch, limit):
    # The first rows alone have one source; then all rows are read.
    monkeypatch.setattr("tribus.events.overlap.MAX_FIRST_ROWS", limit)
    sources, targets = np.repeat(np.arange(30), 29), np.tile(np.arange(29), 30)
    assert find_suspect(engine(make_table(sources, targets, [REPLY] * 870)), n_rows=870) is None
