"""Sketches: small inline SVG pictures in cards, made of numbers and colours, without user text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tribus._display.colours import tribe_colour

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BAR_WIDTH, BAR_HEIGHT = 100, 10  # in units of the SVG
EDGE_ATTRIBUTES = (
    "stroke='currentColor' stroke-opacity='.45' stroke-width='1' vector-effect='non-scaling-stroke'"
)
INNER_RING_SIZES = (5, 15, 50)  # companions up to each ring


class Sketch:
    """A small picture in a cell of the table of a card, or next to the table."""

    def html(self) -> str:
        """Return an inline SVG element, possibly followed by text."""
        raise NotImplementedError  # each sketch draws itself


@dataclass(frozen=True)
class Swatch(Sketch):
    """A square in the colour of a tribe, followed by the number of the tribe; -1 is no tribe."""

    number: int

    def html(self) -> str:
        """Return the square and the number."""
        fill = tribe_colour(self.number)
        square = f"<rect x='0' y='0' width='10' height='10' rx='2' fill='{fill}' {EDGE_ATTRIBUTES}/>"
        name = "none" if self.number < 0 else f"{self.number:,}"
        return f"{_svg('swatch', 10, 10, square)}{name}"


@dataclass(frozen=True)
class Bar(Sketch):
    """A bar of coloured parts, each with its share of the width."""

    parts: Sequence[tuple[float, str]]

    @classmethod
    def of(cls, share: float, number: int | None = None) -> Bar:
        """Return a bar of one part, in the colour of a tribe or of the text."""
        return cls([(share, "currentColor" if number is None else tribe_colour(number))])

    def html(self) -> str:
        """Return the parts from left to right."""
        drawn, left = "", 0.0
        for share, colour in self.parts:
            width = BAR_WIDTH * share if math.isfinite(share) else 0.0
            faint = " fill-opacity='.6'" if colour == "currentColor" else ""
            if width > 0:
                drawn += (
                    f"<rect x='{left:.4g}' y='0' width='{width:.4g}' height='{BAR_HEIGHT}'"
                    f" fill='{colour}'{faint} {EDGE_ATTRIBUTES}/>"
                )
            left += width
        return _svg("bar", BAR_WIDTH, BAR_HEIGHT, drawn, stretched=True)


@dataclass(frozen=True)
class Balance(Sketch):
    """Out-strength left of the middle and in-strength right of it, as shares of half the width."""

    given: float
    received: float
    number: int

    @classmethod
    def of(cls, given: float, received: float, *, most: float, number: int) -> Balance:
        """Return the balance of two amounts; an amount of `most` fills its half."""
        return cls(given / most, received / most, number) if most > 0 else cls(0.0, 0.0, number)

    def html(self) -> str:
        """Return both sides; the left one is lighter."""
        middle, colour = BAR_WIDTH / 2, tribe_colour(self.number)
        out_width, in_width = middle * self.given, middle * self.received
        return _svg(
            "bar",
            BAR_WIDTH,
            BAR_HEIGHT,
            f"<rect x='{middle - out_width:.4g}' y='0' width='{out_width:.4g}' height='{BAR_HEIGHT}'"
            f" fill='{colour}' fill-opacity='.5' {EDGE_ATTRIBUTES}/>"
            f"<rect x='{middle}' y='0' width='{in_width:.4g}' height='{BAR_HEIGHT}'"
            f" fill='{colour}' {EDGE_ATTRIBUTES}/>",
            stretched=True,
        )


@dataclass(frozen=True)
class Rings(Sketch):
    """A person among the closest 5, 15 and 50 companions; closer companions have larger dots."""

    MOST: ClassVar = INNER_RING_SIZES[-1]

    bonds: Sequence[float]  # relative to the strongest, the closest first
    number: int

    def html(self) -> str:
        """Return the rings that are not empty, and a dot for each companion."""
        shown = self.bonds[: self.MOST]
        circles = "".join(
            f"<circle r='{_radius(ring)}' fill='none' stroke='currentColor' stroke-opacity='.2'/>"
            for ring, inside in enumerate((0, *INNER_RING_SIZES[:-1]))
            if len(shown) > inside
        )
        dots = "".join(
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{2.5 + 3 * math.sqrt(share):.1f}'"
            f" fill='{tribe_colour(self.number)}' {EDGE_ATTRIBUTES}/>"
            for (x, y), share in zip(_positions_on_rings(len(shown)), shown, strict=True)
        )
        person = "<circle r='7' fill='currentColor'/>"
        return _svg(
            "picture", 200, 200, f"<g transform='translate(100 100)'>{circles}{dots}{person}</g>"
        )


@dataclass(frozen=True)
class Curve(Sketch):
    """A curve of shares over a scale, its null model, and marks at the chosen and at noted points."""

    names: tuple[str, str, str]  # of the first point, of the two lines, of the last point
    shares: Sequence[float]
    by_chance: Sequence[float]
    noted: Sequence[int]
    chosen: int

    def html(self) -> str:
        """Return the curve, the null model dashed, rings at noted points, a dot at the chosen one."""
        step = 300 / max(len(self.shares) - 1, 1)
        line, chance = (
            " ".join(f"{index * step:.1f},{_height(share):.1f}" for index, share in enumerate(shares))
            for shares in (self.shares, self.by_chance)
        )
        marks = "".join(
            f"<circle cx='{index * step:.1f}' cy='{_height(self.shares[index]):.1f}' r='5'"
            f" fill='{'currentColor' if index == self.chosen else 'none'}' stroke='currentColor'/>"
            for index in sorted({*self.noted, self.chosen})
        )
        ends = "".join(
            f"<text x='{x}' y='99' text-anchor='{anchor}'>{name}</text>"
            for x, anchor, name in zip(
                (0, 150, 300), ("start", "middle", "end"), self.names, strict=True
            )
        )
        return _svg(
            "picture",
            320,
            105,
            "<g transform='translate(10 4)' fill='none' stroke-width='1.5'>"
            "<path d='M0 80H300' stroke='currentColor' stroke-opacity='.3'/>"
            f"<polyline points='{line}' stroke='currentColor'/>"
            f"<polyline points='{chance}' stroke='currentColor' stroke-dasharray='4 4'/>"
            f"{marks}<g fill='currentColor' font-size='11'>{ends}</g></g>",
        )


def _height(share: float) -> float:
    """Return the vertical position of a share, from the top."""
    return 80 * (1 - min(max(share, 0.0), 1.0)) if math.isfinite(share) else 80.0


def _radius(ring: int) -> int:
    return 28 + 32 * ring


def _positions_on_rings(n_companions: int) -> Iterator[tuple[float, float]]:
    """Yield the position of each companion, ring by ring, clockwise from the top."""
    first = 0
    for ring, last in enumerate(INNER_RING_SIZES):
        n_here = min(last, n_companions) - first
        for index in range(n_here):
            angle = 2 * math.pi * (index / n_here) + 0.4 * ring
            yield _radius(ring) * math.sin(angle), -_radius(ring) * math.cos(angle)
        first = last


def _svg(kind: str, width: int, height: int, inside: str, *, stretched: bool = False) -> str:
    size = f" width='{width}' height='{height}'" * (kind == "picture")
    stretch = " preserveAspectRatio='none'" * stretched
    box = f"viewBox='0 0 {width} {height}'{size}{stretch}"
    return f"<svg class='{kind}' {box} aria-hidden='true'>{inside}</svg>"
