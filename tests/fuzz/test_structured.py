"""What tribus reads of a table is what Python's own readers find in it."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.structured import (
    make_pairs,
    make_rows,
    pairs_of_csv,
    pairs_of_json,
    write_csv,
    write_damaged_lines,
    write_open_quotes,
)
from tribus import read_events


def pairs_of(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], strict=True))


@pytest.mark.parametrize("seed", range(20))
def test_valid_csv_gives_the_rows_that_python_finds(seed, tmp_path):
    random = Random(seed)
    path = tmp_path / "rows.csv"
    path.write_bytes(write_csv(make_rows(random), random))
    events = read_events(path, strict=True, progress=False)
    assert pairs_of(events) == pairs_of_csv(path.read_bytes())


@pytest.mark.parametrize("seed", range(20))
def test_every_line_of_csv_with_open_quotes_is_read_or_counted(seed, tmp_path):
    path = tmp_path / "rows.csv"
    content, n_rows = write_open_quotes(Random(seed))
    path.write_bytes(content)
    events = read_events(path, bad_lines=1.0, progress=False)
    (reading,) = events.reading
    assert reading.read == n_rows
    assert set(pairs_of(events)) <= set(make_pairs(n_rows))


@pytest.mark.parametrize("seed", range(20))
def test_json_lines_give_the_rows_that_python_finds(seed, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(write_damaged_lines(Random(seed)))
    pairs, n_damaged = pairs_of_json(path.read_bytes())
    events = read_events(path, kind="reply", bad_lines=1.0, progress=False)
    assert pairs_of(events) == pairs
    assert sum(events.reading[0].skipped.values()) >= n_damaged
