"""The map as a widget of a notebook."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from tribus.explore.page import BUNDLE


class MapWidget(anywidget.AnyWidget):
    """The map to explore, as a widget of Jupyter and other notebooks.

    Attributes
    ----------
    content
        The content of the map (`tribus.explore.binary.pack`).
    height
        Height in pixels.
    """

    _esm: Any = BUNDLE
    content = traitlets.Bytes().tag(sync=True)
    height = traitlets.Int(640).tag(sync=True)
