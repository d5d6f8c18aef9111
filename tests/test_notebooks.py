import re
import warnings
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_from_top_to_bottom(path, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the kernel's own, about sockets and event loops
        from nbclient import NotebookClient

        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in outputs)
    assert any("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_stored_notebook_was_run_from_top_to_bottom(path):
    text = path.read_text(encoding="utf-8")
    cells = [cell for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert "display_data" in kinds or "execute_result" in kinds
    assert "error" not in kinds
    assert not re.search(r"/(tmp|home|root)/|:\\\\Users| at 0x[0-9a-f]{6,}", text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_local_link_of_a_notebook_leads_somewhere(path):
    texts = [
        cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"
    ]
    links = [link for text in texts for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text)]
    assert [link for link in links if not (path.parent / link).exists()] == []
