import subprocess
import sys

import pytest

from tests.explore.reading import unpack
from tribus.errors import OptionError
from tribus.explore import notebook
from tribus.explore.page import read_bundle


def test_the_widget_has_the_content_and_the_code_of_the_page(society_tribes):
    pytest.importorskip("anywidget", reason="no anywidget: it is in the extra `notebook`")
    widget = society_tribes.explore(height=300, max_people=50)
    header, _ = unpack(widget.content)
    assert header["title"] == "6 tribes among 380 users"
    assert header["max_people"] == 50
    assert widget.height == 300
    assert str(widget._esm) == read_bundle()
    assert "content" in widget.keys  # sent to the browser


def test_a_missing_anywidget_is_an_error_with_the_remedy(society_tribes, monkeypatch):
    monkeypatch.setattr(notebook, "find_spec", lambda _: None)
    with pytest.raises(OptionError, match='pip install "tribus-graph\\[notebook\\]"; to_html'):
        society_tribes.explore()


@pytest.mark.parametrize("height", [199, "high"])
def test_a_height_out_of_range_is_an_error(society_tribes, height):
    with pytest.raises(OptionError, match="height must be a whole number of 200 or more"):
        society_tribes.explore(height=height)


def test_the_package_does_not_import_widgets():
    code = "import sys, tribus.explore.page, tribus.tribes; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own Python
    assert not {"anywidget", "traitlets", "ipywidgets"} & set(loaded.stdout.split())
