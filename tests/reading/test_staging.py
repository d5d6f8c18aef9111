from __future__ import annotations

import pyarrow as pa

from tribus._engine.plans import to_arrow
from tribus.reading.staging import MAX_WAITING_TABLES, Staging


def test_many_small_files_do_not_wait_in_memory():
    staging = Staging()
    for file in range(2 * MAX_WAITING_TABLES + 5):
        staging.store("people", pa.table({"id": [f"u{file}"]}), file=file)
        assert len(staging._waiting["people"]) <= MAX_WAITING_TABLES
    assert len(to_arrow(staging.table("people"))) == 2 * MAX_WAITING_TABLES + 5
