from __future__ import annotations

import math
import re

import pytest
from defusedxml import ElementTree

from tribus._display import Balance, Bar, Curve, Rings, Swatch
from tribus._display.colours import GREY, tribe_colour

SKETCHES = {
    "swatch": Swatch(3),
    "no tribe": Swatch(-1),
    "bar": Bar([(0.5, tribe_colour(0)), (0.1, "currentColor"), (0.4, GREY)]),
    "nothing": Bar.of(0.0),
    "unknown": Bar.of(math.nan),
    "balance": Balance.of(3, 1, most=4, number=2),
    "no events": Balance.of(0, 0, most=0, number=2),
    "rings": Rings([1.0, 0.5, 0.0, *[0.1] * 200], 1),
    "curve": Curve(("¼", "two", "8"), [0.5, math.nan, 1.5], [0.0, 0.1, -0.2], [0], 1),
    "one point": Curve(("1", "two", "1"), [0.5], [0.0], [0], 0),
}


def shapes(sketch, tag):
    return list(ElementTree.fromstring(sketch.html().partition("</svg>")[0] + "</svg>").iter(tag))


@pytest.mark.parametrize("sketch", SKETCHES.values(), ids=SKETCHES)
def test_a_sketch_is_well_formed_and_has_only_finite_numbers(sketch):
    assert shapes(sketch, "svg")
    assert not re.search("nan|inf", sketch.html())


def test_a_swatch_has_the_colour_and_the_number_of_its_tribe():
    (square,) = shapes(Swatch(3), "rect")
    assert square.get("fill") == tribe_colour(3)
    assert Swatch(3).html().endswith("</svg>3")
    assert Swatch(-1).html().endswith("</svg>none")


def test_the_parts_of_a_bar_are_adjacent():
    parts = shapes(SKETCHES["bar"], "rect")
    assert [float(part.get("x")) for part in parts] == [0, 50, 60]
    assert [float(part.get("width")) for part in parts] == [50, 10, 40]
    assert not shapes(Bar.of(0.0), "rect")


def test_out_strength_is_left_and_in_strength_is_right():
    left, right = shapes(Balance.of(4, 1, most=4, number=0), "rect")
    assert (float(left.get("x")), float(left.get("width"))) == (0, 50)
    assert (float(right.get("x")), float(right.get("width"))) == (50, 12.5)


def test_the_closest_five_fifteen_and_fifty_are_on_three_rings():
    circles = shapes(SKETCHES["rings"], "circle")
    dots = [dot for dot in circles if dot.get("cx")]
    assert len(dots) == Rings.MOST == 50
    radius = [round(math.hypot(float(dot.get("cx")), float(dot.get("cy")))) for dot in dots]
    assert [radius.count(ring) for ring in sorted(set(radius))] == [5, 10, 35]
    assert len(circles) - len(dots) == 3 + 1  # the rings and the person


def test_a_curve_marks_the_chosen_and_the_noted_points():
    curve = Curve(("1", "two", "4"), [0.5, 0.9, 0.8], [0.0, 0.1, 0.2], [1, 2], 1)
    chosen, noted = shapes(curve, "circle")
    assert chosen.get("fill") == "currentColor"
    assert noted.get("fill") == "none"
    assert float(chosen.get("cx")) == 150
