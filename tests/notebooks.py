"""Run the notebooks and store their outputs, for readers on a forge: `python -m tests.notebooks`."""

from __future__ import annotations

import re
import tempfile
import warnings
from pathlib import Path

import nbformat

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"


def store_outputs(path: Path) -> None:
    """Run a notebook in a temporary folder and write it back, without the times of the run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the kernel's own, about sockets and event loops
        from nbclient import NotebookClient

        notebook = nbformat.read(path, as_version=4)
        with tempfile.TemporaryDirectory() as folder:
            resources = {"metadata": {"path": folder}}
            NotebookClient(notebook, timeout=300, record_timing=False, resources=resources).execute()
    notebook.metadata.pop("language_info", None)  # the version of Python
    text = re.sub(rf"{re.escape(tempfile.gettempdir())}/\w+/", "", nbformat.writes(notebook))
    path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    for notebook_path in sorted(FOLDER.glob("*.ipynb")):
        store_outputs(notebook_path)
