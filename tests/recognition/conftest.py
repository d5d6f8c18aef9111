from __future__ import annotations

import pytest

from tribus import read_events


@pytest.fixture
def read(tmp_path):
    """Read a table from its text, and return the events."""

    def read_text(text, name="table.csv", **options):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_events(tmp_path / name, progress=False, **options)

    return read_text


@pytest.fixture
def pairs():
    """Return the events of a table as sorted (source, target, kind)."""

    def list_pairs(events):
        frame = events.to_frame()
        return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))

    return list_pairs
