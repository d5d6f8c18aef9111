"""The tribe map of a large network: how many mutual bonds fall on each spot, in place of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter

from tribus._display.colours import GREY
from tribus.community.numbering import NO_TRIBE
from tribus.plot.marks import dot_mark, line_mark

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.layout.tribes import MapLayout
    from tribus.tribes import Tribes

PIXELS = 1_000  # across the picture
SMOOTH = 1.3  # radius over which a person spreads, where two stand about 1.7 apart
FULL = 0.98  # share of the people whose spot is paler than full colour
PALE = 0.15  # opacity of a spot of members with hardly a bond
OTHERS = 0.4  # opacity of a spot of others, who are grey
FILLED = 0.5  # of the usual number of people on a spot, which is then as opaque as it gets
LEAST_SMOOTH = 0.7  # in pixels
SEEN = 0.005  # of the picture: half the height of a row that can still be seen
MARGIN = 5.5  # around all places
MOST_BANDS = 60  # drawn: the widest
WIDEST = 0.5  # a band, as a share of the smaller disc of those at its ends


def draw_density(ax: Axes, tribes: Tribes, layout: MapLayout, palette: Floats) -> None:
    """Draw bands between tribes, then the spots and the outline of each tribe, then all the others."""
    if len(layout.radii):
        _draw_bands(ax, layout)
        _draw_outlines(ax, layout, palette)
        _draw_spots(ax, tribes, layout, palette)
    _draw_below(ax, layout)


def key_of_density(colour: str) -> dict[str, Artist]:
    """What colours, shades and bands mean."""
    return {
        "members (darker: stronger bonds)": dot_mark(colour),
        "heard, or audience": dot_mark(GREY),
        "band: dealings of two tribes": line_mark(GREY, width=5, opacity=0.5),
    }


def _draw_bands(ax: Axes, layout: MapLayout) -> None:
    """Join discs by bands whose width is proportional to the affinity between their tribes."""
    from matplotlib.collections import PolyCollection

    one, other = np.triu_indices(len(layout.radii), 1)
    affinity = layout.between[one, other]
    widest = np.argsort(-affinity, kind="stable")[:MOST_BANDS]
    widest = widest[affinity[widest] > 0]
    one, other, affinity = one[widest], other[widest], affinity[widest]
    room = 2 * WIDEST * np.minimum(layout.radii[one], layout.radii[other])
    width = affinity * np.min(room / affinity, initial=np.inf) if len(affinity) else affinity
    start, end = layout.centres[one], layout.centres[other]
    along = (end - start) / np.linalg.norm(end - start, axis=1)[:, None]
    aside = np.column_stack([-along[:, 1], along[:, 0]]) * width[:, None] / 2
    corners = np.stack([start - aside, start + aside, end + aside, end - aside], axis=1)
    ax.add_collection(PolyCollection(list(corners), facecolors=GREY, alpha=0.5, lw=0, zorder=0.5))


def _draw_outlines(ax: Axes, layout: MapLayout, palette: Floats) -> None:
    from matplotlib.patches import Circle

    for centre, radius, colour in zip(layout.centres, layout.radii, palette, strict=False):
        ax.add_patch(Circle(centre, radius, facecolor="white", edgecolor="none", zorder=1))
        ax.add_patch(Circle(centre, radius, fill=False, edgecolor=colour, lw=1.0, zorder=2))


def _draw_spots(ax: Axes, tribes: Tribes, layout: MapLayout, palette: Floats) -> None:
    """Draw one raster: coloured by tribe, the more opaque the stronger the bonds of the people there."""
    users = tribes.assignment.order[np.isin(tribes.assignment.order, layout.below, invert=True)]
    is_member = tribes.assignment.is_member[users]
    raster = Raster.around(layout.places[users])
    people = np.maximum(raster.spread(np.ones(len(users))), 1e-12)
    members = raster.spread(is_member.astype(np.float64)) / people
    bond = raster.spread(np.where(is_member, tribes.assignment.bond[users], 0.0)) / people
    depth = np.sqrt(np.maximum(bond, 0.0))
    full = np.quantile(depth.ravel()[raster.spot], FULL)
    shade = PALE + (1 - PALE) * np.clip(depth / max(full, 1e-300), 0, 1)
    image = np.empty((*people.shape, 4))
    image[..., :3] = palette[NO_TRIBE, :3]
    drawn = np.zeros(people.shape, bool)
    for centre, radius, colour in zip(layout.centres, layout.radii, palette, strict=False):
        window, inside = raster.disc(centre, radius)
        share = (members[window] * inside)[..., None]
        drawn[window] |= inside
        image[(*window, slice(3))] += share * (colour - palette[NO_TRIBE])[:3]
    filled = np.clip(people * np.pi / raster.pixel**2 / FILLED, 0, 1)
    image[..., 3] = drawn * filled * (members * shade + (1 - members) * OTHERS)
    low, high = raster.low, raster.low + raster.pixel * np.array(people.shape[::-1])
    extent = (low[0], high[0], low[1], high[1])
    ax.imshow(image, origin="lower", extent=extent, aspect="auto", zorder=1.5)


def _draw_below(ax: Axes, layout: MapLayout) -> None:
    """Fill the rows of those who have no disc."""
    from matplotlib.patches import Rectangle

    if len(layout.below):
        places = layout.places[layout.below]
        rim = max(layout.step / 2, SEEN * np.ptp(layout.places, axis=0).max())
        low, high = places.min(axis=0) - rim, places.max(axis=0) + rim
        ax.add_patch(Rectangle(low, *(high - low), facecolor=GREY, alpha=OTHERS, lw=0))


@dataclass(frozen=True, eq=False)
class Raster:
    """Square pixels over the places of people.

    Attributes
    ----------
    low
        Corner at the bottom left.
    pixel
        Width of a pixel.
    shape
        Rows and columns.
    spot
        Pixel on which each user stands, row by row, shape `(n_users,)`.
    """

    low: Floats
    pixel: float
    shape: tuple[int, int]
    spot: Ints64

    @classmethod
    def around(cls, places: Floats) -> Raster:
        """Cover all places with a little room around them."""
        low, high = places.min(axis=0) - MARGIN, places.max(axis=0) + MARGIN
        pixel = float((high - low).max() / PIXELS)
        columns, rows = (int(n) + 1 for n in (high - low) / pixel)
        column, row = ((places - low) / pixel).astype(np.int64).T
        return cls(low, pixel, (rows, columns), row * columns + column)

    def spread(self, values: Floats) -> Floats:
        """Values of users on the pixels around each of them."""
        raster = np.bincount(self.spot, values, self.shape[0] * self.shape[1]).astype(np.float64)
        width = max(SMOOTH / self.pixel, LEAST_SMOOTH)
        spread = gaussian_filter(raster.reshape(self.shape), width, mode="constant")
        return np.asarray(spread, np.float64)

    def disc(self, centre: Floats, radius: float) -> tuple[tuple[slice, slice], Bools]:
        """Window of pixels around a disc, and which of them lie on it."""
        left, bottom = np.maximum((centre - radius - self.low) / self.pixel, 0).astype(int).tolist()
        right, top = ((centre + radius - self.low) / self.pixel).astype(int).tolist()
        window = slice(bottom, top + 1), slice(left, right + 1)
        rows, columns = np.ogrid[window]
        x = self.low[0] + (columns + 0.5) * self.pixel - centre[0]
        y = self.low[1] + (rows + 0.5) * self.pixel - centre[1]
        return window, np.asarray(x**2 + y**2 <= radius**2, bool)
