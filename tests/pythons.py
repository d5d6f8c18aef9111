"""Run a smoke set on other Pythons, and with the oldest or the newest versions of the dependencies.

`python -m tests.pythons` looks for Python 3.12 and 3.13 on the path and under pyenv. For each it makes
an environment in a temporary folder, installs tribus, and runs a part of the tests, and the tests of
networkx on the backend. `--resolution lowest` and `--resolution newest` do the same on this Python,
with the lowest or the newest versions that `pyproject.toml` allows for the direct dependencies, as uv
resolves them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.12", "3.13")
TOOLS = ("hypothesis", "igraph", "leidenalg", "lxml", "polars", "pytest", "pytest-xdist", "scikit-learn")
SMOKE = (
    "tests/test_import.py",
    "tests/networkx_backend",
    "tests/community",
    "tests/metrics",
    "tests/network",
    "tests/events/test_events.py",
    "tests/tribes/test_find.py",
)
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}


def find_python(version: str) -> str | None:
    """Return a Python of a version, on the path or under pyenv."""
    found = shutil.which(f"python{version}")
    if found and run([found, "-c", ""], check=False):
        return found
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    installed = sorted(pyenv.glob(f"versions/{version}.*/bin/python"))
    return str(installed[-1]) if installed else None


def run(command: list[str], *, check: bool = True, **environment: str) -> bool:
    """Run a command in the folder of the project; return whether it succeeded."""
    quiet = {} if check else {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=ROOT, check=False, env=os.environ | environment, **quiet
    )
    return done.returncode == 0


def try_environment(python: str, resolution: str) -> bool:
    """Install tribus in a new environment and run the smoke set; return whether all passed."""
    with tempfile.TemporaryDirectory() as folder:
        own = str(Path(folder) / "bin" / "python")
        steps = [
            [python, "-m", "venv", folder],
            [own, "-m", "pip", "install", "-q", "uv"],
            [own, "-m", "uv", "pip", "install", "-q", "--python", own, "--resolution", resolution, "."],
            [own, "-m", "uv", "pip", "install", "-q", "--python", own, *TOOLS],
            [own, "-m", "uv", "pip", "list", "--python", own],
            [own, "-m", "pytest", "-q", "-m", "not peer", *SMOKE],
        ]
        networkx = [own, "-m", "pytest", "-q", "--pyargs", "networkx.algorithms.community"]
        with_backend = {"NETWORKX_TEST_BACKEND": "tribus", "NETWORKX_FALLBACK_TO_NX": "True"}
        cache = {"NUMBA_CACHE_DIR": folder}
        return all(run(step, **cache) for step in steps) and run(networkx, **cache, **with_backend)


def main() -> int:
    """Run what was asked for; return 1 if something failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--resolution", choices=RESOLUTIONS)
    chosen = parser.parse_args().resolution
    if chosen:
        return 0 if try_environment(sys.executable, RESOLUTIONS[chosen]) else 1
    passed = True
    for version in VERSIONS:
        python = find_python(version)
        print(f"Python {version}: {python or 'not found, so not tried'}", flush=True)
        passed &= python is None or try_environment(python, "highest")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
