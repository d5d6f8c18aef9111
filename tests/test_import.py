from __future__ import annotations

import subprocess
import sys

import pytest

import tribus

HEAVY = ("matplotlib", "pandas", "networkx", "numba", "duckdb", "pyarrow", "scipy", "polars")


@pytest.fixture(scope="module")
def fresh():
    """What a new Python says, and what it has loaded, after `import tribus`."""
    code = "import sys, tribus\nprint(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    return subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )


def test_importing_prints_nothing(fresh):
    assert fresh.stdout == ""


def test_importing_loads_nothing_heavy(fresh):
    assert not set(HEAVY) & set(fresh.stderr.split())


def test_dir_lists_the_public_names():
    assert set(tribus.__all__) <= set(dir(tribus))


@pytest.mark.parametrize("name", tribus.__all__)
def test_every_public_name_loads_and_has_a_docstring(name):
    value = getattr(tribus, name)
    assert name == "__version__" or value.__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'tribus' has no attribute 'find_tribe'"):
        tribus.find_tribe  # noqa: B018 - the access is the test
