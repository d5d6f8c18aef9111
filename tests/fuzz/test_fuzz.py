from __future__ import annotations

import pytest

from tests.fuzz.__main__ import fuzz, shrink
from tests.fuzz.check import check_events
from tests.fuzz.seeds import SEEDS, TABLE
from tribus import read_events
from tribus.sources.formats import FORMATS


def test_every_format_has_a_seed():
    assert {seed.format for seed in SEEDS} == {*FORMATS, TABLE}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_seed_is_recognised_as_its_format(seed, tmp_path):
    path = tmp_path / seed.name
    path.write_bytes(seed.content)
    check_events(read_events(path, **seed.read_options, format=seed.format, strict=True))


def test_changed_files_do_not_fail(tmp_path):
    found = fuzz(SEEDS, (), rounds=3, seed=0, folder=tmp_path)
    assert found.read.keys() == {*FORMATS, TABLE}
    assert found.failures == {}


def test_a_failing_file_is_minimised():
    assert shrink(b"some bytes with an X among them", lambda content: b"X" in content) == b"X"
