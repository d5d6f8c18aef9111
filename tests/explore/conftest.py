import pytest

from tests.planted import make_nested_network
from tribus import find_tribes
from tribus.datasets import make_society
from tribus.network import build_network


@pytest.fixture(scope="session")
def society_tribes():
    """Six tribes with all roles."""
    return find_tribes(build_network(make_society(seed=0).events), progress=False)


@pytest.fixture(scope="session")
def nested_tribes():
    """Tribes of two levels: four groups of four groups of 16."""
    return find_tribes(make_nested_network(), progress=False)
