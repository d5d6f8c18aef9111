"""The widget, if the package for widgets is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from tribus._core.checks import check_count
from tribus.errors import OptionError
from tribus.explore.content import pack_map

if TYPE_CHECKING:
    from tribus.explore.widget import MapWidget
    from tribus.tribes import Tribes

MIN_HEIGHT = 200  # pixels


def make_widget(
    tribes: Tribes, *, height: int, max_people: int, ties_per_person: int | None
) -> MapWidget:
    """Return the map as a widget; see `Tribes.explore`."""
    check_count("height", height, at_least=MIN_HEIGHT)
    if find_spec("anywidget") is None:
        raise OptionError(
            'explore needs the package anywidget: pip install "tribus-graph[notebook]"; '
            'to_html("map.html") writes the same map as a file'
        )
    from tribus.explore.widget import MapWidget

    content = pack_map(tribes, max_people=max_people, ties_per_person=ties_per_person)
    return MapWidget(content=content, height=int(height))
