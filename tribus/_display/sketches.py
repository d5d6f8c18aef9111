"""Small pictures in cards: inline SVG of numbers and our own colours, never of a stranger's text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tribus._display.colours import tribe_colour

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 100, 10  # of a bar, in its own units
EDGE = "stroke='currentColor' stroke-opacity='.45' stroke-width='1' vector-effect='non-scaling-stroke'"
RINGS = (5, 15, 50)  # the closest, as in the picture of a personal tribe


class Sketch:
    """Something small to look at, in a cell of a card's table or beside it."""

    def html(self) -> str:
        """One inline SVG element, with text beside it if there is any."""
        raise NotImplementedError  # each sketch says how it is drawn


@dataclass(frozen=True)
class Swatch(Sketch):
    """The number of a tribe behind a square in its colour; -1 is no tribe."""

    number: int

    def html(self) -> str:
        """Draw the square and write the number."""
        fill = tribe_colour(self.number)
        square = f"<rect x='0' y='0' width='10' height='10' rx='2' fill='{fill}' {EDGE}/>"
        name = "none" if self.number < 0 else f"{self.number:,}"
        return f"{_svg('swatch', 10, 10, square)}{name}"


@dataclass(frozen=True)
class Bar(Sketch):
    """A bar of parts side by side, as shares of the whole width; each has a colour."""

    parts: Sequence[tuple[float, str]]

    @classmethod
    def of(cls, share: float, number: int | None = None) -> Bar:
        """One part: of a tribe, or in the colour of the text."""
        return cls([(share, "currentColor" if number is None else tribe_colour(number))])

    def html(self) -> str:
        """Draw the parts from left to right."""
        drawn, left = "", 0.0
        for share, colour in self.parts:
            width = WIDTH * share if math.isfinite(share) else 0.0
            faint = " fill-opacity='.6'" if colour == "currentColor" else ""
            if width > 0:
                drawn += (
                    f"<rect x='{left:.4g}' y='0' width='{width:.4g}' height='{HEIGHT}'"
                    f" fill='{colour}'{faint} {EDGE}/>"
                )
            left += width
        return _svg("bar", WIDTH, HEIGHT, drawn, stretched=True)


@dataclass(frozen=True)
class Balance(Sketch):
    """What a person gives, left of the middle, and gets, right of it; shares of half the width."""

    given: float
    received: float
    number: int

    @classmethod
    def of(cls, given: float, received: float, *, most: float, number: int) -> Balance:
        """Amounts, of which `most` fills its half."""
        return cls(given / most, received / most, number) if most > 0 else cls(0.0, 0.0, number)

    def html(self) -> str:
        """Draw both sides of the middle, giving in a lighter shade."""
        middle, colour = WIDTH / 2, tribe_colour(self.number)
        gives, gets = middle * self.given, middle * self.received
        return _svg(
            "bar",
            WIDTH,
            HEIGHT,
            f"<rect x='{middle - gives:.4g}' y='0' width='{gives:.4g}' height='{HEIGHT}' fill='{colour}'"
            f" fill-opacity='.5' {EDGE}/>"
            f"<rect x='{middle}' y='0' width='{gets:.4g}' height='{HEIGHT}' fill='{colour}' {EDGE}/>",
            stretched=True,
        )


@dataclass(frozen=True)
class Rings(Sketch):
    """A person in the middle of their companions: the closest 5, 15 and 50, larger where closer."""

    MOST: ClassVar = RINGS[-1]

    bonds: Sequence[float]  # as shares of the strongest, the closest first
    number: int

    def html(self) -> str:
        """Draw the rings that are needed, and a dot for each companion."""
        shown = self.bonds[: self.MOST]
        circles = "".join(
            f"<circle r='{_radius(ring)}' fill='none' stroke='currentColor' stroke-opacity='.2'/>"
            for ring, inside in enumerate((0, *RINGS[:-1]))
            if len(shown) > inside
        )
        dots = "".join(
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{2.5 + 3 * math.sqrt(share):.1f}'"
            f" fill='{tribe_colour(self.number)}' {EDGE}/>"
            for (x, y), share in zip(_stand_on_rings(len(shown)), shown, strict=True)
        )
        person = "<circle r='7' fill='currentColor'/>"
        return _svg(
            "picture", 200, 200, f"<g transform='translate(100 100)'>{circles}{dots}{person}</g>"
        )


@dataclass(frozen=True)
class Curve(Sketch):
    """Shares of 1 at each place of a scale, and by chance; one place is marked, others are noted."""

    names: tuple[str, str, str]  # of the first place, of the two lines, of the last place
    shares: Sequence[float]
    by_chance: Sequence[float]
    noted: Sequence[int]
    chosen: int

    def html(self) -> str:
        """Draw a line, a dashed one for chance, rings at what is noted, and a dot at what was taken."""
        step = 300 / max(len(self.shares) - 1, 1)
        line, chance = (
            " ".join(f"{place * step:.1f},{_height(share):.1f}" for place, share in enumerate(shares))
            for shares in (self.shares, self.by_chance)
        )
        marks = "".join(
            f"<circle cx='{place * step:.1f}' cy='{_height(self.shares[place]):.1f}' r='5'"
            f" fill='{'currentColor' if place == self.chosen else 'none'}' stroke='currentColor'/>"
            for place in sorted({*self.noted, self.chosen})
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
    """Where a share of 1 is drawn, from the top."""
    return 80 * (1 - min(max(share, 0.0), 1.0)) if math.isfinite(share) else 80.0


def _radius(ring: int) -> int:
    return 28 + 32 * ring


def _stand_on_rings(n_companions: int) -> Iterator[tuple[float, float]]:
    """Place of each companion, ring after ring, clockwise from the top."""
    first = 0
    for ring, last in enumerate(RINGS):
        n_here = min(last, n_companions) - first
        for place in range(n_here):
            angle = 2 * math.pi * (place / n_here) + 0.4 * ring
            yield _radius(ring) * math.sin(angle), -_radius(ring) * math.cos(angle)
        first = last


def _svg(kind: str, width: int, height: int, inside: str, *, stretched: bool = False) -> str:
    size = f" width='{width}' height='{height}'" * (kind == "picture")
    stretch = " preserveAspectRatio='none'" * stretched
    box = f"viewBox='0 0 {width} {height}'{size}{stretch}"
    return f"<svg class='{kind}' {box} aria-hidden='true'>{inside}</svg>"
