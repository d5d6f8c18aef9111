"""Captions next to their discs, placed at drawing time so that they do not overlap."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.transforms import IdentityTransform

from tribus._display.language import format_whole, translate
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text

    from tribus._core.arrays import Bools, Floats

N_BOX_STRIPS = 4  # of a caption, to measure the area that it covers
CAPTION_ANGLES = np.pi / 2 + np.linspace(
    0, 2 * np.pi, 24, endpoint=False
)  # around a disc, the top first
CAPTION_GAPS_POINTS = (2.0, 8, 16, 28, 42, 60, 85, 115, 150, 200, 260)  # between caption and disc
INNER_RADIUS_SHARES = (0.7, 0.4, 0.0)  # of the disc: captions inside it
CAPTION_PADDING_POINTS = 1.5  # free on each side
LEADER_MIN_POINTS = 12.0  # from this distance on a line joins disc and caption
MAX_COVERED_COST = 1.5  # above it a caption seems to belong to the covered disc
GAP_POINTS_PER_COST = 100.0  # a gap that costs as much as covering a disc of weight 1
CENTRE_COST = 0.1  # of a caption at the centre of its disc
MAX_CROSSINGS = 2  # discs under a leader line; with more, nobody follows it, unless all are tiny
CROSSING_COST = 0.25  # of a leader line that crosses a disc
LINE_SAMPLES = np.linspace(0, 1, 24)  # points of a leader line
STRAY_COST = 0.5  # of a caption that is about as near to another disc: it seems to belong to that one
STRAY_SHARE = 0.6  # of the distance to another disc, from which a caption is as near to that one
NOT_ABOVE_COST = 0.06  # of a caption that is not above its disc


class Discs(NamedTuple):
    """The discs or dots that captions belong to and should not cover.

    Attributes
    ----------
    centres
        Centres in data coordinates, shape `(n_discs, 2)`.
    radii
        Radii in data coordinates, shape `(n_discs,)`.
    weights
        Cost of covering each disc, shape `(n_discs,)`. A caption never covers another caption.
    points
        Length added to each radius, in points; dots have no radius in data coordinates.
    is_solid
        Whether a caption must be either inside its own disc or outside all discs.
    """

    centres: Floats
    radii: Floats
    weights: Floats
    points: float | Floats = 0.0
    is_solid: bool = False

    @classmethod
    def of_dots(cls, centres: Floats, areas: Floats, weight: float) -> Discs:
        """Return discs for the dots of a `scatter`, with areas in square points."""
        nothing = np.zeros(len(centres))
        return cls(centres, nothing, nothing + weight, nothing + np.sqrt(areas) / 2)


class Captions(Artist):
    """An artist that places captions each time the picture is drawn, when all sizes are known.

    A caption takes the position with the lowest cost: little covered area and a short distance to its
    disc. It never overlaps an earlier caption or a `fixed` text, and never leaves the axes. The leader
    line of a solid disc strikes no text. A caption without a free position, as in a tiny picture, is
    hidden.

    Parameters
    ----------
    ax
        Axes with the discs.
    texts
        The captions of the first discs, in the order of the discs, the most important first.
    discs
        All discs.
    own
        Cost of a caption that covers its own disc; a negative cost attracts it.
    fixed
        Texts that captions must not overlap.
    rest
        Text that counts what has no caption, and the number of discs that never have one.
    """

    def __init__(
        self,
        ax: Axes,
        texts: Sequence[Text],
        discs: Discs,
        *,
        own: float,
        fixed: Sequence[Text] = (),
        rest: tuple[Text, int] | None = None,
    ) -> None:
        super().__init__()
        self.rest = rest
        self.ax, self.texts, self.discs, self.own, self.fixed = ax, texts, discs, own, fixed
        self.leaders = LineCollection(
            [], colors=ink(), linewidths=0.6, alpha=0.6, transform=IdentityTransform(), zorder=3.6
        )
        self.set_zorder(3.5)  # drawn before the texts, so that their positions are set in time
        for artist in (self, self.leaders, *texts):
            artist.set_in_layout(False)  # they never leave the axes
        ax.add_collection(self.leaders, autolim=False)
        ax.add_artist(self)

    def draw(self, renderer: RendererBase) -> None:
        """Set the positions of the captions; matplotlib draws them afterwards."""
        ax, point = self.ax, float(np.asarray(renderer.points_to_pixels(np.float64(1.0))).real)
        centres, radii = self._measure(point)
        fixed = [*self.fixed, *self._reserve_rest()]
        occupied = [np.array(text.get_window_extent(renderer).extents) for text in fixed]
        lines: list[Floats] = []
        for number, text in enumerate(self.texts):
            text.set_visible(True)
            extent = text.get_window_extent(renderer)
            half = np.array([extent.width, extent.height]) / 2 + CAPTION_PADDING_POINTS * point
            candidates: Iterable[tuple[Floats, Floats]] = _list_boxes(
                centres[number], radii[number], half, point
            )
            if self.discs.is_solid:
                candidates = chain(candidates, self._list_margins(centres[number], half, point))
            box = self._choose(candidates, number, centres, radii, occupied, lines=lines)
            text.set_visible(box is not None)
            if box is not None:
                occupied.append(box)
                x, y = ax.transData.inverted().transform((box[:2] + box[2:]) / 2)
                text.set_position((x, y))
                lines += _leader_lines(centres[number], radii[number], box, LEADER_MIN_POINTS * point)
        self.leaders.set_segments(lines)
        if self.rest is not None:
            self._count_rest(*self.rest)

    def _reserve_rest(self) -> list[Text]:
        """Return the text that counts the rest, as long as it may become."""
        if self.rest is None:
            return []
        text, n_without = self.rest
        text.set_text(translate("and {n} smaller", n=format_whole(n_without + len(self.texts))))
        return [text]

    def _count_rest(self, text: Text, n_without: int) -> None:
        n_hidden = sum(not caption.get_visible() for caption in self.texts)
        n_all = n_without + n_hidden
        shown = format_whole(n_all)
        more, smaller = translate("and {n} more", n=shown), translate("and {n} smaller", n=shown)
        text.set_text((more if n_hidden else smaller) if n_all else "")

    def _choose(
        self,
        candidates: Iterable[tuple[Floats, Floats]],
        number: int,
        centres: Floats,
        radii: Floats,
        occupied: Sequence[Floats],
        *,
        lines: Sequence[Floats],
    ) -> Floats | None:
        """Return the box with the lowest cost for a caption, or None if none is free."""
        frame = np.array(self.ax.bbox.extents, np.float64)
        weights = np.where(np.arange(len(radii)) == number, self.own, self.discs.weights)
        best, least = None, np.inf
        for boxes, gaps in candidates:
            if gaps.min() + min(self.own, 0.0) >= least:
                continue  # the gap alone costs more
            covered = _cost_of_covering(boxes, centres, radii, weights)
            fits = _is_free(boxes, frame, occupied) & (covered <= MAX_COVERED_COST)
            if self.discs.is_solid:
                crossings = _count_crossings(boxes, number, centres, radii)
                most = max(MAX_CROSSINGS, math.sqrt(len(radii)) / 2)  # half of the way to the edge
                fits &= _are_clear(boxes, number, centres, radii) & (crossings <= most)
                fits &= ~_strike(boxes, centres[number], occupied, lines)
                covered += CROSSING_COST * crossings
                n_named = len(self.texts)
                covered += STRAY_COST * _are_stray(boxes, number, centres[:n_named], radii[:n_named])
            cost = np.where(fits, covered + gaps, np.inf)
            if cost.min() < least:
                best, least = boxes[np.argmin(cost)], float(cost.min())
        return best

    def _list_margins(
        self, centre: Floats, half: Floats, point: float
    ) -> Iterator[tuple[Floats, Floats]]:
        """Yield candidate boxes at the left and the right edge of the axes."""
        low, high = np.array(self.ax.bbox.extents, np.float64).reshape(2, 2)
        levels = np.arange(low[1] + half[1], high[1] - half[1], half[1])
        for x in (low[0] + half[0], high[0] - half[0]):
            middle = np.column_stack([np.full(len(levels), x), levels])
            gaps = np.linalg.norm(middle - centre, axis=1) / point / GAP_POINTS_PER_COST
            if len(levels):
                yield np.hstack([middle - half, middle + half]), gaps

    def _measure(self, point: float) -> tuple[Floats, Floats]:
        """Return the centres and radii of the discs in pixels."""
        to_pixels = self.ax.transData
        (_, low), (_, high) = to_pixels.transform([(0, 0), (0, 1)])
        centres: Floats = np.asarray(to_pixels.transform(self.discs.centres), np.float64)
        return centres, self.discs.radii * float(high - low) + self.discs.points * point


def _list_boxes(
    centre: Floats, radius: float, half: Floats, point: float
) -> Iterator[tuple[Floats, Floats]]:
    """Yield candidate boxes inside and around a disc, with the cost of their distance."""
    way = np.column_stack([np.cos(CAPTION_ANGLES), np.sin(CAPTION_ANGLES)])
    turned: Floats = np.where(np.arange(len(way)) > 0, NOT_ABOVE_COST, 0.0)
    for share in INNER_RADIUS_SHARES:
        middle = centre + radius * share * way
        yield np.hstack([middle - half, middle + half]), turned + CENTRE_COST * (share == 0)
    aside = np.clip(1.5 * way, -1, 1) * half
    for gap in CAPTION_GAPS_POINTS:
        middle = centre + (radius + gap * point) * way + aside
        yield np.hstack([middle - half, middle + half]), turned + gap / GAP_POINTS_PER_COST


def _is_free(boxes: Floats, frame: Floats, occupied: Sequence[Floats]) -> Bools:
    low, high = boxes[:, :2], boxes[:, 2:]
    free = [((low >= frame[:2]) & (high <= frame[2:])).all(axis=1)]
    free += [~((low < other[2:]) & (other[:2] < high)).all(axis=1) for other in occupied]
    return np.asarray(np.all(free, axis=0), bool)


def _are_clear(boxes: Floats, number: int, centres: Floats, radii: Floats) -> Bools:
    """Return whether each box is outside all discs, or inside the disc of this number."""
    outside = _distances(boxes, centres) >= radii
    corners = np.stack([boxes[:, [x, y]] for x in (0, 2) for y in (1, 3)])
    farthest = np.linalg.norm(corners - centres[number], axis=2).max(axis=0)
    outside[:, number] |= farthest <= radii[number]
    return np.asarray(outside.all(axis=1), bool)


def _distances(boxes: Floats, centres: Floats) -> Floats:
    """Return the distance of each box to each centre, shape `(n_boxes, n_discs)`; 0 inside."""
    nearest = np.clip(centres, boxes[:, None, :2], boxes[:, None, 2:])
    distances: Floats = np.linalg.norm(nearest - centres, axis=2)
    return distances


def _count_crossings(boxes: Floats, number: int, centres: Floats, radii: Floats) -> Floats:
    """Return how many other discs the leader line of each box would cross."""
    start = centres[number]
    end = np.clip(start, boxes[:, :2], boxes[:, 2:]) - start
    length = np.maximum((end**2).sum(axis=1), 1e-12)
    share = np.clip((end @ (centres - start).T) / length[:, None], 0, 1)
    nearest = start + share[:, :, None] * end[:, None, :]
    crossed = np.linalg.norm(nearest - centres, axis=2) < radii
    crossed[:, number] = False
    return np.asarray(crossed.sum(axis=1), np.float64)


def _strike(boxes: Floats, centre: Floats, occupied: Sequence[Floats], lines: Sequence[Floats]) -> Bools:
    """Return whether the leader line of each box would strike a text, or another line the box."""
    end = np.clip(centre, boxes[:, :2], boxes[:, 2:])
    own = centre + LINE_SAMPLES[:, None, None] * (end - centre)
    struck = np.zeros(len(boxes), bool)
    for other in occupied:
        struck |= ((own > other[:2]) & (own < other[2:])).all(axis=2).any(axis=0)
    for start, stop in lines:
        points = start + LINE_SAMPLES[:, None] * (stop - start)
        inside = (points[:, None] > boxes[:, :2]) & (points[:, None] < boxes[:, 2:])
        struck |= inside.all(axis=2).any(axis=0)
    return struck


def _are_stray(boxes: Floats, number: int, centres: Floats, radii: Floats) -> Bools:
    """Return whether each box is about as near to another disc as to the disc of this number."""
    distances = _distances(boxes, centres) - radii
    own = distances[:, number].copy()
    distances[:, number] = np.inf
    return np.asarray(STRAY_SHARE * distances.min(axis=1) < own, bool)


def _cost_of_covering(boxes: Floats, centres: Floats, radii: Floats, weights: Floats) -> Floats:
    """Return the cost of the discs under each box: shared area, relative to the smaller of the two."""
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    near = ((centres + radii[:, None] > low) & (centres - radii[:, None] < high)).all(axis=1)
    (x, y), radii = centres[near].T, radii[near]
    left, bottom, right, top = boxes.T[..., None]
    shared = np.zeros((len(boxes), len(radii)))
    for strip in range(N_BOX_STRIPS):
        away = bottom + (strip + 0.5) / N_BOX_STRIPS * (top - bottom) - y
        half = np.sqrt(np.maximum(radii**2 - away**2, 0))
        shared += np.maximum(np.minimum(right, x + half) - np.maximum(left, x - half), 0)
    area = (right - left) * (top - bottom)
    covered = shared / N_BOX_STRIPS * (top - bottom) / np.minimum(area, np.pi * radii**2)
    weighed: Floats = covered @ weights[near]
    return weighed


def _leader_lines(centre: Floats, radius: float, box: Floats, far: float) -> list[Floats]:
    """Return the line from the edge of a disc to its caption, or none if they are close."""
    end = np.clip(centre, box[:2], box[2:])
    distance = float(np.linalg.norm(end - centre))
    if distance < radius + far:
        return []
    return [np.array([centre + (end - centre) * radius / distance, end])]
