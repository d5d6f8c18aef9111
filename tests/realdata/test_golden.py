"""The answers on real networks are unchanged, unless a change says why they are not."""

import json
from pathlib import Path

import pytest

import tribus as tb
from tests.golden.answers import digest_answers
from tests.realdata import networks

pytestmark = pytest.mark.realdata

DIGESTS = json.loads((Path(__file__).parents[1] / "golden" / "real_digests.json").read_text())


@pytest.mark.parametrize("name", DIGESTS)
def test_answers_on_real_networks_are_unchanged(real_data, name):
    events, _ = networks.READERS[name](real_data(name))
    assert digest_answers(tb.build_network(events, progress=False)) == DIGESTS[name]
