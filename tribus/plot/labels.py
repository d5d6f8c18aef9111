"""Names of tribes, and names of people beside their dots, none over another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus.plot.text import drawable, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._arrays import Floats

# Where a name may stand, seen from its point, the best first.
SIDES = np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 1], [1, -1], [-1, -1]], np.float64)
SLANT = 0.7  # of the distance to the point, each way, where a name stands slantwise
POINTS = 72  # in an inch
SPACE = 1.5  # points kept free around a name


def name_tribe(number: int, users: Sequence[Any], *, at_most: int = 16) -> str:
    """Name a tribe by its number and its first two users: `3 · ana, ben`."""
    return f"{number} · {', '.join(drawable(user, at_most=at_most) for user in users[:2])}"


def name_points(
    ax: Axes,
    places: Floats,
    names: Sequence[str],
    *,
    size: float = 8.0,
    away: float | Floats = 4.0,
    obstacles: Floats | None = None,
    texts: Sequence[Text] = (),
) -> list[Text]:
    """Write names beside their points where they cover no other; the first names come first.

    Parameters
    ----------
    ax
        Axes with their final limits.
    places
        Of the points, in data coordinates, shape `(n, 2)`.
    names
        To write, the most important first.
    size
        Of the letters, in points.
    away
        Distance from each point at which its name begins, in points: the radius of the dot and a little.
    obstacles
        Places that names had better not cover, in data coordinates, shape `(m, 2)`; by default `places`.
    texts
        Texts on the picture that names must not cover.

    Returns
    -------
    list of Text
        The names that found room, in their order. The others are left out.
    """
    ax.apply_aspect()
    per_point = ax.figure.dpi / POINTS
    points = ax.transData.transform(places)
    crowd = points if obstacles is None else ax.transData.transform(obstacles)
    radius = np.broadcast_to(np.asarray(away, np.float64) * per_point, len(points))
    frame = np.array(ax.get_window_extent().extents)
    taken = [np.array(text.get_window_extent().extents) for text in texts]
    written = []
    for name, point, place, distance in zip(names, points, places, radius, strict=True):
        text = write(ax, place[0], place[1], name, size=size)
        corners = np.array(text.get_window_extent().extents).reshape(2, 2)
        boxes = _stand_around(point, (corners[1] - corners[0]) / 2 + SPACE * per_point, distance)
        free = np.array([_is_free(box, frame, taken) for box in boxes])
        if not free.any():
            text.remove()
            continue
        best = int(np.argmin(np.where(free, [_count_covered(box, crowd) for box in boxes], np.inf)))
        taken.append(boxes[best])
        _shift(text, ax, (boxes[best].reshape(2, 2).mean(axis=0) - point) / per_point)
        written.append(text)
    return written


def _stand_around(point: Floats, half: Floats, distance: float) -> Floats:
    """Boxes of a name of some half size on each side of its point: left, bottom, right, top."""
    slant = np.where((SIDES != 0).all(axis=1), SLANT, 1.0)[:, None]
    centres = point + SIDES * (slant * distance + half)
    return np.hstack([centres - half, centres + half])


def _is_free(box: Floats, frame: Floats, taken: Sequence[Floats]) -> bool:
    inside = (box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all()
    return bool(inside) and not any(
        (box[:2] < other[2:]).all() and (other[:2] < box[2:]).all() for other in taken
    )


def _count_covered(box: Floats, crowd: Floats) -> int:
    return int(((crowd > box[:2]) & (crowd < box[2:])).all(axis=1).sum())


def _shift(text: Text, ax: Axes, points: Floats) -> None:
    """Keep a text at its point, so many points away, whatever becomes of the figure."""
    from matplotlib.transforms import offset_copy

    figure = ax.get_figure(root=True)
    text.set_transform(offset_copy(ax.transData, figure, points[0], points[1], units="points"))
