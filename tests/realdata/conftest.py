"""Real networks, which are not part of the project: a test that needs one says so when it skips."""

import pytest

from tests.realdata.folder import DATA


@pytest.fixture
def real_data():
    """Folder of one real network, by name; skips where it is absent."""

    def find(name):
        folder = DATA / name
        if not folder.is_dir():
            pytest.skip(f"{folder} is absent; set TRIBUS_DATA to the folder that holds {name}")
        return folder

    return find
