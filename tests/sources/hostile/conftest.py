from __future__ import annotations

from functools import cache

import pytest

import tribus as tb
from tests.fuzz.seeds import SEEDS
from tests.sources.hostile.files import (
    OF_NAME,
    Told,
)


@pytest.fixture
def tell(tmp_path):
    """What a file of some name and content tells."""

    def tell(name, content, **asked):
        path = tmp_path / name
        path.write_bytes(content)
        return Told(path, **asked)

    return tell


@pytest.fixture
def read(tmp_path):
    """The events in a file of some name and content."""

    def read(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content)
        return tb.read_events(path, **OF_NAME.get(name, SEEDS[0]).asked | options)

    return read


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """What a seed tells as it is."""

    @cache
    def clean(name):
        path = tmp_path_factory.mktemp("clean") / name
        path.write_bytes(OF_NAME[name].content)
        return Told(path)

    return clean
