"""The tribe map of a large network: the density of users and bonds instead of dots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter

from tribus._display.colours import GREY
from tribus._display.language import translate
from tribus.community.numbering import NO_TRIBE
from tribus.plot._marks import dot_mark, draw_ring, legend_of_ring, line_mark
from tribus.plot._theme import ink, paper
from tribus.tribes.roles.assign import NEWCOMER

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.layout.tribes import MapLayout
    from tribus.tribes import Tribes

RASTER_PIXELS = 1_000  # across the picture
SMOOTHING_RADIUS = 1.3  # in units of the layout, where neighbours are about 1.7 apart
FULL_COLOUR_QUANTILE = 0.98  # of the bonds: this one and stronger ones have full colour
MIN_MEMBER_OPACITY = 0.15  # of members with weak bonds
OTHERS_OPACITY = 0.4  # of users who are not members, in grey
FULL_DENSITY_SHARE = 0.5  # of the usual density of users; denser parts are opaque
MIN_SMOOTHING_PIXELS = 0.7
MIN_ROW_SHARE = 0.005  # of the picture: half the height of a visible row
RASTER_MARGIN = 5.5  # in units of the layout
MAX_BANDS = 60  # the widest are drawn
BAND_OPACITY = 0.2
MAX_BAND_SHARE = 0.5  # of the radius of the smaller disc


def draw_density(ax: Axes, tribes: Tribes, layout: MapLayout, palette: Floats) -> None:
    """Draw bands between tribes, the density and outline of each tribe, then the users below."""
    if len(layout.radii):
        _draw_bands(ax, layout)
        _draw_outlines(ax, layout, palette)
        _draw_raster(ax, tribes, layout, palette)
    _draw_below(ax, layout)


def legend_of_density(colour: str) -> dict[str, Artist]:
    """Return the legend: colours, shades and bands."""
    return {
        translate("members (darker: stronger bonds)"): dot_mark(colour),
        **legend_of_ring(),
        translate("band: affinity of two tribes"): line_mark(ink(), width=5, opacity=BAND_OPACITY),
    }


def _draw_bands(ax: Axes, layout: MapLayout) -> None:
    """Join discs by bands with a width proportional to the affinity between their tribes."""
    from matplotlib.collections import PolyCollection

    one, other = np.triu_indices(len(layout.radii), 1)
    affinity = layout.between[one, other]
    widest = np.argsort(-affinity, kind="stable")[:MAX_BANDS]
    widest = widest[affinity[widest] > 0]
    one, other, affinity = one[widest], other[widest], affinity[widest]
    room = 2 * MAX_BAND_SHARE * np.minimum(layout.radii[one], layout.radii[other])
    width = affinity * np.min(room / affinity, initial=np.inf) if len(affinity) else affinity
    start, end = layout.centres[one], layout.centres[other]
    along = (end - start) / np.linalg.norm(end - start, axis=1)[:, None]
    aside = np.column_stack([-along[:, 1], along[:, 0]]) * width[:, None] / 2
    corners = np.stack([start - aside, start + aside, end + aside, end - aside], axis=1)
    ax.add_collection(
        PolyCollection(list(corners), facecolors=ink(), alpha=BAND_OPACITY, lw=0, zorder=0.5)
    )


def _draw_outlines(ax: Axes, layout: MapLayout, palette: Floats) -> None:
    from matplotlib.patches import Circle

    discs = zip(layout.centres, layout.radii, layout.inner, palette, strict=False)
    for centre, radius, inner, colour in discs:
        ax.add_patch(Circle(centre, radius, facecolor=paper(), edgecolor="none", zorder=1))
        draw_ring(ax, centre, inner, radius)
        ax.add_patch(Circle(centre, inner, fill=False, edgecolor=colour, lw=1.0, zorder=2))


def _draw_raster(ax: Axes, tribes: Tribes, layout: MapLayout, palette: Floats) -> None:
    """Draw one raster in the colours of the tribes; its opacity grows with the bonds of the users."""
    users = tribes.assignment.order[np.isin(tribes.assignment.order, layout.below, invert=True)]
    users = users[tribes.assignment.role[users] <= NEWCOMER]
    if not len(users):
        return
    is_member = tribes.assignment.is_member[users]
    raster = Raster.around(layout.positions[users])
    people = np.maximum(raster.smooth(np.ones(len(users))), 1e-12)
    members = raster.smooth(is_member.astype(np.float64)) / people
    bond = raster.smooth(np.where(is_member, tribes.assignment.bond[users], 0.0)) / people
    depth = np.sqrt(np.maximum(bond, 0.0))
    full = np.quantile(depth.ravel()[raster.pixel_of_user], FULL_COLOUR_QUANTILE)
    shade = MIN_MEMBER_OPACITY + (1 - MIN_MEMBER_OPACITY) * np.clip(depth / max(full, 1e-300), 0, 1)
    image = np.empty((*people.shape, 4))
    image[..., :3] = palette[NO_TRIBE, :3]
    drawn = np.zeros(people.shape, bool)
    for centre, radius, colour in zip(layout.centres, layout.inner, palette, strict=False):
        window, inside = raster.disc(centre, radius)
        share = (members[window] * inside)[..., None]
        drawn[window] |= inside
        image[(*window, slice(3))] += share * (colour - palette[NO_TRIBE])[:3]
    filled = np.clip(people * np.pi / raster.pixel**2 / FULL_DENSITY_SHARE, 0, 1)
    image[..., 3] = drawn * filled * (members * shade + (1 - members) * OTHERS_OPACITY)
    low, high = raster.low, raster.low + raster.pixel * np.array(people.shape[::-1])
    extent = (low[0], high[0], low[1], high[1])
    ax.imshow(image, origin="lower", extent=extent, aspect="auto", zorder=1.5)


def _draw_below(ax: Axes, layout: MapLayout) -> None:
    """Fill the rows of the users without a disc."""
    from matplotlib.patches import Rectangle

    if len(layout.below):
        positions = layout.positions[layout.below]
        rim = max(layout.step / 2, MIN_ROW_SHARE * np.ptp(layout.positions, axis=0).max())
        low, high = positions.min(axis=0) - rim, positions.max(axis=0) + rim
        ax.add_patch(Rectangle(low, *(high - low), facecolor=GREY, alpha=OTHERS_OPACITY, lw=0))


@dataclass(frozen=True, eq=False)
class Raster:
    """Square pixels over the positions of users.

    Attributes
    ----------
    low
        Bottom left corner.
    pixel
        Width of a pixel.
    shape
        Numbers of rows and columns.
    pixel_of_user
        Flat index of the pixel of each user, shape `(n_users,)`.
    """

    low: Floats
    pixel: float
    shape: tuple[int, int]
    pixel_of_user: Ints64

    @classmethod
    def around(cls, positions: Floats) -> Raster:
        """Return a raster that covers all positions with a margin."""
        low, high = positions.min(axis=0) - RASTER_MARGIN, positions.max(axis=0) + RASTER_MARGIN
        pixel = float((high - low).max() / RASTER_PIXELS)
        columns, rows = (int(n) + 1 for n in (high - low) / pixel)
        column, row = ((positions - low) / pixel).astype(np.int64).T
        return cls(low, pixel, (rows, columns), row * columns + column)

    def smooth(self, values: Floats) -> Floats:
        """Return the values of users, smoothed over the pixels around each."""
        raster = np.bincount(self.pixel_of_user, values, self.shape[0] * self.shape[1]).astype(
            np.float64
        )
        width = max(SMOOTHING_RADIUS / self.pixel, MIN_SMOOTHING_PIXELS)
        smooth = gaussian_filter(raster.reshape(self.shape), width, mode="constant")
        return np.asarray(smooth, np.float64)

    def disc(self, centre: Floats, radius: float) -> tuple[tuple[slice, slice], Bools]:
        """Return the window of pixels around a disc, and a mask of the pixels on it."""
        left, bottom = np.maximum((centre - radius - self.low) / self.pixel, 0).astype(int).tolist()
        right, top = ((centre + radius - self.low) / self.pixel).astype(int).tolist()
        window = slice(bottom, top + 1), slice(left, right + 1)
        rows, columns = np.ogrid[window]
        x = self.low[0] + (columns + 0.5) * self.pixel - centre[0]
        y = self.low[1] + (rows + 0.5) * self.pixel - centre[1]
        return window, np.asarray(x**2 + y**2 <= radius**2, bool)
