"""Rows whose copies were counted give the events, and the report, of the rows themselves."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tribus._engine.plans import count_rows, materialise, to_arrow
from tribus._engine.times import IMPOSSIBLE
from tribus.events.clean_rows import clean_rows, summarise_rows
from tribus.events.kinds import KINDS
from tribus.events.whole_rows import clean_kept, count_copies, is_plain

HOUR = 3_600_000_000
FOLLOW, REPLY = KINDS.index("follow"), KINDS.index("reply")
TIMES = {
    "none": None,
    "clock": [None, HOUR, HOUR + 7, 2 * HOUR],
    "whole hours": [None, HOUR, 2 * HOUR],
    "impossible": [None, IMPOSSIBLE, HOUR, HOUR + 7],
}


def make_rows(times, *, kinds=(FOLLOW, REPLY), n_rows=600, seed=0):
    """Return rows of few users, so that most have copies; some ends are empty."""
    random = np.random.default_rng(seed)
    ends = {
        end: pa.array(
            [None if user == 6 else user for user in random.integers(0, 7, n_rows)], pa.int32()
        )
        for end in ("source", "target")
    }
    table = pa.table({**ends, "kind": pa.array(random.choice(kinds, n_rows), pa.int8())})
    if times is None:
        return table
    drawn = [times[number] for number in random.integers(0, len(times), n_rows)]
    return table.append_column("time", pa.array(drawn, pa.int64()))


def clean_both(rows):
    """Return the events and the report, without counts of copies and with them, and the facts."""
    facts = summarise_rows(rows)
    plain = clean_rows(rows, facts, n_users=6)
    counted = materialise(count_copies(rows))
    of_copies = clean_kept(counted, summarise_rows(counted.lazy()), n_users=6)
    return plain, of_copies, counted


@pytest.mark.parametrize("name", TIMES)
@pytest.mark.parametrize("kinds", [(FOLLOW, REPLY), (REPLY,), (FOLLOW,)])
def test_events_are_the_same_with_counted_copies(engine, name, kinds):
    rows = engine(make_rows(TIMES[name], kinds=kinds))
    (events, report), (found, found_report), counted = clean_both(rows)
    assert count_rows(counted.lazy()) < 600
    columns = events.lazy().collect_schema().names()
    tables = [to_arrow(stored.lazy().select(*columns).sort(*columns)) for stored in (events, found)]
    assert found.lazy().collect_schema().names() == columns
    assert tables[1].equals(tables[0])
    assert found_report == report


def test_a_follow_between_hours_is_seen_behind_an_earlier_one(engine):
    # The earliest follow is at a full hour; the other one shows that times are finer than hours.
    rows = pa.table(
        {
            "source": pa.array([0, 0, 1, 1], pa.int32()),
            "target": pa.array([1, 1, 0, 0], pa.int32()),
            "kind": pa.array([FOLLOW, FOLLOW, REPLY, REPLY], pa.int8()),
            "time": [HOUR, HOUR + 7, HOUR, HOUR],
        }
    )
    plain, of_copies, _ = clean_both(engine(rows))
    assert of_copies[1] == plain[1]
    assert plain[1].kept == 2


def test_rows_with_a_post_are_not_plain(engine):
    rows = make_rows(TIMES["clock"])
    assert is_plain(engine(rows))
    assert not is_plain(engine(rows.append_column("post", pa.array(["p"] * len(rows)))))
