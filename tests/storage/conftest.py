import pytest

from tests.results import results_of
from tests.storage.files import read_parts

SAVEABLE = ["Events", "Network", "Tribes", "Stability", "Timeline", "Returns", "Sowing"]


@pytest.fixture(scope="session")
def results():
    return results_of("plain")


@pytest.fixture(scope="session")
def parts_of(results, tmp_path_factory):
    """Return the parts of the saved file of each class."""
    folder, parts = tmp_path_factory.mktemp("saved"), {}
    for name in SAVEABLE:
        results[name].save(folder / f"{name}.tribus")
        parts[name] = read_parts(folder / f"{name}.tribus")
    return parts
