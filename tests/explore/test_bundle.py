"""The stored code of the map is what its sources build."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tribus.explore.page import BUNDLE, read_bundle

FOLDER = BUNDLE.parent / "js"


def test_the_stored_code_was_built_from_these_sources():
    digest = hashlib.sha256()
    for path in [
        FOLDER / "build.mjs",
        FOLDER / "package-lock.json",
        *sorted((FOLDER / "src").iterdir()),
    ]:
        digest.update(path.read_bytes())
    (built,) = re.findall(r"sources: ([0-9a-f]{64})", read_bundle())
    assert built == digest.hexdigest(), "run `npm ci && npm run build` in tribus/explore/js"


def test_the_code_holds_its_licences_and_pinned_versions():
    head = re.match(r"/\*!.*?\*/", read_bundle(), re.DOTALL)[0]
    pinned = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert pinned == {"graphology": "0.26.0", "sigma": "3.0.3"}
    for name, version in pinned.items():
        assert f"{name} {version}" in head
    assert head.count("Permission is hereby granted, free of charge") == 4


def test_a_rebuild_gives_the_stored_code():
    if not (FOLDER / "node_modules" / "esbuild").exists() or shutil.which("node") is None:
        pytest.skip("no esbuild: run `npm ci` in tribus/explore/js")
    command = ["node", "build.mjs", "--check"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)  # noqa: S603 - our own build
    assert done.returncode == 0, done.stderr


def test_the_code_makes_no_markup_from_text():
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", read_bundle())


def test_the_sources_are_named_in_the_folder():
    assert {path.suffix for path in (FOLDER / "src").iterdir()} == {".js", ".css"}
    assert Path(BUNDLE).stat().st_size == len(read_bundle().encode())
