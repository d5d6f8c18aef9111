"""Captions beside their discs that keep clear of one another, at whatever size the picture is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.transforms import IdentityTransform

from tribus._display.colours import INK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text

    from tribus._core.arrays import Bools, Floats

STRIPS = 4  # in which a box is cut to measure what it covers
ANGLES = np.pi / 2 + np.linspace(0, 2 * np.pi, 24, endpoint=False)  # seen from a disc, upwards first
GAPS = (2.0, 8, 16, 28, 42, 60, 85, 115, 150, 200, 260)  # to the disc, in points
INSIDE = (0.7, 0.4, 0.0)  # of the radius of the disc
SPACE = 1.5  # points kept free around a caption
FAR = 12.0  # points from which on a line leads from a disc to its caption
WORST = 1.5  # of what a caption may cover, by weight: it would seem to belong to that
LONGEST = 100.0  # points of a gap as bad as covering something that counts 1
OVER = 0.1  # the same of a caption in the middle of its disc
TURNED = 0.06  # the same of a caption that is not above its disc


class Discs(NamedTuple):
    """What captions belong to, and should not cover: discs of the picture, or dots of a size on paper.

    Attributes
    ----------
    centres
        In data coordinates, shape `(n_discs, 2)`.
    radii
        In data coordinates, shape `(n_discs,)`.
    weights
        How bad it is to cover each, shape `(n_discs,)`; to cover a caption is out of the question.
    points
        How much larger than its radius each disc is, in points.
    """

    centres: Floats
    radii: Floats
    weights: Floats
    points: float | Floats = 0.0

    @classmethod
    def of_dots(cls, centres: Floats, areas: Floats, weight: float) -> Discs:
        """Dots with areas as `scatter` has them, in square points."""
        nothing = np.zeros(len(centres))
        return cls(centres, nothing, nothing + weight, nothing + np.sqrt(areas) / 2)


class Captions(Artist):
    """Places captions anew each time that the picture is drawn, when the size of everything is known.

    Each stands where it covers least and is nearest to its disc; never on a caption before it, on one of
    the `fixed` texts, over the edge of the axes, or in the midst of what it does not belong to. One that
    finds no room, as in a tiny picture, is not shown.

    Parameters
    ----------
    ax
        Axes with the discs.
    texts
        The captions, the most important first: of the first discs, in their order.
    discs
        All discs.
    own
        How bad it is that a caption covers its own disc.
    fixed
        Texts that stay where they are.
    """

    def __init__(
        self,
        ax: Axes,
        texts: Sequence[Text],
        discs: Discs,
        *,
        own: float,
        fixed: Sequence[Text] = (),
    ) -> None:
        super().__init__()
        self.ax, self.texts, self.discs, self.own, self.fixed = ax, texts, discs, own, fixed
        self.leaders = LineCollection(
            [], colors=INK, linewidths=0.6, alpha=0.6, transform=IdentityTransform(), zorder=3.6
        )
        self.set_zorder(3.5)  # before the texts, which are placed here
        for artist in (self, self.leaders, *texts):
            artist.set_in_layout(False)  # they keep to the axes
        ax.add_collection(self.leaders, autolim=False)
        ax.add_artist(self)

    def draw(self, renderer: RendererBase) -> None:
        """Place the captions, which draw themselves afterwards."""
        ax, point = self.ax, float(np.asarray(renderer.points_to_pixels(np.float64(1.0))).real)
        centres, radii = self._measure(point)
        taken = [np.array(text.get_window_extent(renderer).extents) for text in self.fixed]
        lines = []
        for number, text in enumerate(self.texts):
            text.set_visible(True)
            extent = text.get_window_extent(renderer)
            half = np.array([extent.width, extent.height]) / 2 + SPACE * point
            spots = _stand_around(centres[number], radii[number], half, point)
            box = self._choose(spots, number, centres, radii, taken)
            text.set_visible(box is not None)
            if box is not None:
                taken.append(box)
                x, y = ax.transData.inverted().transform((box[:2] + box[2:]) / 2)
                text.set_position((x, y))
                lines += _lead(centres[number], radii[number], box, FAR * point)
        self.leaders.set_segments(lines)

    def _choose(
        self,
        spots: Iterable[tuple[Floats, Floats]],
        number: int,
        centres: Floats,
        radii: Floats,
        taken: Sequence[Floats],
    ) -> Floats | None:
        """Of the boxes where a caption may stand the one that covers least and is least far-fetched."""
        frame = np.array(self.ax.bbox.extents, np.float64)
        weights = np.where(np.arange(len(radii)) == number, self.own, self.discs.weights)
        best, least = None, np.inf
        for boxes, gaps in spots:
            if gaps.min() + min(self.own, 0.0) >= least:
                continue  # too far-fetched to be any better
            covered = _weigh_covered(boxes, centres, radii, weights)
            fits = _is_free(boxes, frame, taken) & (covered <= WORST)
            cost = np.where(fits, covered + gaps, np.inf)
            if cost.min() < least:
                best, least = boxes[np.argmin(cost)], float(cost.min())
        return best

    def _measure(self, point: float) -> tuple[Floats, Floats]:
        """Centres and radii of the discs in pixels."""
        to_pixels = self.ax.transData
        (_, low), (_, high) = to_pixels.transform([(0, 0), (0, 1)])
        centres: Floats = np.asarray(to_pixels.transform(self.discs.centres), np.float64)
        return centres, self.discs.radii * float(high - low) + self.discs.points * point


def _stand_around(
    centre: Floats, radius: float, half: Floats, point: float
) -> Iterator[tuple[Floats, Floats]]:
    """Boxes of a caption of some half size inside and around its disc, and how far-fetched each is."""
    way = np.column_stack([np.cos(ANGLES), np.sin(ANGLES)])
    turned: Floats = np.where(np.arange(len(way)) > 0, TURNED, 0.0)
    for share in INSIDE:
        middle = centre + radius * share * way
        yield np.hstack([middle - half, middle + half]), turned + OVER * (share == 0)
    aside = np.clip(1.5 * way, -1, 1) * half
    for gap in GAPS:
        middle = centre + (radius + gap * point) * way + aside
        yield np.hstack([middle - half, middle + half]), turned + gap / LONGEST


def _is_free(boxes: Floats, frame: Floats, taken: Sequence[Floats]) -> Bools:
    low, high = boxes[:, :2], boxes[:, 2:]
    free = [((low >= frame[:2]) & (high <= frame[2:])).all(axis=1)]
    free += [~((low < other[2:]) & (other[:2] < high)).all(axis=1) for other in taken]
    return np.asarray(np.all(free, axis=0), bool)


def _weigh_covered(boxes: Floats, centres: Floats, radii: Floats, weights: Floats) -> Floats:
    """How much of each box lies on discs, or of a disc below it if that is smaller, by weight."""
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    near = ((centres + radii[:, None] > low) & (centres - radii[:, None] < high)).all(axis=1)
    (x, y), radii = centres[near].T, radii[near]
    left, bottom, right, top = boxes.T[..., None]
    shared = np.zeros((len(boxes), len(radii)))
    for strip in range(STRIPS):
        away = bottom + (strip + 0.5) / STRIPS * (top - bottom) - y
        half = np.sqrt(np.maximum(radii**2 - away**2, 0))
        shared += np.maximum(np.minimum(right, x + half) - np.maximum(left, x - half), 0)
    area = (right - left) * (top - bottom)
    covered = shared / STRIPS * (top - bottom) / np.minimum(area, np.pi * radii**2)
    weighed: Floats = covered @ weights[near]
    return weighed


def _lead(centre: Floats, radius: float, box: Floats, far: float) -> list[Floats]:
    """A line from the edge of a disc to a caption that stands far from it, or none."""
    end = np.clip(centre, box[:2], box[2:])
    distance = float(np.linalg.norm(end - centre))
    if distance < radius + far:
        return []
    return [np.array([centre + (end - centre) * radius / distance, end])]
