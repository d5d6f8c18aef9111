from __future__ import annotations

from functools import cache

import pytest

import tribus as tb
from tests.fuzz.seeds import SEEDS
from tests.sources.hostile.files import (
    OF_NAME,
    ReadRows,
)


@pytest.fixture
def read_rows(tmp_path):
    """Read the rows of a file."""

    def read_rows(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content)
        return ReadRows(path, **options)

    return read_rows


@pytest.fixture
def read(tmp_path):
    """Read the events of a file."""

    def read(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content)
        return tb.read_events(path, **OF_NAME.get(name, SEEDS[0]).read_options | options)

    return read


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """Read the rows of an unchanged seed."""

    @cache
    def clean(name):
        path = tmp_path_factory.mktemp("clean") / name
        path.write_bytes(OF_NAME[name].content)
        return ReadRows(path)

    return clean
