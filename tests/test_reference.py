"""The reference lists every public name, and lists nothing that does not exist."""

import re
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

import tribus as tb

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "index.md"
PACKAGES = ("community", "datasets", "facets", "inference", "metrics", "network", "plot", "stability")
PACKAGES += ("ties", "tribes")
ENTRIES = re.findall(r"^   ([A-Za-z_][\w.]*)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)


def find_entry(entry):
    """Import modules as deep as possible, then take attributes."""
    names = entry.split(".")
    for length in range(len(names), -1, -1):
        try:
            module = import_module(".".join(["tribus", *names[:length]]))
        except ImportError:
            continue
        return reduce(getattr, names[length:], module)
    raise AssertionError(entry)


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_exists(entry):
    assert find_entry(entry)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_listed(package):
    listed = {entry.rsplit(".", 1)[-1] for entry in ENTRIES}
    assert set(import_module(f"tribus.{package}").__all__) - listed == set()


def test_every_name_of_the_package_is_listed():
    modules = {"community", "datasets", "errors", "metrics", "plot", "__version__"}
    listed = {entry.rsplit(".", 1)[-1] for entry in ENTRIES}
    assert set(tb.__all__) - modules - listed == set()
