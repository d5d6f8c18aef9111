"""Damaged and hostile files of every format."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest

from tests.fuzz.mutations import zstd
from tests.fuzz.seeds import SEEDS, TABLE
from tests.fuzz.writing import write_lines
from tribus.sources import ReadOptions, Rows, recognise

COMPRESSORS = {
    "gz": gzip.compress,
    "zst": zstd.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
ARCHIVES = [seed for seed in SEEDS if seed.name.endswith((".zip", ".tar.gz"))]
FILES = [seed for seed in SEEDS if seed not in ARCHIVES and seed.format != TABLE]
LINES = [seed for seed in FILES if seed.write is write_lines]
TEXTS = [seed for seed in FILES if not seed.name.endswith(".car")]
OF_NAME = {seed.name: seed for seed in SEEDS}


def each(seeds):
    return pytest.mark.parametrize("seed", seeds, ids=lambda seed: f"{seed.format}-{seed.name}")


def in_spanish(value):
    """Return a record with a letter outside ASCII in each of its texts."""
    if isinstance(value, dict):
        return {name: in_spanish(one) for name, one in value.items()}
    if isinstance(value, list):
        return [in_spanish(one) for one in value]
    return f"{value}ñ" if isinstance(value, str) else value


class ReadRows(list):
    """Sorted rows of one file, as its reader passes them on, and the counts of skipped records."""

    def __init__(self, path, **options):
        super().__init__()
        export = recognise(path)
        assert export is not None
        all_options = {"ego": "ana@example.social", "bad_lines": 1.0} | options
        self.rows = Rows(ReadOptions(**all_options), self._take, file=path.name)
        export.read(self.rows, lambda _: None)
        self.rows.flush(min_rows=1)
        assert self.rows.read >= sum(self.rows.skipped.values())

    @property
    def acts(self):
        return [row for row in self if row[0] == "acts"]

    def _take(self, what, table):
        dropped = [name for name in table.column_names if name == "record"]
        self.extend((what, *row.values()) for row in table.drop(dropped).to_pylist())
        self.sort(key=repr)
