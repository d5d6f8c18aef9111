"""The answers of today are those of yesterday, unless a change says why they are not."""

import json
from pathlib import Path

import pytest

from tests.golden.answers import digest_answers, make_networks

DIGESTS = json.loads(Path(__file__).with_name("digests.json").read_text())


@pytest.fixture(scope="module")
def networks():
    return make_networks()


@pytest.mark.xdist_group("golden")
@pytest.mark.parametrize("name", DIGESTS)
def test_answers_are_unchanged(networks, name):
    assert digest_answers(networks[name]) == DIGESTS[name]
