"""What tribus reads of made and damaged files is what independent readers find in them."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.differences import COMPARISONS, compare
from tests.fuzz.structured import TextFile, check_csv, check_json


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", COMPARISONS)
def test_made_and_damaged_files_are_read_as_independent_readers_do(name, seed, tmp_path):
    failure, _ = compare(name, Random(f"small {seed} {name}"), tmp_path)
    assert failure is None


ROWS = [["ana", "ben", "reply", ""], ["ben", "ana", "reply", ""]]


def test_a_row_that_is_neither_read_nor_skipped_is_a_difference(tmp_path):
    lost = TextFile("rows.csv", b"source,target\nana,ben\n", [*ROWS, *ROWS], 1)
    assert check_csv(lost, tmp_path) is None  # Python finds one row too
    content = b'{"source": "ana", "target": "ben"}\n'
    assert check_json(TextFile("rows.jsonl", content, ROWS), tmp_path) is None
    short = lost._replace(content=b"source,target\nana,ben\nben,ana\n", rows=ROWS[:1], n_damages=0)
    assert check_csv(short, tmp_path) is None
    invented = lost._replace(content=b"source,target\nana,ben\n", delimiter=";", n_damages=0)
    assert "rows of a valid file" in check_csv(invented, tmp_path)
