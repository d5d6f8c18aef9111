"""axe-core, which finds faults of accessibility, installed from the lock file of the map."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import tribus

JS = Path(tribus.__file__).parent / "explore" / "js"
IMPACTS = ("serious", "critical")


@cache
def read_axe():
    """Return the code of axe-core; skip the test where npm cannot install it.

    Where `TRIBUS_NEEDS_BROWSER` is set and npm exists, an installation that fails is an error.
    """
    installed = JS / "node_modules"
    if not installed.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm to install axe-core: Debian has it as `npm`")
        with TemporaryDirectory() as folder:  # node_modules must not get into the package
            return _install(npm, Path(folder))
    return _read(installed)


def _install(npm, folder):
    for name in ("package.json", "package-lock.json"):
        shutil.copy(JS / name, folder)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our lock file
    if done.returncode and "TRIBUS_NEEDS_BROWSER" not in os.environ:
        pytest.skip(f"npm cannot install axe-core: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr
    return _read(folder / "node_modules")


def _read(modules):
    return (modules / "axe-core" / "axe.min.js").read_text("utf-8")
