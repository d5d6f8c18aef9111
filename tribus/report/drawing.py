"""Pictures as inline SVG whose colours follow the page, light or dark."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np

from tribus.plot._rings import RING_COLOUR

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Colours that no picture uses; in the SVG they become the colours of the page.
INK_MARK, PAPER_MARK = "#2f3031", "#fdfefd"
PAGE_COLOURS = {
    INK_MARK: "currentColor",
    PAPER_MARK: "var(--paper)",
    RING_COLOUR.lower(): "var(--line)",  # too bright on a dark page
}
MAX_VECTOR_ITEMS = 1_500  # of a collection; larger ones are one image
IMAGE_DPI = 110
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
REFERENCE = re.compile(r"url\(#([^)]*)\)")
FONT = re.compile(r"([\d.]+)px")
FONT_PROPERTIES = {"font", "font-size", "font-family", "font-stretch", "font-variant", "font-style"}
DROPPED = {f"{SVG}metadata", f"{SVG}style"}


def draw_svg(draw: Callable[[Axes], Any], *, name: str, size: tuple[float, float]) -> str:
    """Return a picture as an SVG element to put into HTML.

    Parameters
    ----------
    draw
        Function that draws on axes.
    name
        Prefix of all ids in the SVG, different for each picture of a page.
    size
        Width and height in inches; on the page the picture is as wide as the text.

    Notes
    -----
    Texts stay texts. There is no style attribute and no script, so a strict content security policy
    allows it. Collections of more than 1,500 marks are images.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    inks = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor")
    style: Any = {
        **dict.fromkeys(inks, INK_MARK),
        "axes.facecolor": PAPER_MARK,
        "figure.facecolor": PAPER_MARK,
        "hatch.color": INK_MARK,
        "font.family": ["DejaVu Sans"],
        "svg.fonttype": "none",
        "svg.hashsalt": name,
    }
    with rc_context(style):
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure.subplots())
        _simplify(figure)
        file = BytesIO()
        figure.savefig(file, format="svg", transparent=True, dpi=IMAGE_DPI, metadata={"Date": None})
    root = ET.fromstring(file.getvalue())  # noqa: S314  matplotlib wrote it just now
    _rewrite(root, name)
    for attribute in ("width", "height"):
        root.attrib.pop(attribute, None)
    root.set("aria-hidden", "true")  # the caption says what it shows
    root.set("focusable", "false")
    ET.register_namespace("", SVG.strip("{}"))
    return ET.tostring(root, encoding="unicode")


def _simplify(figure: Figure) -> None:
    """Drop outlines of texts, which SVG would draw as paths; make images of large collections."""
    from matplotlib.collections import Collection
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        text.set_path_effects([])
    for drawn in figure.findobj(Collection):
        n_items = max(len(np.asarray(drawn.get_offsets())), len(drawn.get_paths()))
        if n_items > MAX_VECTOR_ITEMS:
            drawn.set_rasterized(True)


def _rewrite(element: Element, name: str) -> None:
    """Prefix ids, and turn style attributes into attributes of presentation."""
    for child in [child for child in element if child.tag in DROPPED or not isinstance(child.tag, str)]:
        element.remove(child)
    for key, value in list(element.attrib.items()):
        if key == "style":
            del element.attrib[key]
            for property_, setting in _parse_style(value):
                element.set(property_, _replace_value(setting, name))
        elif key == "id":
            element.set(key, f"{name}-{value}")
        elif key == LINK:
            del element.attrib[key]
            element.set("href", f"#{name}-{value[1:]}" if value.startswith("#") else value)
        else:
            element.set(key, _replace_value(value, name))
    for child in element:
        _rewrite(child, name)


def _parse_style(style: str) -> list[tuple[str, str]]:
    """Return the properties of a style attribute; the page chooses the font."""
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    found = [(key.strip(), value.strip()) for key, _, value in pairs]
    sizes = [
        ("font-size", f"{size[1]}px")
        for key, value in found
        if key in {"font", "font-size"} and (size := FONT.search(value))
    ]
    return [(key, value) for key, value in found if key not in FONT_PROPERTIES] + sizes


def _replace_value(value: str, name: str) -> str:
    return REFERENCE.sub(rf"url(#{name}-\1)", PAGE_COLOURS.get(value.lower(), value))
