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
def test_a_seed_is_read_as_what_it_is(seed, tmp_path):
    path = tmp_path / seed.name
    path.write_bytes(seed.content)
    check_events(read_events(path, **seed.asked, format=seed.format, strict=True))


def test_files_that_went_wrong_fail_nowhere(tmp_path):
    found = fuzz(SEEDS, rounds=3, seed=0, folder=tmp_path)
    assert found.read.keys() == {*FORMATS, TABLE}
    assert found.failures == {}


def test_a_failing_file_is_made_as_small_as_it_can_be():
    assert shrink(b"some bytes with an X among them", lambda content: b"X" in content) == b"X"
